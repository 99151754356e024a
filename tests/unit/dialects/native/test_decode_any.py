"""Any body at all: what is valid says what it says, and nothing makes the decoder fail."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.native.decode import Decoded
from inkstone.dialects.native.sizes import PIXELS
from inkstone.dialects.native.wire import SubmitWire
from inkstone.domain.errors import InkstoneError, InvalidRequest
from unit.dialects.native.bodies import OTHER, UPLOAD, decoded

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
VALID = st.fixed_dictionaries(
    {"prompt": st.text(min_size=1, max_size=50).filter(str.strip)},
    optional={
        "n": st.integers(1, 6),
        "seed": st.integers(0, 2**31 - 1),
        "steps": st.integers(1, 100),
        "guidance": st.floats(0, 30),
        "size": st.sampled_from(["auto", *PIXELS, "512x1024"]),
        "output_format": st.sampled_from(["png", "jpeg", "webp", "avif"]),
        "quality": st.integers(1, 100),
        "watermark": st.booleans(),
        "enhance": st.booleans(),
        "priority": st.integers(-10, 10),
        "deadline_s": st.integers(1, 86_400),
        "images": st.lists(st.sampled_from([UPLOAD, OTHER]), max_size=10),
        "metadata": st.dictionaries(
            st.text(min_size=1, max_size=64), st.text(max_size=50), max_size=16
        ),
    },
)


@given(fields=VALID)
def test_any_valid_request_is_decoded_to_what_it_says(fields: dict[str, Any]) -> None:
    found = decoded(**fields)
    request = found.request
    assert request.prompt == fields["prompt"]
    assert request.num_images == fields.get("n", 1)
    assert request.seed == fields.get("seed", request.seed)
    assert request.steps == fields.get("steps")
    assert request.guidance == fields.get("guidance")
    assert request.output_format == fields.get("output_format", "png")
    assert request.output_quality == fields.get("quality", 90)
    assert request.watermark == fields.get("watermark", False)
    assert request.prompt_extend == fields.get("enhance")
    assert found.priority == fields.get("priority", 0)
    assert found.metadata == fields.get("metadata", {})
    assert len(found.references) == len(fields.get("images", ()))
    assert (request.size is None) == (
        bool(found.references) and fields.get("size") in (None, "auto")
    )


@given(fields=VALID, name=st.sampled_from(sorted(SubmitWire.model_fields)), value=ANY)
def test_any_change_is_taken_or_refused_and_never_fails(
    fields: dict[str, Any], name: str, value: Any
) -> None:
    found: Decoded | InkstoneError
    try:
        found = decoded(**{**fields, name: value})
    except InkstoneError as error:
        found = error
    if isinstance(found, InkstoneError):
        assert isinstance(found, InvalidRequest)
        assert found.faults
        assert all(fault.message for fault in found.faults)
