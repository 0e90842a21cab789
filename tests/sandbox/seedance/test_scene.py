from PIL import ImageChops

from sandbox.seedance.scene import Scene


def test_a_scene_moves_and_the_same_seed_draws_the_same() -> None:
    scene = Scene(320, 180, 4, seed=3)
    start, end = scene.frame(0.0), scene.frame(1.0)
    assert start.size == (320, 180)
    assert ImageChops.difference(start, end).getbbox() is not None
    assert ImageChops.difference(start, Scene(320, 180, 4, seed=3).frame(0.0)).getbbox() is None
