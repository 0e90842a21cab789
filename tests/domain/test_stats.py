import json

from bot.domain.stats import KeyBudget, plain
from tests.cards.test_stats import EMPTY, STATS


def test_what_is_free_is_neither_held_nor_spent() -> None:
    assert KeyBudget(granted=100, held=30, spent=60).free == 10


def test_machines_read_it_under_keys_that_stay() -> None:
    said = json.loads(json.dumps(plain(STATS)))
    assert said["key"] == {"granted": 2000, "held": 28, "spent": 1000, "free": 972}
    assert list(said["spans"]) == ["1d", "7d", "30d"]
    assert said["spans"]["7d"] == {
        "jobs": {"delivered": 30, "failed": 1},
        "endings": {"refused": 1},
        "credits": {"spent": 840, "released": 28, "returned": 0, "absorbed": 0},
    }
    assert said["servers"]["count"] == 3
    assert said["servers"]["busiest"][0] == {"id": "1234567890123456", "used": 700, "allowance": 900, "ceiling": 900}
    assert (said["at"], said["under_way"]) == (STATS.at, {"queued": 1})
    assert said["unknown"] == {"count": 2, "credits": 56, "oldest": STATS.at - 3600}
    assert said["studio"] == {"open": False, "closure": "credits", "since": STATS.at}


def test_where_there_is_nothing_the_keys_are_there_all_the_same() -> None:
    said = plain(EMPTY)
    assert said.keys() == plain(STATS).keys()
    assert (said["key"], said["studio"]) == (None, {"open": True, "closure": None, "since": None})
