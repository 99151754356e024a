"""Every row of GCCAI's parameter table: its default, its range, what a bad value is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.doors import doors
from inkstone.dialects.gccai.decode import Decoded, decode
from inkstone.dialects.gccai.wire import PIXELS, GenerationWire
from inkstone.domain.errors import InkstoneError, InvalidRequest, UnsupportedRequest
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
URL = "https://a.test/1.png"


def decoded(capabilities: Capabilities = ABLE, **fields: Any) -> Decoded:
    """A body decoded, with a model and a prompt."""
    body = {"model": "qwen-image-2.0", "prompt": "A kite", **fields}
    return decode(body, catalogue=CATALOGUE, capabilities=capabilities, references=REFERENCES)


def refused(**fields: Any) -> InvalidRequest:
    """What a body is refused with."""
    with pytest.raises(InvalidRequest) as caught:
        decoded(**fields)
    return caught.value


def test_the_defaults_are_the_vendors() -> None:
    found = decoded()
    request = found.request
    assert (request.model, request.tier) == ("qwen-image-2.0-2026-03-03", Tier.STANDARD)
    assert request.size == Size(1024, 1024)
    assert (request.num_images, request.negative_prompt) == (1, "")
    assert (request.is_seed_chosen, request.prompt_extend, request.watermark) == (
        False,
        None,
        False,
    )
    assert found.to_wire() == {"model": "qwen-image-2.0", "warnings": []}


@pytest.mark.parametrize(
    ("model", "resolved", "tier"),
    [
        ("qwen-image-2.0", "qwen-image-2.0-2026-03-03", Tier.STANDARD),
        ("qwen-image-2.0-pro", "qwen-image-2.0-pro-2026-06-22", Tier.PRO),
        ("qwen-image-2.0-pro-2026-04-22", "qwen-image-2.0-pro-2026-04-22", Tier.PRO),
    ],
)
def test_a_model_means_its_newest_snapshot(model: str, resolved: str, tier: Tier) -> None:
    request = decoded(model=model).request
    assert (request.model, request.tier) == (resolved, tier)


@pytest.mark.parametrize(("ratio", "tier"), PIXELS)
def test_ratio_and_tier_make_the_pixels_of_the_table(ratio: str, tier: str) -> None:
    size = Size(*PIXELS[ratio, tier])
    for fields in ({}, {"image_urls": [URL]}):
        assert decoded(size=ratio, resolution=tier, **fields).request.size == size
        assert decoded(size=ratio, resolution=tier.lower(), **fields).request.size == size


def test_the_table_is_the_vendors() -> None:
    assert len(PIXELS) == 14
    assert decoded(size="16:9").request.size == Size(1280, 720)
    assert decoded(size="16:9", resolution="2K").request.size == Size(2048, 1152)
    assert decoded(size="2:3", resolution="2K").request.size == Size(1360, 2048)
    assert decoded(resolution="2K").request.size == Size(2048, 2048)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"n": 6}, "num_images", 6),
        ({"n": 2.0}, "num_images", 2),
        ({"prompt": "🪁" * 800}, "prompt", "🪁" * 800),
        ({"negative_prompt": "x" * 500}, "negative_prompt", "x" * 500),
        ({"image_urls": []}, "num_images", 1),
        # Words of other vendors' are not this one's.
        ({"seed": "any", "watermark": True, "response_format": "b64_json"}, "watermark", False),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(**fields).request, name) == value


def test_null_means_omitted() -> None:
    names = set(GenerationWire.model_fields) - {"model", "prompt"}
    assert decoded(**dict.fromkeys(names)).request.size == Size(1024, 1024)


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("model", None, "is missing", "required"),
        ("model", "dall-e-3", 'is "dall-e-3"', "one of qwen-image-2.0, "),
        ("model", "alibaba/qwen-image-2-0", "is ", "one of qwen-image-2.0, "),
        ("prompt", None, "is missing", "required"),
        ("prompt", "x" * 801, "has 801 characters", "a string of at most 800 characters"),
        ("prompt", " \n", "is blank", "1 to 800 characters"),
        ("size", "1024x1024", 'is "1024x1024"', "one of 1:1, 4:3"),
        ("size", "21:9", 'is "21:9"', "one of 1:1, 4:3"),
        ("size", 1, "is 1", "one of 1:1, 4:3"),
        ("resolution", "4K", 'is "4K"', "one of 1K, 2K"),
        ("resolution", 1, "is 1", "one of 1K, 2K"),
        ("n", 0, "is 0", "an integer from 1 to 6"),
        ("n", 7, "is 7", "an integer from 1 to 6"),
        ("n", "2", 'is "2"', "an integer from 1 to 6"),
        ("n", True, "is true", "an integer from 1 to 6"),
        ("negative_prompt", "x" * 501, "has 501 characters", "at most 500 characters"),
        ("image_urls", [URL] * 4, "is an array of 4", "an array of at most 3"),
        ("image_urls", URL, "is ", "an array of at most 3"),
        ("image_urls[1]", [URL, 2], "is 2", "a string"),
        ("image_urls[0]", ["data:image/png;base64,iVBORw0K"], "is a data: URI", "uploads/images"),
        ("image_urls[0]", ["iVBORw0K" * 20], "is a string of 160", "an http(s) URL"),
        ("image_urls[0]", ["ftp://a.test/1"], 'is "ftp://a.test/1"', "an http(s) URL"),
    ],
)
def test_a_bad_value_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    (fault,) = refused(**{field.partition("[")[0]: value}).faults
    assert fault.param == field
    assert fault.message.startswith(f"`{field}` {seen}")
    assert must_be in fault.message
    assert len(fault.message) < 400


def test_a_private_address_is_refused_at_once() -> None:
    (fault,) = refused(image_urls=[URL, "http://169.254.169.254/latest"]).faults
    assert fault.param == "image_urls[1]"
    assert "169.254.169.254" in fault.message


def test_all_faults_come_at_once() -> None:
    error = refused(model="x", prompt=" ", size="big", resolution="8K", n=0, image_urls=["x"])
    assert {fault.param for fault in error.faults} == {
        "model",
        "prompt",
        "size",
        "resolution",
        "n",
        "image_urls[0]",
    }


def test_an_edit_is_refused_where_the_engine_makes_none() -> None:
    with pytest.raises(UnsupportedRequest) as caught:
        decoded(Capabilities(), image_urls=[URL])
    assert caught.value.code == "edit_unsupported"


def test_only_what_was_asked_for_is_warned_about() -> None:
    assert decoded(Capabilities()).warnings == ()
    assert decoded(Capabilities(), negative_prompt="fog").warnings == (
        "negative_prompt_unavailable",
    )


VALID = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["qwen-image-2.0", "qwen-image-2.0-pro"]),
        "prompt": st.text(min_size=1, max_size=800).filter(str.strip),
    },
    optional={
        "size": st.sampled_from(sorted({ratio for ratio, _ in PIXELS})),
        "resolution": st.sampled_from(["1K", "2K", "1k", "2k"]),
        "n": st.integers(1, 6),
        "negative_prompt": st.text(max_size=500),
        "image_urls": st.lists(st.just(URL), max_size=3),
    },
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(body=VALID)
def test_a_valid_body_becomes_exactly_what_it_says(body: dict[str, Any]) -> None:
    found = decode(body, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)
    request = found.request
    ratio, tier = body.get("size", "1:1"), body.get("resolution", "1K").upper()
    assert request.size == Size(*PIXELS[ratio, tier])
    assert request.tier == (Tier.PRO if body["model"].endswith("pro") else Tier.STANDARD)
    assert (request.prompt, request.negative_prompt, request.num_images) == (
        body["prompt"],
        body.get("negative_prompt", ""),
        body.get("n", 1),
    )
    assert [each.text for each in found.references] == body.get("image_urls", [])


@given(
    body=VALID,
    field=st.sampled_from(sorted(GenerationWire.model_fields)),
    value=ANYTHING,
)
def test_a_changed_body_is_decoded_or_refused(
    body: dict[str, Any], field: str, value: object
) -> None:
    changed = {**body, field: value}
    try:
        found = decode(changed, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)
    except InkstoneError as error:
        assert isinstance(error, InvalidRequest)  # noqa: PT017 - refusing is as good
    else:
        assert 1 <= found.request.num_images <= 6
        assert found.request.size in {Size(*pixels) for pixels in PIXELS.values()}
