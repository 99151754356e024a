"""Every row of AIML API's parameter table: its default, its range, what a bad value is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.doors import doors
from inkstone.dialects.aimlapi.decode import Decoded, decode
from inkstone.dialects.aimlapi.wire import PIXELS, GenerationWire
from inkstone.domain.errors import InkstoneError, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True, prompt_extend=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
STANDARD, PRO = "alibaba/qwen-image-2-0", "alibaba/qwen-image-2-0-pro"
URL = "https://a.test/1.png"
SIDE = "a multiple of 32 from 512 to 1440"


def decoded(capabilities: Capabilities = ABLE, **fields: Any) -> Decoded:
    """A body decoded, with a model and a prompt."""
    body = {"model": STANDARD, "prompt": "A kite", **fields}
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
    assert request.size == Size(1024, 768)
    assert (request.num_images, request.negative_prompt, request.watermark) == (1, "", False)
    assert (request.is_seed_chosen, request.prompt_extend) == (False, True)
    assert found.to_wire() == {"model": STANDARD, "response_format": "url", "warnings": []}


@pytest.mark.parametrize(
    ("model", "name", "tier"),
    [
        (STANDARD, STANDARD, Tier.STANDARD),
        (PRO, PRO, Tier.PRO),
        ("qwen-image-2-0", STANDARD, Tier.STANDARD),
        ("qwen-image-2-0-pro", PRO, Tier.PRO),
    ],
)
def test_a_model_goes_by_any_of_its_names(model: str, name: str, tier: Tier) -> None:
    found = decoded(model=model)
    assert (found.model, found.request.tier) == (name, tier)


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        *(({"image_size": preset}, pixels) for preset, pixels in PIXELS.items()),
        ({"image_size": {"width": 512, "height": 1440}}, (512, 1440)),
        ({"image_size": {"width": 1024.0, "height": 640, "depth": 3}}, (1024, 640)),
        ({"size": "1024x640"}, (1024, 640)),
        ({"size": "auto"}, (1024, 768)),
        ({"size": "1024x640", "image_size": "square"}, (512, 512)),
        ({"size": "nonsense", "image_size": "square"}, (512, 512)),
        ({"image_urls": [URL]}, (1024, 768)),
        ({"image_urls": [URL], "image_size": "square_hd"}, (1024, 1024)),
    ],
)
def test_image_size_comes_before_size_and_edits_have_the_same_default(
    fields: dict[str, Any], size: tuple[int, int]
) -> None:
    assert decoded(**fields).request.size == Size(*size)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"seed": 0}, "seed", 0),
        ({"seed": 2147483647}, "seed", 2147483647),
        ({"seed": 7.0}, "is_seed_chosen", True),
        ({"prompt": "🪁" * 2000}, "prompt", "🪁" * 2000),
        ({"negative_prompt": "x" * 500}, "negative_prompt", "x" * 500),
        ({"enhance_prompt": False}, "prompt_extend", False),
        ({"enhance_prompt": True}, "prompt_extend", True),
        ({"n": 1, "num_images": 1.0}, "num_images", 1),
        ({"quality": "hd", "stream": True, "provider": "auto"}, "num_images", 1),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(**fields).request, name) == value


def test_null_means_omitted() -> None:
    names = set(GenerationWire.model_fields) - {"model", "prompt"}
    assert decoded(**dict.fromkeys(names)).request.size == Size(1024, 768)


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("model", None, "is missing", "required"),
        ("prompt", None, "is missing", "required"),
        ("prompt", "x" * 2001, "has 2,001 characters", "a string of at most 2,000 characters"),
        ("prompt", " ", "is blank", "1 to 2,000 characters"),
        ("image_size", "wide", 'is "wide"', "one of square_hd, square, portrait_4_3"),
        ("image_size", "1024x1024", 'is "1024x1024"', "or an object of width and height"),
        ("image_size", [512, 512], "is an array of 2", "one of square_hd"),
        ("image_size", 512, "is 512", "one of square_hd"),
        ("image_size.height", {"width": 512}, "is missing", SIDE),
        ("image_size.width", {"width": None, "height": 512}, "is missing", SIDE),
        ("image_size.width", {"width": 511, "height": 512}, "is 511", SIDE),
        ("image_size.width", {"width": 520, "height": 512}, "is 520", SIDE),
        ("image_size.height", {"width": 512, "height": 1472}, "is 1472", SIDE),
        ("image_size.height", {"width": 512, "height": "512"}, 'is "512"', SIDE),
        ("image_size.height", {"width": 512, "height": True}, "is true", SIDE),
        ("size", "1536x1024", 'is "1536x1024"', SIDE),
        ("size", "1:1", 'is "1:1"', "WIDTHxHEIGHT"),
        ("enhance_prompt", "yes", 'is "yes"', "true or false"),
        ("negative_prompt", "x" * 501, "has 501 characters", "at most 500 characters"),
        ("seed", -1, "is -1", "an integer from 0 to 2147483647"),
        ("seed", 2147483648, "is 2147483648", "an integer from 0 to 2147483647"),
        ("watermark", 1, "is 1", "true or false"),
        ("response_format", "png", 'is "png"', "one of url, b64_json"),
        ("n", 2, "is 2", "1: a request makes one picture"),
        ("n", 0, "is 0", "1: a request makes one picture"),
        ("num_images", 4, "is 4", "1: a request makes one picture"),
        ("n", "1", 'is "1"', "an integer"),
        ("image_urls", [], "is an array of 0", "an array of 1 to 3"),
        ("image_urls", [URL] * 4, "is an array of 4", "an array of at most 3"),
        ("image_urls", URL, "is ", "an array of at most 3"),
        ("image_urls[1]", [URL, 2], "is 2", "a string"),
        ("image_urls[0]", ["cat.png"], 'is "cat.png"', "an http(s) URL or a data: URI"),
        ("image_urls[0]", ["ftp://a.test/1"], 'is "ftp://a.test/1"', "an http(s) URL"),
    ],
)
def test_a_bad_value_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    name = field.partition("[")[0].partition(".")[0]
    (fault,) = refused(**{name: value}).faults
    assert fault.param == field
    assert fault.message.startswith(f"`{field}` {seen}")
    assert must_be in fault.message
    assert len(fault.message) < 400


@pytest.mark.parametrize("text", [URL, "data:image/png;base64,iVBORw0K", "iVBORw0K" * 20])
def test_a_picture_is_named_by_address_or_sent_in_base64(text: str) -> None:
    (reference,) = decoded(image_urls=[text]).references
    assert (reference.param, reference.text) == ("image_urls[0]", text)


def test_an_unknown_model_is_told_first_and_the_other_faults_with_it() -> None:
    error = refused(model="flux/dev", seed=-1)
    assert isinstance(error, UnknownModel)
    assert [fault.param for fault in error.faults] == ["model", "seed"]


def test_all_faults_come_at_once() -> None:
    error = refused(
        prompt=" ", image_size={"width": 1, "height": 2}, seed=-1, n=2, image_urls=["x", URL]
    )
    assert {fault.param for fault in error.faults} == {
        "prompt",
        "image_size.width",
        "image_size.height",
        "seed",
        "n",
        "image_urls[0]",
    }


def test_an_edit_is_refused_where_the_engine_makes_none() -> None:
    with pytest.raises(UnsupportedRequest) as caught:
        decoded(Capabilities(), image_urls=[URL])
    assert caught.value.code == "edit_unsupported"


def test_only_what_was_asked_for_in_so_many_words_is_warned_about() -> None:
    limited = Capabilities()
    assert decoded(limited).warnings == ()
    assert decoded(limited, enhance_prompt=False, watermark=False).warnings == ()
    assert decoded(limited, enhance_prompt=True).warnings == ("prompt_extend_unavailable",)
    assert decoded(limited, negative_prompt="fog").warnings == ("negative_prompt_unavailable",)
    assert decoded(ABLE, enhance_prompt=True, negative_prompt="fog").warnings == ()


@pytest.mark.parametrize("asked", [True, False, None])
def test_an_invisible_mark_is_never_replaced_by_a_visible_one(asked: bool | None) -> None:
    found = decoded(ABLE, watermark=asked)
    assert found.request.invisible_watermark is (asked is True)
    assert found.request.watermark is False
    assert found.warnings == ()


SIDES = st.integers(16, 45).map(lambda step: 32 * step)
VALID = st.fixed_dictionaries(
    {
        "model": st.sampled_from([STANDARD, PRO]),
        "prompt": st.text(min_size=1, max_size=2000).filter(str.strip),
    },
    optional={
        "image_size": st.sampled_from(sorted(PIXELS))
        | st.fixed_dictionaries({"width": SIDES, "height": SIDES}),
        "negative_prompt": st.text(max_size=500),
        "seed": st.integers(0, 2**31 - 1),
        "enhance_prompt": st.booleans(),
        "watermark": st.booleans(),
        "response_format": st.sampled_from(["url", "b64_json"]),
        "image_urls": st.lists(st.just(URL), min_size=1, max_size=3),
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
    asked = body.get("image_size", "landscape_4_3")
    pixels = PIXELS[asked] if isinstance(asked, str) else (asked["width"], asked["height"])
    assert request.size == Size(*pixels)
    assert request.tier == (Tier.PRO if body["model"] == PRO else Tier.STANDARD)
    assert (request.prompt, request.negative_prompt, request.prompt_extend) == (
        body["prompt"],
        body.get("negative_prompt", ""),
        body.get("enhance_prompt", True),
    )
    assert request.is_size_default == (not {"image_size", "image_urls"} & set(body))
    assert (request.num_images, request.watermark) == (1, False)
    assert request.is_seed_chosen == ("seed" in body)
    assert request.seed == body.get("seed", request.seed)
    assert found.response_format == body.get("response_format", "url")
    assert [each.text for each in found.references] == body.get("image_urls", [])


@given(
    body=VALID,
    field=st.sampled_from(sorted(GenerationWire.model_fields)),
    value=ANYTHING | st.fixed_dictionaries({"width": ANYTHING, "height": ANYTHING}),
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
        assert found.request.num_images == 1
        assert found.request.size is not None
