"""What of a log is shown."""

from pathlib import Path

from sandbox.page.backstage_view import LINES, TAIL, tail


def test_a_line_keeps_its_place_while_others_come(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    assert tail(log) == []
    log.write_bytes("é first\nsecond\n".encode())
    before = tail(log)
    assert before == [{"at": 0, "text": "é first"}, {"at": 9, "text": "second"}]
    with log.open("ab") as file:
        file.write(b"third\n")
    assert tail(log)[:2] == before


def test_of_a_long_log_the_end_is_shown_in_whole_lines(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    lines = [f"line {number} " + "x" * 90 for number in range(2000)]
    log.write_text("\n".join(lines) + "\n")
    shown = tail(log)
    assert [line["text"] for line in shown] == lines[-LINES:]
    content = log.read_text()
    assert all(content[line["at"] :].startswith(line["text"]) for line in shown)


def test_one_endless_line_is_no_line_yet(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text("x" * 2 * TAIL)
    assert tail(log) == []
