"""Whoever shares the steps, and however they come and go, each picture keeps every bit.

`python -m diffusion.equality`, in the folder `tests`, tries hundreds and writes down what it found.
"""

import os

import pytest

from diffusion.driving_20b import DRAWS
from diffusion.mixing import try_mixes

#: `INKSTONE_TEST_MIXES=200` for a full run.
NUM_MIXES = int(os.environ.get("INKSTONE_TEST_MIXES", "12"))


def test_each_picture_is_what_it_is_alone():
    found = try_mixes("qwen-image-2.1", NUM_MIXES)
    assert found.num_mixes >= NUM_MIXES
    assert found.num_pictures > NUM_MIXES
    assert set(found.differences) == {0.0}


@pytest.mark.parametrize("name", ["qwen-image-2.1-turbo", DRAWS])
def test_it_is_so_in_the_other_families(name):
    found = try_mixes(name, max(5, NUM_MIXES // 4))
    assert found.num_pictures > 5
    assert set(found.differences) == {0.0}
