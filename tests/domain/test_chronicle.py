import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chronicle import Subject, Topic, subject_of, surrogate_in


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("rule:credits", Subject(Topic.RULE_CREDITS)),
        ("rule:reset_day", Subject(Topic.RULE_RESET_DAY)),
        ("ceiling", Subject(Topic.CEILING)),
        ("limit:server", Subject(Topic.LIMIT_SERVER)),
        ("limit:role:77", Subject(Topic.LIMIT_ROLE, 77)),
        ("limit:member:2", Subject(Topic.LIMIT_MEMBER, 2)),
        ("block:member:2", Subject(Topic.BLOCK_MEMBER, 2)),
        ("room:member:2", Subject(Topic.ROOM_MEMBER, 2)),
        ("return:1400000000000000001", Subject(Topic.RETURN, 1400000000000000001)),
        ("grant:x:900", Subject(Topic.GRANT, name="x:900")),
        ("setup:log-channel", Subject(Topic.SETUP_LOG_CHANNEL)),
        ("setup:colour", Subject(Topic.SETUP, name="colour")),
        ("cap:server:9", Subject(Topic.CAP_SERVER, 9)),
        ("cap:role:5", Subject(Topic.CAP_ROLE, 5)),
        ("cap:channel:5", Subject(Topic.CAP_CHANNEL, 5)),
        ("words", Subject(Topic.WORDS)),
        ("price:approve", Subject(Topic.PRICE_APPROVE)),
        ("approve:14", Subject(Topic.APPROVE, 14)),
        ("remove:14", Subject(Topic.REMOVE, 14)),
        ("pause", Subject(Topic.PAUSE)),
        ("moon:phase", Subject(Topic.OTHER, name="moon:phase")),
        ("limit:role:x", Subject(Topic.OTHER, name="limit:role:x")),
    ],
)
def test_a_subject_is_read(text: str, subject: Subject) -> None:
    assert subject_of(text) == subject


@given(st.text())
def test_whatever_stands_there_is_a_subject(text: str) -> None:
    assert subject_of(text).topic in Topic


@pytest.mark.parametrize(
    ("text", "surrogate"),
    [("member:7", 7), ("limit:member:7", 7), ("operator", None), ("limit:role:7", None), ("member:x", None)],
)
def test_a_member_is_found_in_actors_and_subjects(text: str, surrogate: int | None) -> None:
    assert surrogate_in(text) == surrogate
