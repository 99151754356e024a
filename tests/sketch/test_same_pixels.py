"""The same scene and seed are the same bytes: twice, from the document, in another process."""

import hashlib
import json
import os
import subprocess
import sys
from functools import lru_cache

import pytest

from inkstone.engines.sketch.draw import Drawing, draw_scene
from inkstone.engines.sketch.styles.registry import STYLES
from sketch.drawn import KINDS, drawn, scene_of

#: How a prompt asks for a style, where that is not by its name.
_ASKED = {
    "ink": "ink wash",
    "oil": "oil painting",
    "papercut": "paper cut",
    "pixel": "pixel art",
    "icon": "icon style",
    "poster": "poster style",
    "flat": "flat style",
    "pencil": "pencil sketch",
    "stained_glass": "stained glass",
}
_PLAIN = "A red fox and three birds by a lake at sunset, rain, {style}"
_STYLED = {f"in {name}": _PLAIN.format(style=_ASKED.get(name, name)) for name in STYLES}
_PROMPTS = {**KINDS, "plain": _PLAIN.format(style=""), **_STYLED}
_SIZE = (72, 60)
_SEED = 7
_CHILD = """
import hashlib, json, sys
from sketch.drawn import drawn
size, seed, prompts = json.load(sys.stdin)
made = {name: drawn(prompt, size=tuple(size), seed=seed) for name, prompt in prompts.items()}
print(json.dumps({
    name: [hashlib.sha256(one.png).hexdigest(), hashlib.sha256(one.svg.encode()).hexdigest()]
    for name, one in made.items()
}))
"""


@lru_cache(maxsize=2)
def _elsewhere(hash_seed: int) -> dict[str, list[str]]:
    """What a fresh process with this hash seed makes of all prompts."""
    path = os.pathsep.join(path for path in sys.path if path)
    said = subprocess.run(
        [sys.executable, "-c", _CHILD],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": path},
        input=json.dumps([_SIZE, _SEED, _PROMPTS]),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    found: dict[str, list[str]] = json.loads(said.stdout)
    return found


@lru_cache(maxsize=len(_PROMPTS))
def _here(name: str) -> Drawing:
    return drawn(_PROMPTS[name], size=_SIZE, seed=_SEED)


@pytest.mark.parametrize("name", _PROMPTS)
def test_the_same_request_is_the_same_picture_everywhere(name: str) -> None:
    here = _here(name)
    sums = [hashlib.sha256(here.png).hexdigest(), hashlib.sha256(here.svg.encode()).hexdigest()]

    assert _elsewhere(1)[name] == sums


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_request_is_the_same_picture_twice(kind: str) -> None:
    again = drawn(KINDS[kind], size=_SIZE, seed=_SEED)

    assert again.png == _here(kind).png
    assert again.svg == _here(kind).svg


@pytest.mark.slow
def test_two_fresh_processes_make_the_same_pictures() -> None:
    assert _elsewhere(1) == _elsewhere(4242)


@pytest.mark.parametrize("name", _PROMPTS)
def test_a_scene_drawn_again_is_the_same_picture(name: str) -> None:
    here = _here(name)
    again = draw_scene(scene_of(here))

    assert again.scene == here.scene
    assert again.svg == here.svg
    assert again.png == here.png


@pytest.mark.parametrize("name", _STYLED)
def test_a_style_is_read_and_followed(name: str) -> None:
    drawing = _here(name)
    assert name.removeprefix("in ") in drawing.scene["style"]
    assert "unsupported_style" not in {warning.code for warning in drawing.warnings}


@pytest.mark.parametrize("name", [name for name in STYLES if name != "flat"])
def test_a_style_changes_the_picture_or_is_told(name: str) -> None:
    plain, drawing = _here("plain"), _here(f"in {name}")
    codes = {warning.code for warning in drawing.warnings}
    assert drawing.png != plain.png or "unsupported_style" in codes


def test_each_style_of_pixels_makes_another_picture() -> None:
    changing = [f"in {name}" for name in STYLES if STYLES[name].finish is not None]
    assert len({_here(name).png for name in changing}) == len(changing) > 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_prompts_here_are_of_their_kinds(kind: str) -> None:
    assert _here(kind).scene["kind"] == kind
