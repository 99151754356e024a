"""Tests for outlines, specks and washes, which every place is put together from."""

import io
import re
from random import Random

from PIL import Image

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import box, n, oval, poly, ragged
from inkstone.engines.sketch.places.wash import colour_at, veil, wash
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.light import light_of
from inkstone.engines.sketch.vector.raster import to_png
from inkstone.engines.sketch.vector.svg import Defs, document, path


def _canvas() -> Canvas:
    light = light_of(Scene(width_px=60, height_px=60, seed=1))
    return Canvas(width=60, height=60, defs=Defs(), rng=Random(1), light=light)


def _pixel(svg: str, x: int, y: int) -> tuple[int, ...]:
    drawn = document(svg, defs=Defs(), width_px=60, height_px=60)
    with Image.open(io.BytesIO(to_png(drawn, width_px=60, height_px=60))) as picture:
        return picture.convert("RGBA").getpixel((x, y))


def test_numbers_are_short():
    assert [n(1.0), n(0.25), n(-0.04), n(12.36)] == ["1", "0.2", "0", "12.4"]


def test_shapes_of_one_path_add_up_however_they_were_drawn():
    square = [(10.0, 10.0), (10.0, 50.0), (50.0, 50.0), (50.0, 10.0)]
    for first in (poly(square), poly(square[::-1]), box(10, 10, 40, 40)):
        svg = path(first + oval(30, 30, 12, 12), fill="#ff0000")
        assert _pixel(svg, 30, 30) == (255, 0, 0, 255)


def test_a_mirrored_prop_is_whole():
    for mirrored in (False, True):
        prop = Prop(_canvas(), x=30, y=55, size=50, mirrored=mirrored, tone=str)
        prop.box(-0.4, 0, 0.8, 0.8, "#00ff00")
        prop.oval(0, 0.4, 0.2, 0.2, "#00ff00")
        prop.poly([(-0.2, 0.2), (0.2, 0.2), (0, 0.6)], "#00ff00")
        assert _pixel(prop.svg, 30, 35) == (0, 255, 0, 255)


def test_specks_of_one_size_and_colour_are_one_path():
    specks = Specks()
    for x in range(5):
        specks.add(x * 10, 20, 3, "#0000ff")
    specks.blossom(30, 40, 6, "#ff00ff")
    assert specks.svg().count("<path") == 2
    assert _pixel(specks.svg(), 20, 20) == (0, 0, 255, 255)


def test_a_wash_goes_from_its_first_colour_to_its_last_without_a_gap():
    svg = wash(_canvas(), top=0, low=60, stops=[(0, "#ff0000"), (1, "#0000ff")])
    column = [_pixel(svg, 30, y) for y in range(0, 60, 7)]
    assert all(pixel[3] == 255 for pixel in column)
    assert column[0][0] > 240
    assert column[-1][2] > 200
    assert sorted(column, reverse=True) == column


def test_a_veil_is_strongest_where_it_was_told():
    svg = veil(_canvas(), top=0, low=60, colour="#000000", strengths=(0.0, 0.8))
    strengths = [float(one) for one in re.findall(r'fill-opacity="([\d.]+)"', svg)]
    assert strengths == sorted(strengths)
    assert strengths[-1] < 0.8


def test_a_colour_between_stops_is_mixed():
    stops = [(0.0, "#000000"), (0.5, "#808080"), (1.0, "#ffffff")]
    assert colour_at(stops, 0.5) == "#808080"
    assert colour_at(stops, 2) == "#ffffff"


def test_a_ragged_ring_keeps_its_size():
    ring = ragged(Random(1), 0, 0, 10, 5, 12)
    assert all(abs(x) <= 11 and abs(y) <= 5.5 for x, y in ring)
