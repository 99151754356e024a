"""The orientation of EXIF blocks, whole and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.media import exif
from unit.media import ordinary


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read(orientation, order):
    block = ordinary.exif(orientation, order)
    assert exif.orientation(block) == orientation
    assert exif.orientation(block[6:]) == orientation
    assert exif.orientation(b"Exif\0\0" + block) == orientation


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_is_none_is_upright(orientation):
    assert exif.orientation(ordinary.exif(orientation)) == 1


def test_a_block_that_is_cut_off_is_upright():
    block = ordinary.exif(6)
    for cut in range(len(block) - 4 - 2):
        assert exif.orientation(block[:cut]) in {1, 6}


@given(st.binary(max_size=64))
def test_no_bytes_are_too_strange(noise):
    assert 1 <= exif.orientation(b"Exif\0\0II*\0" + noise) <= 8
