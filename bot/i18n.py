"""The catalogues: every text a person reads, in English and Simplified Chinese. `python -m bot.i18n` checks them."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast, visitor

FOLDER: Final = Path(__file__).parent / "locales"
ENGLISH: Final = "en"
CHINESE: Final = "zh-CN"
LANGUAGES: Final = (ENGLISH, CHINESE)


def language_of(locale: str) -> str:
    """Choose the catalogue for one of Discord's language codes: Chinese of any script for zh-…, else English."""
    return CHINESE if locale.lower().startswith("zh") else ENGLISH


def language_of_environment(environment: Mapping[str, str]) -> str:
    """Tell in which language the operator reads, as programs of a shell do."""
    return next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), ENGLISH)


class Texts:
    """Says things in the reader's language."""

    def say(self, locale: str, key: str, **values: str | float) -> str:
        """Word the text `key` in the language of Discord's code `locale`.

        Numbers are grouped as the language does, so ids and timestamps must come as text. Raises KeyError for a key or
        a variable that the catalogue wants and that is not there: a defect, never a circumstance.
        """
        pattern = (bundle := _bundle(language_of(locale))).get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return all(_bundle(language).has_message(key) for language in LANGUAGES)


@cache
def _bundle(language: str) -> FluentBundle:
    # Isolating marks (U+2068, U+2069) around values would end up inside of mentions and links.
    bundle = FluentBundle([language.replace("zh-CN", "zh-Hans"), ENGLISH], use_isolating=False)
    for path in _files(language):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _files(language: str, folder: Path = FOLDER) -> list[Path]:
    return sorted((folder / language).glob("*.ftl"))


class _Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the name fluent.syntax looks for
        self.names.add(node.id.name)


def findings(folder: Path = FOLDER) -> Iterator[str]:
    """Name what is wrong with the catalogues: unreadable, doubled or missing texts, variables that differ."""
    catalogues: dict[str, dict[str, frozenset[str]]] = {}
    for language in LANGUAGES:
        catalogues[language] = {}
        for path in _files(language, folder):
            yield from _read(path, catalogues[language])
    english = catalogues[ENGLISH]
    if not english:
        yield f"no texts in {ENGLISH}"
    for language in LANGUAGES[1:]:
        yield from _differences(english, catalogues[language], language)


def _read(path: Path, into: dict[str, frozenset[str]]) -> Iterator[str]:
    where = f"{path.parent.name}/{path.name}"
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        if isinstance(entry, ast.Junk):
            first_line = (entry.content or "").strip().partition("\n")[0]
            yield f"{where}: cannot be read: {first_line}"
        if not isinstance(entry, ast.Message):
            continue
        if entry.id.name in into:
            yield f"{where}: {entry.id.name} is there twice"
        variables = _Variables()
        variables.visit(entry)
        into[entry.id.name] = frozenset(variables.names)


def _differences(
    english: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], language: str
) -> Iterator[str]:
    for key in sorted(english.keys() - other.keys()):
        yield f"{language}: {key} is missing"
    for key in sorted(other.keys() - english.keys()):
        yield f"{ENGLISH}: {key} is missing"
    for key in sorted(english.keys() & other.keys()):
        if english[key] != other[key]:
            yield f"{language}: {key} uses {sorted(other[key])}, {ENGLISH} uses {sorted(english[key])}"


if __name__ == "__main__":
    found = list(findings())
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    sys.exit(1 if found else 0)
