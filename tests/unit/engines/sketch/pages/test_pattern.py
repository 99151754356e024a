import numpy as np
import pytest

from unit.engines.sketch.pages.scenes import (
    SIZES,
    assert_set,
    assert_well_formed,
    drawn,
    page_scene,
    pixels,
    thing,
)

ARRANGEMENTS = ("grid", "half_drop", "scatter", "diamond")


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("size", SIZES[1:2])
def test_a_pattern_repeats_without_a_seam(arrangement: str, size: tuple[int, int]) -> None:
    # An odd size: cells then begin inside pixels.
    size = (size[0] // 3 + 1, size[1] // 3)
    scene = page_scene("pattern", size=size, composition=arrangement, seed=5,
                       objects=(thing("a", "🍓"), thing("b", "🍋")))  # fmt: skip
    layer, defs = drawn(scene)
    picture = pixels(layer.svg, defs, scene)
    for axis in (0, 1):
        tile = np.concatenate((picture, picture), axis=axis)
        steps = np.abs(np.diff(tile, axis=axis)).mean(axis=(1 - axis, 2))
        seam = steps[picture.shape[axis] - 1]
        # Across the seam neighbours differ no more than they do anywhere else.
        assert seam <= np.sort(steps)[-2] * 1.05 + 0.5


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_what_crosses_an_edge_goes_on_at_the_other(arrangement: str) -> None:
    scene = page_scene("pattern", size=(240, 240), composition=arrangement, seed=2,
                       objects=(thing("a", "🌻"),))  # fmt: skip
    layer, defs = drawn(scene)
    picture = pixels(layer.svg, defs, scene)
    shifted = f'<g transform="translate(-240 0)">{layer.svg}</g>'
    beside = pixels(f'<g transform="translate(240 0)">{layer.svg}</g>{layer.svg}', defs, scene)
    assert np.array_equal(picture, beside)
    # The tile to the right, seen through this one's window, is this one.
    moved = pixels(f'<g transform="translate(240 0)">{shifted}</g>', defs, scene)
    assert np.abs(picture - moved).max() <= 2


@pytest.mark.parametrize("size", SIZES)
def test_a_pattern_without_motifs_has_plain_ones(size: tuple[int, int]) -> None:
    layer, defs = drawn(page_scene("pattern", size=size))
    assert_well_formed(layer, defs)
    assert layer.svg.count("rotate(") > 8


def test_words_stand_on_a_plate_in_the_middle() -> None:
    scene = page_scene("pattern", ("title", "Merry Christmas"), ("body", "to all of you"))
    layer, _ = drawn(scene)
    assert_set(layer, scene)
    box = layer.texts[0].box
    assert box is not None
    assert 150 < box.y < 360


def test_an_occasion_lends_its_motifs() -> None:
    plain, _ = drawn(page_scene("pattern"))
    festive, _ = drawn(page_scene("pattern", unknown=("halloween",)))
    assert plain.svg != festive.svg
