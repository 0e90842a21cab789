from bot.cards import alarms, prices
from bot.domain.drift import CELLS, Drift
from bot.i18n import Texts

TEXTS = Texts()
CLOSED = Drift(cell=CELLS["480p-4s-silent"], times=3, took=9)


def test_the_table_names_every_cell_and_says_what_to_do_only_when_one_is_closed() -> None:
    right = prices.table(TEXTS, "en", [])
    assert "480p-4s-silent: 8 credits" in right
    assert len(right.splitlines()) == len(CELLS)
    drifted = prices.table(TEXTS, "en", [Drift(cell=CELLS["480p-8s-sound"], times=1, took=30), CLOSED])
    assert "480p-8s-sound: 28 credits; the vendor took more once, last 30" in drifted
    assert "480p-4s-silent: 8 credits, CLOSED: the vendor took more 3 times, last 9" in drifted
    assert "--confirm CELL" in drifted


def test_what_was_confirmed_is_named() -> None:
    assert prices.confirmed(TEXTS, "en", CLOSED).startswith("The price of 480p-4s-silent is confirmed")


def test_the_alarm_says_how_to_open_it_again() -> None:
    for language in ("en", "zh"):
        assert "python -m bot prices --confirm 480p-4s-silent" in alarms.price(TEXTS, language, CLOSED)
