"""Tests for the pen."""

from xml.etree import ElementTree

import pytest

from inkstone.engines.sketch.beasts.curves import corners, oval
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.vector.svg import Defs, document

SQUARE = corners([(-10, -10), (10, -10), (10, 10), (-10, 10)])


def test_the_box_is_what_was_drawn_and_anchors_are_shares_of_it() -> None:
    pen = Pen(light=None, defs=Defs())
    pen.fill(SQUARE, "#112233")
    pen.mark("head", 0, 5)
    symbol, anchors = pen.finished()
    assert (symbol.width, symbol.height) == (20, 20)
    assert anchors["head"] == pytest.approx((0.5, 0.75))


def test_an_anchor_that_lies_outside_is_moved_to_the_edge() -> None:
    pen = Pen(light=None, defs=Defs())
    pen.fill(SQUARE, "#112233")
    pen.mark("crown", 0, -99)
    assert pen.finished()[1]["crown"] == (0.5, 0)


def test_what_is_moved_turned_and_scaled_is_measured_where_it_comes_to_lie() -> None:
    pen = Pen(light=None, defs=Defs())
    with pen.moved(100, 0, turn=90, scale=2):
        pen.fill(corners([(0, 0), (10, 0), (10, 4), (0, 4)]), "#112233")
        pen.mark("tail", 10, 0)
    symbol, anchors = pen.finished()
    assert (symbol.width, symbol.height) == pytest.approx((8, 20))
    assert anchors["tail"] == pytest.approx((1, 1))


def test_what_is_kept_inside_an_outline_does_not_widen_the_box() -> None:
    defs = Defs()
    pen = Pen(light=None, defs=defs)
    with pen.filled(SQUARE, "#112233"):
        pen.oval(0, 0, 99, 99, "#ffffff")
    symbol, _ = pen.finished()
    assert symbol.width == 20
    assert "clip-path" in symbol.svg
    ElementTree.fromstring(document(symbol.svg, defs=defs, width_px=20, height_px=20))


def test_equal_outlines_are_defined_once() -> None:
    defs = Defs()
    for _ in range(2):
        pen = Pen(light=None, defs=defs)
        with pen.filled(oval(0, 0, 4, 4), "#112233"):
            pen.oval(0, 0, 1, 1, "#ffffff")
        pen.finished()
    assert defs.svg.count("<clipPath") == 1


def test_discs_of_one_size_are_one_path() -> None:
    pen = Pen(light=None, defs=Defs())
    pen.dots([(0, 0, 2), (10, 0, 2), (20, 0, 6)], "#112233")
    assert pen.finished()[0].svg.count("<path") == 2
