"""The request: seeds that wrap, and JSON that brings back what was asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.world import image_request
from inkstone.domain.request import SEED_LIMIT, ImageRequest, InputImage, SideBounds, Size, Tier

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
    is_transparent=st.booleans(),
)


@given(REQUESTS)
def test_a_request_written_and_read_again_is_the_same(request):
    assert ImageRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_a_request_of_before_an_optional_field_is_still_read():
    written = image_request().to_json()
    later = {"watermark", "prompt_extend", "is_seed_chosen", "is_transparent"}
    assert not later & set(written), "what is as usual is not written"
    assert ImageRequest.from_json(written) == image_request()


def test_a_request_of_a_later_release_is_read_without_what_is_new():
    written = {**image_request().to_json(), "is_of_tomorrow": True}
    assert ImageRequest.from_json(written) == image_request()


def test_seeds_count_up_and_wrap():
    assert image_request(n=3, seed=5).seeds() == (5, 6, 7)
    assert image_request(n=3, seed=SEED_LIMIT - 2).seeds() == (SEED_LIMIT - 2, SEED_LIMIT - 1, 0)


@pytest.mark.parametrize("sides", [(0, 1), (1, 0), (-1, 5)])
def test_a_picture_has_at_least_one_pixel(sides):
    with pytest.raises(ValueError, match="at least one pixel"):
        Size(*sides)


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        (Size(384, 3072), Size(384, 3072)),
        (Size(1000, 800), Size(1000, 800)),
        (Size(6144, 3072), Size(3072, 1536)),
        (Size(100, 200), Size(384, 768)),
        (Size(100, 10_000), Size(31, 3072)),
        (Size(1, 1), Size(384, 384)),
    ],
)
def test_sides_are_fitted_in_their_shape(size: Size, fitted: Size) -> None:
    bounds = SideBounds(side_px_min=384, side_px_max=3072)
    assert bounds.fitted(size) == fitted
    assert bounds.holds(size) == (size == fitted)


def test_the_bounds_of_an_input_are_stored_with_it() -> None:
    bounds = SideBounds(side_px_min=384, side_px_max=3072, is_strict=True)
    request = ImageRequest(
        model="m",
        tier=Tier.PRO,
        prompt="p",
        size=None,
        seed=1,
        inputs=(InputImage(param="image", url="u", sides=bounds), InputImage(param="b", url="v")),
    )
    assert ImageRequest.from_json(request.to_json()) == request


def test_a_request_from_before_there_were_steps_is_still_read() -> None:
    request = ImageRequest(
        model="m", tier=Tier.STANDARD, prompt="a", size=Size(64, 64), seed=1, steps=9, guidance=2.5
    )
    stored = request.to_json()
    assert ImageRequest.from_json(stored) == request
    del stored["steps"], stored["guidance"]
    found = ImageRequest.from_json(stored)
    assert (found.steps, found.guidance) == (None, None)


def test_the_model_is_the_first_field_that_is_stored() -> None:
    """What reads a model's name out of a stored request counts on it."""
    request = ImageRequest(model="m", tier=Tier.PRO, prompt="a", size=None, seed=1)
    assert next(iter(request.to_json())) == "model"
