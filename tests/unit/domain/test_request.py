"""The request: seeds that wrap, and JSON that brings back what was asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.world import image_request
from inkstone.domain.request import SEED_LIMIT, ImageRequest, Size, Tier

REQUESTS = st.builds(
    ImageRequest,
    model=st.text(max_size=20),
    tier=st.sampled_from(Tier),
    prompt=st.text(max_size=200),
    negative_prompt=st.text(max_size=50),
    size=st.builds(Size, st.integers(1, 4096), st.integers(1, 4096)),
    num_images=st.integers(1, 6),
    seed=st.integers(0, SEED_LIMIT - 1),
    is_seed_chosen=st.booleans(),
    prompt_extend=st.sampled_from([None, True, False]),
    watermark=st.booleans(),
)


@given(REQUESTS)
def test_a_request_written_and_read_again_is_the_same(request):
    assert ImageRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_a_request_of_before_an_optional_field_is_still_read():
    written = image_request().to_json()
    for name in ("watermark", "prompt_extend", "is_seed_chosen", "negative_prompt"):
        del written[name]
    assert ImageRequest.from_json(written) == image_request()


def test_seeds_count_up_and_wrap():
    assert image_request(n=3, seed=5).seeds() == (5, 6, 7)
    assert image_request(n=3, seed=SEED_LIMIT - 2).seeds() == (SEED_LIMIT - 2, SEED_LIMIT - 1, 0)


@pytest.mark.parametrize("sides", [(0, 1), (1, 0), (-1, 5)])
def test_a_picture_has_at_least_one_pixel(sides):
    with pytest.raises(ValueError, match="at least one pixel"):
        Size(*sides)
