import struct

import pytest

from inkstone.engines.sketch.vector import raster, svg


def picture(width_px: int, height_px: int) -> bytes:
    document = svg.document(
        svg.circle(5, 5, 4, fill="#ff0000"),
        defs=svg.Defs(),
        width_px=width_px,
        height_px=height_px,
    )
    return raster.to_png(document, width_px=width_px, height_px=height_px)


@pytest.mark.parametrize("size", [(64, 64), (301, 77), (77, 301)])
def test_a_picture_has_exactly_the_size_asked_for(size: tuple[int, int]) -> None:
    png = picture(*size)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == size


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert picture(64, 64) == picture(64, 64)


def test_a_drawing_of_another_shape_is_a_mistake() -> None:
    document = svg.document("", defs=svg.Defs(), width_px=100, height_px=50)
    with pytest.raises(AssertionError, match="shape differs"):
        raster.to_png(document, width_px=80, height_px=80)
