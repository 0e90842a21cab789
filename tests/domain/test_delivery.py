import pytest

from bot.domain.ids import JobId
from tests.builders import JOB, a_delivery

LONGEST_ID = JobId(2**63 - 1)


@pytest.mark.parametrize("number", [1, 2, 10, 999])
def test_a_nonce_has_at_most_the_25_characters_that_discord_takes(number: int) -> None:
    assert len(a_delivery(job_id=LONGEST_ID, number=number).nonce) <= 25


def test_a_nonce_is_the_same_for_ever() -> None:
    assert a_delivery().nonce == a_delivery(as_link=True, opened_at=1.0).nonce == f"d{JOB}"


def test_every_delivery_has_a_nonce_and_a_marker_of_its_own() -> None:
    deliveries = [a_delivery(number=number) for number in range(1, 30)] + [a_delivery(job_id=JobId(int(JOB) + 1))]
    assert len({one.nonce for one in deliveries}) == len({one.marker for one in deliveries}) == 30


def test_the_first_delivery_is_marked_by_the_job_alone() -> None:
    assert a_delivery().marker == str(JOB)
    assert a_delivery(number=2).marker == f"{JOB}-2"
