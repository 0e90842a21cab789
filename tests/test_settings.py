from pathlib import Path

import pytest

from bot.media.lettering import CJK_FONTS
from bot.settings import Settings, SettingsError, load

ADDRESSES = [
    "postgresql://me:pass@db.example:5432/reelroom",
    "postgres://me:p%40ss@db.example/reelroom?sslmode=require",
    "postgresql://me@/reelroom?host=/var/run/postgresql",
]
NOT_ADDRESSES = [
    "mysql://me:s3cret@db.example/reelroom",
    "postgresql://me:s3cret@db.example",
    "postgresql:///reelroom",
    "postgresql://me:s3cret@db.example:port/reelroom",
    "postgresql://me@db.example/reelroom?password=s3cret",
    "s3cret",
]


@pytest.fixture(autouse=True)
def required(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", "t")
    monkeypatch.setenv("SEEDANCE_API_KEY", "k")


def test_without_an_address_the_database_is_sqlite() -> None:
    assert not load().database_url.get_secret_value()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_postgresql_is_taken_and_not_shown(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    settings: Settings = load()
    assert settings.database_url.get_secret_value() == address
    assert "reelroom" not in repr(settings.database_url)


@pytest.mark.parametrize("address", NOT_ADDRESSES)
def test_anything_else_is_refused_and_not_repeated(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(SettingsError) as wrong:
        load()
    [problem] = wrong.value.problems
    assert (problem.name, problem.kind) == ("DATABASE_URL", "wrong")
    assert "s3cret" not in problem.detail


def test_the_address_may_lie_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("secret") / "url"
    file.write_text(f"{ADDRESSES[0]}\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    assert load().database_url.get_secret_value() == ADDRESSES[0]


OPERATORS = ("OPERATOR_GUILD_ID", "LOW_BUDGET_ALARM")


def test_without_their_settings_there_are_no_owners_commands_and_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OPERATORS:
        monkeypatch.setenv(name, "")
    assert (load().operator_guild_id, load().low_budget_alarm) == (None, None)


def test_a_server_and_a_line_are_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, given in zip(OPERATORS, ("900000000000000001", "500"), strict=True):
        monkeypatch.setenv(name, given)
    assert (load().operator_guild_id, load().low_budget_alarm) == (900000000000000001, 500)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("given", ["0", "-5", "1.5", "my server", "9223372036854775808"])
def test_anything_else_is_refused_for_them(name: str, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(SettingsError) as wrong:
        load()
    assert [(problem.name, problem.kind) for problem in wrong.value.problems] == [(name, "wrong")]


def test_a_font_that_is_none_ends_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = tmp_path / "font.ttf"
    text.write_text("no font", encoding="utf-8")
    for path in (text, tmp_path / "nowhere.ttc", tmp_path):
        monkeypatch.setenv("FONT_PATH", str(path))
        with pytest.raises(SettingsError) as wrong:
            load()
        [problem] = wrong.value.problems
        assert (problem.name, problem.kind) == ("FONT_PATH", "wrong")
        assert "TrueType" in problem.detail


def test_a_font_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().font_path is None
    font = next((Path(path) for path in CJK_FONTS if Path(path).is_file()), None)
    if font is None:
        pytest.skip("no font with Chinese is installed")
    monkeypatch.setenv("FONT_PATH", str(font))
    assert load().font_path == font


def test_prompts_are_kept_for_ninety_days_unless_it_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load().keep_prompts_days, load().keep_videos_days) == (90, 7)
    monkeypatch.setenv("KEEP_PROMPTS_DAYS", "30")
    assert load().keep_prompts_days == 30
    monkeypatch.setenv("KEEP_PROMPTS_DAYS", "0")
    with pytest.raises(SettingsError) as wrong:
        load()
    assert [problem.name for problem in wrong.value.problems] == ["KEEP_PROMPTS_DAYS"]


@pytest.mark.parametrize("url", ["https://bot.example", "https://bot.example:8443/reel/", "http://127.0.0.1:8080"])
def test_a_public_url_is_an_origin_and_perhaps_a_path(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)
    monkeypatch.setenv("HTTP_PORT", "8080")
    assert load().public_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["bot.example", "http://bot.example", "https://", "https://a@bot.example", "https://b.example/?x", "https://b:0"],
)
def test_any_other_public_url_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)
    monkeypatch.setenv("HTTP_PORT", "8080")
    with pytest.raises(SettingsError) as wrong:
        load()
    assert [(problem.name, problem.kind) for problem in wrong.value.problems] == [("PUBLIC_URL", "wrong")]


def test_a_public_url_needs_a_port_to_come_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load().public_url
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example")
    with pytest.raises(SettingsError) as wrong:
        load()
    assert [(problem.name, problem.kind) for problem in wrong.value.problems] == [("HTTP_PORT", "wrong")]


@pytest.mark.parametrize(
    ("content", "kind", "detail"),
    [
        (b"\xff\xfe\x00D", "no-text", ""),
        (b'LOG_LEVEL=INFO\nDISCORD_TOKEN="abc\nSEEDANCE_API_KEY=sk-x\n', "broken", "2"),
    ],
)
def test_a_file_that_is_only_half_one_is_said_and_nothing_of_it_used(
    content: bytes, kind: str, detail: str, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(SettingsError) as wrong:
        load()
    assert [(one.name, one.kind, one.detail) for one in wrong.value.problems] == [(".env", kind, detail)]
