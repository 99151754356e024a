from typing import get_args

import pytest

from inkstone.engines.sketch.pages.registry import PAGES
from inkstone.engines.sketch.scene import Kind
from unit.engines.sketch.pages.scenes import SIZES, assert_well_formed, drawn, page_scene


def test_every_kind_is_a_page_or_a_picture_with_words() -> None:
    assert set(get_args(Kind)) - set(PAGES) == {"scene", "portrait", "poster", "card"}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("size", SIZES[::2])
def test_a_page_without_anything_is_still_a_page(kind: Kind, size: tuple[int, int]) -> None:
    layer, defs = drawn(page_scene(kind, size=size))
    assert layer.svg
    assert_well_formed(layer, defs)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_the_same_for_the_same_scene(kind: Kind) -> None:
    scene = page_scene(kind, ("title", "Tea 茶"), seed=7)
    assert drawn(scene)[0] == drawn(scene)[0]
