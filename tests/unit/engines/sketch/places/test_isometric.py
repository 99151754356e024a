"""Tests for the isometric stage."""

import xml.etree.ElementTree as ET

import pytest

from inkstone.engines.sketch.places.places import draw_place
from inkstone.engines.sketch.scene import Scene, Stage
from inkstone.engines.sketch.vector.svg import Defs, document


def _svg(place: str, width: int = 256, height: int = 256, seed: int = 3) -> str:
    scene = Scene(place=place, style=("isometric",), width_px=width, height_px=height, seed=seed)
    defs = Defs()
    found = draw_place(scene, defs=defs, stage=Stage())
    assert 0 < found.ground[0] < found.ground[1] < 0.95
    return document(found.svg, defs=defs, width_px=width, height_px=height)


@pytest.mark.parametrize("place", ["forest", "room", "city", "sea", "beach", "studio", "mars"])
@pytest.mark.parametrize("size", [(256, 256), (512, 128), (128, 512)])
def test_any_place_is_a_slab_in_any_shape(place: str, size: tuple[int, int]):
    svg = _svg(place, *size)
    ET.fromstring(svg)
    assert svg == _svg(place, *size)
    assert len(svg) < 40_000


def test_a_room_has_walls_and_a_wood_has_trees():
    assert len({_svg(place) for place in ("room", "forest", "city", "sea")}) == 4
    assert _svg("sea").count("<line") > _svg("studio").count("<line")
