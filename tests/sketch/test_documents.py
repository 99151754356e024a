"""The pages on the engine and on its scene say what the code says, and their example is drawn."""

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

import pytest

from house.source import ROOT
from inkstone.bench import sketch as bench
from inkstone.engines.sketch import document, scene, told
from inkstone.engines.sketch.draw import draw_scene
from inkstone.engines.sketch.reading import draft, prices, quotes
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.styles.registry import STYLES
from sketch.drawn import check

_SCENE = (ROOT / "docs" / "engines" / "scene.md").read_text("utf-8")
_ENGINE = (ROOT / "docs" / "engines" / "sketch.md").read_text("utf-8")
_CLASSES = [
    value
    for value in vars(scene).values()
    if is_dataclass(value) and value.__module__ == scene.__name__
]


def _section(page: str, title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def _rows(cls: Any) -> dict[str, list[str]]:
    """The rows of a class's table, by the field."""
    lines = re.findall(r"^\| `(\w+)` \|(.*)\|$", _section(_SCENE, cls.__name__), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in lines}


@pytest.mark.parametrize("cls", _CLASSES)
def test_every_field_of_a_scene_is_in_its_page_in_order(cls: Any) -> None:
    assert list(_rows(cls)) == [field.name for field in fields(cls)]


@pytest.mark.parametrize("cls", _CLASSES)
def test_the_page_says_each_default(cls: Any) -> None:
    shown = {None: "null", True: "true", False: "false", (): "[]"}
    for field in fields(cls):
        said = _rows(cls)[field.name][1]
        if field.default is MISSING:
            assert said == "required", field.name
        elif field.default == "":
            assert said.startswith('`""`'), field.name
        elif isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert float(said) == field.default, field.name
        else:
            wanted = shown.get(field.default, f"`{field.default}`")
            assert said == wanted, field.name


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for part in get_args(annotation) for value in _literals(part)]


@pytest.mark.parametrize("cls", _CLASSES)
def test_the_page_names_every_value_that_a_field_may_have(cls: Any) -> None:
    for field in fields(cls):
        said = _rows(cls)[field.name][0]
        if values := _literals(field.type):
            assert set(re.findall(r"`(\w+)`", said)) == set(values), field.name


def test_the_page_names_the_bounds_that_documents_have() -> None:
    assert f"at most {document.OBJECTS_MAX}" in _rows(scene.Scene)["objects"][0]
    assert f"at most {document.LINES_MAX}" in _rows(scene.Scene)["lines"][0]
    assert f"1 to {document.COPIES_MAX}" in _rows(scene.SceneObject)["count"][0]
    assert _rows(scene.Scene)["version"][0] == str(scene.VERSION)


def test_the_example_is_drawn() -> None:
    found = re.search(r"```json\n(.*?)```", _SCENE, re.DOTALL)
    assert found
    example = document.read(json.loads(found[1]))
    assert example is not None
    assert check(draw_scene(example)).objects == example.objects


def test_the_engine_s_page_names_each_kind_style_chart_and_warning() -> None:
    kinds = re.findall(r"^\| (\w+) \|", _section(_ENGINE, "Kinds of picture"), re.MULTILINE)
    assert set(kinds) - {"Kind"} == set(get_args(scene.Kind))
    styles = _section(_ENGINE, "What it understands").partition("### Styles")[2]
    rows = re.findall(r"^\| ([a-z_, ]+) \|", styles, re.MULTILINE)
    assert {name for row in rows for name in row.split(", ")} == set(STYLES)
    warnings = re.findall(r"^\| `(\w+)` \|", _section(_ENGINE, "Warnings"), re.MULTILINE)
    assert set(warnings) >= set(told._MESSAGES)


def test_the_engine_s_page_names_its_limits() -> None:
    page = _section(_ENGINE, "What it does not")
    for said in (
        f"{draft.OBJECTS_MAX} kinds of things",
        f"{draft.COUNT_MAX} of each",
        f"{draft.RELATIONS_MAX} relations",
        f"{quotes.TEXTS_MAX} texts",
        f"{prices.LINES_MAX} lines of a menu",
        f"at most {quotes.TEXT_MAX} characters",
    ):
        assert said in page


def test_the_prompts_of_the_gallery_are_understood() -> None:
    asked = bench.prompts(ROOT / "docs" / "gallery" / "prompts.txt")
    assert {prompt.kind for prompt in asked} == {*get_args(scene.Kind), "style"}
    for prompt in asked:
        made = parse(prompt=prompt.text, width_px=64, height_px=64, seed=0)
        assert made.kind == ("scene" if prompt.kind == "style" else prompt.kind), prompt.text
        assert not made.unknown, prompt.text
