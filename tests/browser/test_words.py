"""The page's own words: each in both languages, each used, each there that is used."""

import re

import pytest

from sandbox.page.site import STATIC
from tests.browser.conftest import Window, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = """async () => {
    const { words } = await import("/page/words/words.js");
    return words;
}"""
SCRIPTS = [path for path in STATIC.rglob("*.js") if "words" not in path.relative_to(STATIC).parts]
NAMED = re.compile(r"""["'`]([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["'`]|\b([a-z]+):""")
SAID = re.compile(r"""\bsay\("([^"]+)\"""")
MADE = re.compile(r"""\bsay\(`([a-z-]+-)\$\{""")
OWN = re.compile(r"""^ {4}"?([a-z][\w-]*)"?:\s""", re.MULTILINE)
PLACES = re.compile(r"\{(\w+)\}")


async def _words(world: World, window: Window) -> dict[str, dict[str, str]]:
    await window.look(world.mia, world.studio)
    words: dict[str, dict[str, str]] = await window.page.evaluate(WORDS)
    return words


async def test_both_languages_say_the_same(world: World, window: Window) -> None:
    words = await _words(world, window)
    assert words["en"].keys() == words["zh"].keys()
    for key, english in words["en"].items():
        chinese = words["zh"][key]
        assert english, key
        assert chinese, key
        assert set(PLACES.findall(english)) == set(PLACES.findall(chinese)), key


async def test_every_word_that_is_said_is_there_and_every_word_there_is_said(world: World, window: Window) -> None:
    known = (await _words(world, window))["en"].keys()
    text = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    assert set(SAID.findall(text)) - known == set()
    named = {name for found in NAMED.findall(text) for name in found}
    made = tuple(MADE.findall(text))
    assert {key for key in known if key not in named and not key.startswith(made)} == set()


async def test_no_two_subjects_have_a_word_of_one_name() -> None:
    names: list[str] = []
    for path in sorted((STATIC / "words").glob("*.js")):
        english = path.read_text(encoding="utf-8").partition("  en: {")[2].partition("  zh: {")[0]
        names += OWN.findall(english)
    assert sorted(names) == sorted(set(names))
