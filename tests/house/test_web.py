"""The page's files agree with each other: words in both languages, icons, styles, safe DOM."""

import re
from functools import cache
from pathlib import Path

import pytest

from house import source

WEB = source.SRC / "web"
LANGUAGES = ("en", "zh")
#: What puts markup or code where text belongs; the browser refuses them here as well.
UNSAFE = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|new Function|eval\(|"
    r"createContextualFragment|setHTMLUnsafe)"
)
#: `"area.name": "words"`, over one line or two.
ENTRY = re.compile(r'^\s*"([\w.-]+)":\s*((?:"(?:[^"\\]|\\.)*"(?:\s*\+\s*)?)+)', re.MULTILINE)
#: A whole name of words, wherever it stands: `t("a.b")`, a table of names.
NAMED = re.compile(r'["`]([a-z][a-z_-]*\.[a-z0-9_][\w-]*)["`]')
#: One whose end is filled in: "`a.b_${name}`".
BEGUN = re.compile(r"`([a-z][a-z_-]*\.[\w-]*)\$\{")


@cache
def modules() -> dict[str, str]:
    """Every module of the page that is not words, by its path."""
    return {
        str(path.relative_to(WEB)): path.read_text(encoding="utf-8")
        for path in sorted(WEB.rglob("*.js"))
        if path.relative_to(WEB).parts[0] != "strings"
    }


def areas(language: str) -> set[str]:
    return {path.stem for path in (WEB / "strings" / language).glob("*.js")}


@cache
def words(language: str) -> dict[str, str]:
    """Every text of a language, by its name."""
    found: dict[str, str] = {}
    for path in sorted((WEB / "strings" / language).glob("*.js")):
        for name, text in ENTRY.findall(path.read_text(encoding="utf-8")):
            assert name not in found, f"{name} is there twice"
            assert name.partition(".")[0] == path.stem, f"{name} is not of {path.name}"
            found[name] = text
    return found


def test_both_languages_have_the_same_areas_and_names() -> None:
    assert areas("en") == areas("zh")
    assert set(words("en")) == set(words("zh"))


def test_both_languages_fill_in_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    odd = [name for name, text in words("en").items() if places(text) != places(words("zh")[name])]
    assert not odd


def test_no_chinese_text_was_left_in_english() -> None:
    same = [
        name
        for name, text in words("en").items()
        if text == words("zh")[name] and len(re.findall(r"[A-Za-z]{2,}", text)) > 3
    ]
    assert not same


def test_every_word_that_is_asked_for_is_there() -> None:
    known = set(words("en"))
    lacking = {
        f"{path}: {name}"
        for path, text in modules().items()
        for name in NAMED.findall(text)
        if name.partition(".")[0] in areas("en") and name not in known
    }
    assert not {each for each in lacking if not each.endswith((".js", ".css", ".json"))}


def test_every_word_that_is_there_is_asked_for() -> None:
    text = "\n".join(modules().values())
    named = set(NAMED.findall(text))
    begun = tuple(each for each in BEGUN.findall(text) if not each.endswith("."))
    whole = tuple(each for each in BEGUN.findall(text) if each.endswith("."))
    unused = [
        name
        for name in words("en")
        if name not in named and not name.startswith(begun) and not name.startswith(whole)
    ]
    assert not unused


def test_every_icon_that_is_shown_is_drawn() -> None:
    drawn = set(re.findall(r"^  (\w+):", modules()["icons.js"], re.MULTILINE))
    shown = {name for text in modules().values() for name in re.findall(r'\bicon\("(\w+)"\)', text)}
    assert shown <= drawn


@pytest.mark.parametrize("path", sorted(modules()))
def test_no_module_makes_markup_of_text(path: str) -> None:
    assert not UNSAFE.findall(modules()[path])


@pytest.mark.parametrize("path", sorted(modules()))
def test_every_module_says_what_it_owns(path: str) -> None:
    assert modules()[path].startswith("/**\n * "), "a module begins with what it owns"


def test_every_import_leads_to_a_file() -> None:
    lost = [
        f"{path}: {target}"
        for path, text in modules().items()
        for target in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+\.js)"', text)
        if not (WEB / Path(path).parent / target).resolve().is_file()
    ]
    assert not lost


def test_every_custom_property_that_is_used_is_defined() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in WEB.rglob("*.css")}
    everything = "\n".join([*sheets.values(), *modules().values()])
    defined = set(re.findall(r"(--[\w-]+)(?:\"?:|\", )", everything))
    # A name that ends with a hyphen is filled in: `var(--series-${index})`.
    used = {name for name in re.findall(r"var\((--[\w-]+)", everything) if name[-1] != "-"}
    assert used <= defined
