import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import contrast
from inkstone.engines.sketch.vector.palette import mix

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#808080", "#808080") == pytest.approx(1)


@given(wanted=COLOURS, ground=COLOURS)
def test_a_legible_colour_is_legible(wanted: str, ground: str) -> None:
    assert contrast.ratio(contrast.legible(wanted, (ground,)), ground) >= 4.5


@given(wanted=COLOURS)
def test_a_colour_that_is_legible_stays(wanted: str) -> None:
    grounds = ("#ffffff",) if contrast.is_dark(wanted) else ("#000000",)
    if contrast.ratio(wanted, grounds[0]) >= 4.7:
        assert contrast.legible(wanted, grounds) == wanted


def test_no_ground_leaves_a_colour_as_it_is() -> None:
    assert contrast.legible("#777777", ()) == "#777777"


@pytest.mark.parametrize(("fill", "veil"), [("#ffffff", "#101830"), ("#1c2742", "#ffffff")])
def test_a_veil_is_as_opaque_as_it_has_to_be(fill: str, veil: str) -> None:
    opacity = contrast.veil_opacity(fill, veil)
    assert 0.3 < opacity < 0.9
    for beneath in ("#000000", "#ffffff", "#808080"):
        assert contrast.ratio(fill, mix(beneath, veil, opacity)) >= 4.5


@given(ground=COLOURS)
def test_one_of_two_inks_stands_out_from_any_ground(ground: str) -> None:
    assert contrast.ratio(contrast.on(ground), ground) >= 4.5
