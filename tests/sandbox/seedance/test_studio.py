from pathlib import Path

from sandbox.seedance.film import Film
from sandbox.seedance.studio import Studio

FILM = Film(160, 96, 4, False, "A fox")


def test_equal_films_are_made_once_and_found_again(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "clips")
    studio.open()
    studio.order(FILM)
    order = studio.order_of(FILM)
    studio.order(FILM)
    assert order is not None
    assert studio.order_of(FILM) is order
    order.result(timeout=10)
    assert studio.has(FILM)
    assert studio.problem(FILM) is None
    studio.close()

    later = Studio(tmp_path / "clips")
    later.open()
    later.order(FILM)
    assert later.order_of(FILM) is None
    later.close()


def test_closing_gives_up_what_is_under_way_and_opening_lets_it_be_ordered_again(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.open()
    films = [Film(640, 640, 12, False, f"Fox {number}") for number in range(3)]
    for film in films:
        studio.order(film)
    studio.close()
    assert not any(studio.has(film) or studio.problem(film) for film in films)
    studio.order(FILM)
    assert studio.order_of(FILM) is None
    studio.open()
    studio.order(FILM)
    again = studio.order_of(FILM)
    assert again is not None
    again.result(timeout=10)
    studio.close()


def test_a_clip_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    odd = Film(161, 97, 4, False, "No such size in H.264 with half the colour")
    studio = Studio(tmp_path)
    studio.open()
    studio.order(odd)
    order = studio.order_of(odd)
    assert order is not None
    assert order.exception(timeout=10) is not None
    problem = studio.problem(odd)
    assert problem is not None
    assert problem.startswith("INTERNAL_ERROR")
    studio.close()
