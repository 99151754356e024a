import io
import re
from collections.abc import Iterator
from importlib.resources import files
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from inkstone.engines.sketch.vector import raster
from inkstone.engines.sketch.vector.palette import channels
from inkstone.engines.sketch.vector.parts import names, part_shape, part_symbol
from inkstone.engines.sketch.vector.svg import Defs, document

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {
    "g", "path", "rect", "circle", "ellipse", "defs", "linearGradient", "radialGradient", "stop",
}  # fmt: skip
_OTHERS = {"viewBox", "data-main", "data-keep", "data-facing"}
_PAINT = re.compile(r"url\(#(\w+)\)")
_COLOUR = re.compile(r"#[0-9a-fA-F]+\b")
_BLUE = "#2f5fd0"


def _text(name: str) -> str:
    return files("inkstone").joinpath(f"data/sketch/parts/{name}.svg").read_text("utf-8")


def _roots() -> Iterator[tuple[str, ElementTree.Element]]:
    for name in names():
        yield name, ElementTree.fromstring(_text(name))


def _whole(name: str, *, colour: str | None = None) -> str:
    defs = Defs()
    symbol = part_symbol(name, defs=defs, colour=colour)
    return document(symbol.svg, defs=defs, width_px=100, height_px=100)


def test_there_are_parts_of_many_kinds() -> None:
    assert len(names()) >= 300
    assert {"sofa", "grand_piano", "temple_of_heaven", "bicycle", "willow_tree"} <= set(names())


def test_a_part_is_plain_markup_with_a_box_and_a_main_colour() -> None:
    for name, root in _roots():
        left, top, width, height = (float(value) for value in root.attrib["viewBox"].split())
        assert max(abs(left), abs(top)) < 100, name
        assert 60 <= max(width, height) <= 520, name
        assert 0.1 <= width / height <= 8, name
        assert re.fullmatch("#[0-9a-f]{6}", root.attrib["data-main"]), name
        used = {element.tag.removeprefix(_SVG) for element in root.iter()}
        assert used <= _DRAWN | {"svg"}, name
        assert 250 <= len(_text(name)) <= 4096, name


def test_a_part_refers_to_nothing_outside_and_runs_nothing() -> None:
    for name, root in _roots():
        known = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        pairs = [pair for element in root.iter() for pair in element.attrib.items()]
        for key, value in pairs:
            assert "href" not in key, name
            assert not key.startswith("on"), name
            assert key != "style", name
            assert set(_PAINT.findall(value)) <= known, name
            assert value.count("url(") == len(_PAINT.findall(value)), name


def test_a_parts_colours_are_ones_that_light_can_change() -> None:
    for name in names():
        body = _text(name)
        colours = _COLOUR.findall(_PAINT.sub("", body))
        assert {len(colour) for colour in colours} <= {4, 7}, name
        assert not re.search(r'(fill|stroke|stop-color)="(?!none|#|url)', body), name


def test_what_glows_is_one_group_deep() -> None:
    for name, root in _roots():
        for element in root.iter(f"{_SVG}g"):
            if element.attrib.get("class") == "lit":
                assert len(list(element.iter(f"{_SVG}g"))) == 1, name


def test_the_points_of_a_part_are_in_its_box() -> None:
    for name, root in _roots():
        shape = part_shape(name, defs=Defs())
        said = {key.replace("_", "-") for key in shape.anchors}
        assert {f"data-{key}" for key in said} == set(root.attrib) - _OTHERS, name
        assert all(0 <= value <= 1 for point in shape.anchors.values() for value in point), name
        assert 0.05 <= shape.surface_width <= 1, name
        assert root.attrib.get("data-facing", shape.facing) == shape.facing, name


def test_a_parts_gradients_are_in_the_picture() -> None:
    for name in names():
        whole = _whole(name)
        assert set(_PAINT.findall(whole)) <= set(re.findall(r' id="(\w+)"', whole)), name
        ElementTree.fromstring(whole)


def test_a_part_takes_a_colour() -> None:
    for name in names():
        tones = [channels(c) for c in _COLOUR.findall(_whole(name, colour=_BLUE)) if len(c) == 7]
        assert max(blue - max(red, green) for red, green, blue in tones) > 0.2, name
        assert _whole(name, colour=_BLUE) != _whole(name), name


def test_a_part_says_where_things_hold_to_it() -> None:
    table, chair = (part_shape(name, defs=Defs()) for name in ("table", "dining_chair"))
    assert table.anchors["surface"][1] < 0.2
    assert table.surface_width == pytest.approx(0.9)
    assert chair.anchors["seat"][1] > 0.4
    assert part_shape("oak_tree", defs=Defs()).anchors["shelter"][1] > 0.9
    assert part_shape("robot", defs=Defs()).anchors["hand_2"][0] < 0.2
    assert part_shape("bus", defs=Defs()).facing == "right"
    assert part_shape("sphere", defs=Defs()).facing is None


def test_a_box_that_starts_elsewhere_is_moved_to_the_corner() -> None:
    symbol = part_symbol("panda", defs=Defs())
    left, top, width, height = (float(v) for v in _viewbox("panda"))
    assert (symbol.width, symbol.height) == (width, height)
    assert f"translate({-left:.0f} {-top:.0f})" in symbol.svg


def _viewbox(name: str) -> list[str]:
    return ElementTree.fromstring(_text(name)).attrib["viewBox"].split()


def test_light_changes_every_colour_but_of_what_glows() -> None:
    def dark(_: str) -> str:
        return "#000000"

    unlit = part_symbol("cottage", defs=Defs(), light=dark).svg
    lit = part_symbol("cottage", defs=Defs(), light=dark, lit=True).svg
    assert set(_COLOUR.findall(unlit)) == {"#000000"}
    assert set(_COLOUR.findall(lit)) == {"#000000", "#ffe3a1"}
    assert "lit" not in lit


def test_a_colour_leaves_what_is_not_of_its_hue() -> None:
    body = _whole("gift_box", colour=_BLUE)
    assert "#f2c14e" in body
    assert "#d8433f" not in body


def test_a_white_thing_takes_a_colour_and_keeps_its_shades() -> None:
    body = _whole("snowdrift", colour="#c02020")
    tones = {channels(colour) for colour in _COLOUR.findall(body)}
    assert sum(red > 1.6 * max(green, blue) for red, green, blue in tones) >= 2


def test_two_parts_of_one_picture_share_no_gradient_name_by_chance() -> None:
    defs = Defs()
    first = part_symbol("sphere", defs=defs).svg
    second = part_symbol("mount_fuji", defs=defs).svg
    used = [set(_PAINT.findall(svg)) for svg in (first, second)]
    assert used[0]
    assert used[1]
    assert not used[0] & used[1]


def test_a_name_that_is_no_part_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        part_symbol("no_such_part", defs=Defs())


@pytest.mark.slow
def test_a_part_fills_its_box() -> None:
    for name in names():
        defs = Defs()
        symbol = part_symbol(name, defs=defs)
        width, height = round(symbol.width), round(symbol.height)
        svg = document(symbol.svg, defs=defs, width_px=width, height_px=height)
        png = raster.to_png(svg, width_px=width, height_px=height)
        seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))[..., 3] > 8
        for axis, length in ((0, width), (1, height)):
            used = np.flatnonzero(seen.any(axis))
            assert used[0] <= 0.04 * length + 1, name
            assert used[-1] >= 0.96 * length - 2, name
