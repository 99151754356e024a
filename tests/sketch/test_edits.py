"""A suite of edits and fusions: what was asked for is shown, and the rest stays to the pixel."""

import io
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inkstone.engines.sketch.document import read
from inkstone.engines.sketch.draw import Drawing, draw
from inkstone.engines.sketch.edit.refusal import UnsupportedEdit
from inkstone.engines.sketch.edit.run import Edited, edit
from inkstone.engines.sketch.layout.reach import reach
from inkstone.engines.sketch.scene import Scene
from sketch.checklist import failed

pytestmark = pytest.mark.slow
SIDE = 384
SEED = 5
_DOCUMENT = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was drawn, what is asked of it, and what must be shown then."""

    prompts: tuple[str, ...]
    instruction: str
    checks: tuple[str, ...]


CASES = [
    *(
        Case(prompts=(row["prompt"],), instruction=row["instruction"], checks=tuple(row["checks"]))
        for row in _DOCUMENT["case"]
    ),
    *(
        Case(
            prompts=tuple(row["prompts"]),
            instruction=row["instruction"],
            checks=tuple(row["checks"]),
        )
        for row in _DOCUMENT["fusion"]
    ),
]


@cache
def _drawing(prompt: str) -> Drawing:
    return draw(prompt=prompt, negative_prompt="", width_px=SIDE, height_px=SIDE, seed=SEED)


@cache
def _edited(case: Case) -> Edited | None:
    drawings = [_drawing(prompt) for prompt in case.prompts]
    try:
        return edit(
            instruction=case.instruction,
            inputs=[drawing.png for drawing in drawings],
            mask=None,
            size=(SIDE, SIDE),
            default_size=(SIDE, SIDE),
            rule=None,
            seed=SEED,
            documents=[drawing.scene for drawing in drawings],
        )
    except UnsupportedEdit:
        return None


def _scene(document: dict[str, Any] | None) -> Scene | None:
    return None if document is None else read(document)


def _bad(case: Case) -> list[str]:
    done = _edited(case)
    scene = _scene(done.scene) if done else None
    return list(case.checks) if scene is None else failed(scene, case.checks)


def test_most_of_what_instructions_ask_for_is_shown():
    wrong = {case.instruction: bad for case in CASES if (bad := _bad(case))}
    asked = sum(len(case.checks) for case in CASES)
    assert len(CASES) >= 60
    assert 1 - sum(map(len, wrong.values())) / asked >= 0.85, wrong


def test_texts_are_set_as_they_are_spelled():
    wrong = {
        case.instruction: bad
        for case in CASES
        if (bad := [check for check in _bad(case) if check.startswith("text ")])
    }
    assert not wrong


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def _is_the_same_stage(one: Scene, other: Scene) -> bool:
    def stage(scene: Scene) -> tuple[object, ...]:
        texts = tuple((text.text, text.role) for text in scene.texts)
        setting = (scene.place, scene.time, scene.weather, scene.season, scene.style, scene.tint)
        return scene.kind, *setting, scene.stage, texts, scene.lines, scene.items

    return stage(one) == stage(other)


def _touched(before: Scene, after: Scene) -> np.ndarray:
    found = np.zeros((SIDE, SIDE), dtype=bool)
    for one, other in ((before, after), (after, before)):
        for known in one.objects:
            if other.find(known.id) == known:
                continue
            for copy in known.copies:
                box = reach(copy, known)
                rows = slice(max(int(box.y) - 1, 0), max(int(box.y + box.height) + 2, 0))
                columns = slice(max(int(box.x) - 1, 0), max(int(box.x + box.width) + 2, 0))
                found[rows, columns] = True
    return found


def test_what_was_not_asked_for_stays_to_the_pixel():
    num_looked_at = 0
    for case in CASES:
        done = _edited(case)
        if done is None or len(case.prompts) > 1:
            continue
        base = _drawing(case.prompts[0])
        before, after = _scene(base.scene), _scene(done.scene)
        if before is None or after is None or not _is_the_same_stage(before, after):
            continue
        num_looked_at += 1
        differs = np.any(_pixels(base.png) != _pixels(done.png), axis=2)
        beyond = differs & ~_touched(before, after)
        assert not beyond.any(), (case.instruction, int(beyond.sum()))
    assert num_looked_at >= 20
