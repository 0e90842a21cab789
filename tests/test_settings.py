from pathlib import Path

import pytest

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
