from pathlib import Path

from tests.e2e.canaries import written_secrets


def test_every_file_with_a_secret_in_it_is_named_and_no_other(tmp_path: Path) -> None:
    below = tmp_path / "deep" / "below"
    below.mkdir(parents=True)
    (below / "database").write_bytes(b"\x00\xffkey-1\x00")
    (tmp_path / "log").write_text("key-2 and more", encoding="utf-8")
    (tmp_path / "clean").write_text("key-", encoding="utf-8")
    assert written_secrets(tmp_path, ["key-1", "key-2"]) == ["deep/below/database", "log"]
