"""Tests for scenes read back from documents."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.document import read
from inkstone.engines.sketch.draw import draw_scene
from inkstone.engines.sketch.reading.parse import parse


def _document(prompt: str = 'a cat under a tree, poster titled "Tea 茶"') -> dict[str, Any]:
    scene = parse(prompt=prompt, width_px=128, height_px=96, seed=3)
    return draw_scene(scene).scene


@pytest.mark.parametrize(
    "prompt",
    [
        'a cat under a tree, poster titled "Tea 茶"',
        "小女孩拿着红色的气球站在海边，日落，远处有一艘帆船",
        "奶茶店菜单：珍珠奶茶 ¥18、茉莉绿茶 ¥15",
        "春联：上联“天增岁月人增寿”，下联“春满乾坤福满门”，横批“四季长安”",
        "",
    ],
)
def test_a_placed_scene_reads_back_as_itself(prompt: str):
    document = _document(prompt)
    found = read(json.loads(json.dumps(document)))
    assert found is not None
    assert found.to_dict() == document


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 1},
        {"width_px": 10**9},
        {"height_px": 0},
        {"kind": "film"},
        {"seed": 2**70},
        {"tint": "url(#x)"},
        {"place": "a" * 200},
        {"texts": [{"text": "x" * 1_000, "role": "title"}]},
        {"texts": [{"text": "x", "role": "title"}] * 200},
        {"objects": [{"id": "a", "concept": "a", "name": "a", "shown": "part:../../x"}]},
        {"objects": [{"id": "a", "concept": "a", "name": "a", "shown": "🐈", "count": 10**6}]},
        {"objects": [{"id": "a", "concept": "a", "name": "a", "shown": "🐈", "scale": 1e9}]},
        {
            "objects": [
                {
                    "id": "a",
                    "concept": "a",
                    "name": "a",
                    "shown": "🐈",
                    "relations": [{"kind": "on", "target": "b"}],
                }
            ]
        },
        {"objects": [{"id": "a", "concept": "a", "name": "a", "shown": "🐈"}] * 2},
    ],
)
def test_what_drawing_could_not_rely_on_is_no_scene(changed: dict[str, Any]):
    assert read(_document() | changed) is None


@pytest.mark.parametrize("document", [None, 3, "x", [], {}, {"version": 2}, [[[[]]]]])
def test_what_is_no_document_is_no_scene(document: Any):
    assert read(document) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(field=st.sampled_from(sorted(_document())), value=_JSON)
def test_a_field_of_anything_never_fails(field: str, value: Any):
    read(_document() | {field: value})
