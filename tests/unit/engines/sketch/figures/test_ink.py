"""Tests for outlines, limbs and stamps."""

import math
import re

import pytest

from inkstone.engines.sketch.figures.ink import Ink, applied, bent, capsule, outline, posed, times
from inkstone.engines.sketch.figures.kinds import FIGURES, table
from inkstone.engines.sketch.figures.outfits import CUTS
from inkstone.engines.sketch.figures.poses import POSES
from inkstone.engines.sketch.figures.skirts import hull
from inkstone.engines.sketch.figures.stamps import colours_of, draw_stamp, half_of, has_stamp


def test_a_smooth_outline_passes_through_its_points_and_closes() -> None:
    d = outline([(0, 0), (10, 0), (10, 10), (0, 10)])
    assert d.startswith("M0.0 0.0C")
    assert d.count("S") == 3
    assert d.endswith("Z")


def test_corners_are_joined_by_straight_lines() -> None:
    assert outline([(0, 0, 1), (10, 0, 1), (5, 8, 1)]) == "M0.0 0.0L10.0 0.0L5.0 8.0L0.0 0.0Z"


def test_a_capsule_within_another_circle_is_that_circle() -> None:
    assert (
        capsule((0, 0), 10, (1, 0), 2)
        == "M-10.0 0.0a10.0 10.0 0 1 1 20.0 0a10.0 10.0 0 1 1 -20.0 0Z"
    )


def test_spaces_multiply_from_the_inside_out() -> None:
    outer, inner = posed(10, 20, angle=90), posed(5, 0, sx=2)
    assert applied(times(outer, inner), 1, 0) == pytest.approx(
        applied(outer, *applied(inner, 1, 0))
    )


def test_the_extent_counts_what_is_drawn_in_spaces() -> None:
    ink = Ink()
    with ink.space(posed(100, 50, sx=2)):
        ink.oval(0, 0, 10, fill="#ffffff")
        ink.shape([(0, 0), (30, 0), (30, 5)], "#000000")
    assert (ink.left, ink.top, ink.right, ink.bottom) == pytest.approx((80, 30, 160, 70))


def test_a_bent_limb_keeps_its_ends() -> None:
    points, radii = bent((0, 0), (0, 50), (40, 50), (10, 8, 6))
    assert (points[0], points[-1]) == ((0, 0), (40, 50))
    assert radii[0] == 10
    assert radii[-1] == 6


def test_a_hull_contains_its_circles() -> None:
    points = hull([((0, 0), 10), ((50, 0), 10), ((25, 5), 3)])
    assert min(x for x, _ in points) == pytest.approx(-10, abs=1.2)
    assert max(x for x, _ in points) == pytest.approx(60, abs=1.2)
    assert all(math.dist(point, (25, 5)) > 3 for point in points)


def test_what_garments_hats_and_tools_name_is_there() -> None:
    for kind, cut in CUTS.items():
        if cut.slot == "head":
            assert has_stamp(f"hat_{kind}"), kind
        if cut.neck not in ("", "bib", "scoop", "none"):
            assert has_stamp(f"neck_{cut.neck}"), kind
        if cut.slot in ("neck", "jewel", "chain"):
            assert has_stamp(f"{cut.slot}_{kind}_worn"), kind
    tools = {figure.tool for figure in FIGURES.values()}
    tools |= {joints.tool for joints in POSES.values()}
    tools |= {joints.other_tool for joints in POSES.values()}
    assert all(has_stamp(f"tool_{tool}") for tool in tools if tool)


def test_stamps_name_only_paints_that_there_are() -> None:
    known = {*colours_of("#336699"), "skin", "under", "fold"}
    for name, rows in table()["stamps"].items():
        for paint, *_ in rows:
            assert paint in known or re.fullmatch(r"#[0-9a-f]{6}", paint), f"{name}: {paint}"


def test_a_stamp_that_is_missing_draws_nothing() -> None:
    ink = Ink()
    draw_stamp(ink, "hat_of_nobody", {})
    assert ink.svg == ""
    assert half_of("hat_of_nobody") == 0
