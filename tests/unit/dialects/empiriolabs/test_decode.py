"""Every row of EmpirioLabs' parameter table: its default, its range, what a bad value is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.doors import doors
from inkstone.dialects.empiriolabs.decode import Decoded, decode
from inkstone.dialects.empiriolabs.wire import PIXELS, GenerationWire
from inkstone.domain.errors import InkstoneError, InvalidRequest, NotFound, UnknownModel
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, prompt_extend=True, negative_prompt=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
PRO, DATED = "qwen-image-2.0-pro", "qwen-image-2.0-pro-2026-04-22"
SIDES = "an integer from 512 to 2048"
RATIOS = "16:9, 9:16, 1:1, 3:2, 2:3, 4:3, 3:4, 5:4, 4:5"
CUSTOM = {"use_custom_size": True, "custom_width": 512, "custom_height": 512}


def decoded(**fields: Any) -> Decoded:
    """A body decoded, with a model and a prompt."""
    body = {"model": "qwen-image-2-0", "prompt": "A kite", **fields}
    return decode(body, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)


def refused(**fields: Any) -> InkstoneError:
    """What a body is refused with."""
    with pytest.raises(InkstoneError) as caught:
        decoded(**fields)
    return caught.value


def test_the_defaults_are_the_vendors() -> None:
    found = decoded()
    request = found.request
    assert (request.model, request.tier) == (DATED, Tier.PRO)
    assert request.size == Size(2688, 1536)
    assert (request.num_images, request.negative_prompt, request.watermark) == (1, "", False)
    assert (request.is_seed_chosen, request.prompt_extend) == (False, True)
    assert (found.response_format, found.is_sync, found.warnings) == ("url", False, ())


@pytest.mark.parametrize(
    ("variant", "resolved", "tier"),
    [
        ("qwen-image-2.0", "qwen-image-2.0-2026-03-03", Tier.STANDARD),
        ("qwen-image-2.0-2026-03-03", "qwen-image-2.0-2026-03-03", Tier.STANDARD),
        (PRO, "qwen-image-2.0-pro-2026-06-22", Tier.PRO),
        ("qwen-image-2.0-pro-2026-03-03", "qwen-image-2.0-pro-2026-03-03", Tier.PRO),
        (DATED, DATED, Tier.PRO),
        ("qwen-image-2.0-pro-2026-06-22", "qwen-image-2.0-pro-2026-06-22", Tier.PRO),
    ],
)
def test_a_variant_is_named_beside_the_model_or_in_its_place(
    variant: str, resolved: str, tier: Tier
) -> None:
    for fields in ({"model_variant": variant}, {"model": variant}):
        found = decoded(**fields)
        assert (found.request.model, found.request.tier) == (resolved, tier)
        assert found.model == fields.get("model", "qwen-image-2-0")


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        *(({"aspect_ratio": ratio}, pixels) for ratio, pixels in PIXELS.items()),
        ({"size": "1024x768"}, (1024, 768)),
        ({"size": "1024*768"}, (1024, 768)),
        ({"size": "2688x1536"}, (2688, 1536)),
        ({"size": "1024x768", "aspect_ratio": "1:1"}, (1024, 768)),
        ({"size": "auto", "aspect_ratio": "1:1"}, (2048, 2048)),
        ({"use_custom_size": True, "custom_width": 512, "custom_height": 2048.0}, (512, 2048)),
        ({**CUSTOM, "size": "1024x768", "aspect_ratio": "1:1"}, (512, 512)),
        ({**CUSTOM, "use_custom_size": False}, (2688, 1536)),
        ({"custom_width": "huge", "custom_height": -1}, (2688, 1536)),
    ],
)
def test_a_custom_size_comes_before_size_before_the_ratio(
    fields: dict[str, Any], size: tuple[int, int]
) -> None:
    assert decoded(**fields).request.size == Size(*size)


def test_every_ratio_has_about_the_area_of_2048_squared_and_its_own_shape() -> None:
    for ratio, (width, height) in PIXELS.items():
        assert 0.88 * 2048**2 <= width * height <= 2048**2
        across, down = map(int, ratio.split(":"))
        assert width / height == pytest.approx(across / down, rel=0.03)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"num_images": 6}, "num_images", 6),
        ({"num_images": 2.0}, "num_images", 2),
        ({"n": 3}, "num_images", 3),
        ({"n": 3, "num_images": 2}, "num_images", 2),
        ({"seed": 0}, "seed", 0),
        ({"seed": 2147483647}, "seed", 2147483647),
        ({"prompt": "墨" * 800}, "prompt", "墨" * 800),
        ({"prompt": "🪁" * 800}, "prompt", "🪁" * 800),
        ({"negative_prompt": "x" * 500}, "negative_prompt", "x" * 500),
        ({"prompt_extend": False}, "prompt_extend", False),
        ({"watermark": True}, "watermark", True),
        ({"image": []}, "num_images", 1),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(**fields).request, name) == value


def test_null_means_omitted_and_unknown_fields_are_ignored() -> None:
    names = set(GenerationWire.model_fields) - {"model", "prompt"}
    found = decoded(**dict.fromkeys(names), user="me", stream=True, raw=True)
    assert found.request.size == Size(2688, 1536)
    assert found.to_wire() == {"model": "qwen-image-2-0", "response_format": "url", "warnings": []}


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("prompt", "x" * 801, "has 801 characters", "a string of at most 800 characters"),
        ("prompt", "", "is blank", "1 to 800 characters"),
        ("prompt", " \n", "is blank", "1 to 800 characters"),
        ("prompt", 5, "is 5", "a string of at most 800 characters"),
        ("prompt", None, "is missing", "required"),
        ("model", None, "is missing", "required"),
        ("model_variant", "qwen-image-3.0", 'is "qwen-image-3.0"', f"one of {PRO}-2026-06-22"),
        ("model_variant", ["a"], "is an array of 1", "one of"),
        ("model_variant", {}, "is an object", "one of"),
        ("aspect_ratio", "7:1", 'is "7:1"', f"one of {RATIOS}"),
        ("use_custom_size", 1, "is 1", "true or false"),
        ("use_custom_size", "true", 'is "true"', "true or false"),
        ("num_images", 0, "is 0", "an integer from 1 to 6"),
        ("num_images", 7, "is 7", "an integer from 1 to 6"),
        ("num_images", 1.5, "is 1.5", "an integer from 1 to 6"),
        ("num_images", "2", 'is "2"', "an integer from 1 to 6"),
        ("num_images", True, "is true", "an integer from 1 to 6"),
        ("num_images", 10**4000, "is a number of 4,001 digits", "an integer from 1 to 6"),
        ("n", 7, "is 7", "an integer from 1 to 6"),
        ("negative_prompt", "x" * 501, "has 501 characters", "a string of at most 500"),
        ("prompt_extend", "yes", 'is "yes"', "true or false"),
        ("watermark", 0, "is 0", "true or false"),
        ("seed", -1, "is -1", "an integer from 0 to 2147483647"),
        ("seed", 2147483648, "is 2147483648", "an integer from 0 to 2147483647"),
        ("response_format", "png", 'is "png"', "one of url, b64_json"),
        ("sync", "true", 'is "true"', "true or false"),
        ("size", "1024", 'is "1024"', "WIDTHxHEIGHT with each side from 512 to 2048"),
        ("size", "511x512", 'is "511x512"', "WIDTHxHEIGHT"),
        ("size", "2049x2049", 'is "2049x2049"', "WIDTHxHEIGHT"),
        ("size", "٥١٢x512", 'is "٥١٢x512"', "WIDTHxHEIGHT"),
        ("image", ["https://a.test/1"] * 4, "is an array of 4", "an array of at most 3"),
        ("image", 3, "is 3", "an array of at most 3"),
        ("image[1]", ["https://a.test/1", 2], "is 2", "a string"),
        ("image[0]", "ftp://a.test/1", 'is "ftp://a.test/1"', "an http(s) URL or a data: URI"),
        ("image[0]", [""], 'is ""', "an http(s) URL or a data: URI"),
        (
            "image[0]",
            "data:text/html,x",
            "is a data: URI of 16 characters",
            "of an image in base64",
        ),
    ],
)
def test_a_bad_value_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    error = refused(**{field.partition("[")[0]: value})
    assert isinstance(error, InvalidRequest)
    (fault,) = error.faults
    assert fault.param == field
    assert fault.message.startswith(f"`{field}` {seen}")
    assert must_be in fault.message
    assert len(fault.message) < 400


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"use_custom_size": True, "custom_width": 512}, "custom_height"),
        ({"use_custom_size": True, "custom_height": 512}, "custom_width"),
        ({**CUSTOM, "custom_width": 511}, "custom_width"),
        ({**CUSTOM, "custom_height": 2049}, "custom_height"),
        ({**CUSTOM, "custom_height": 700.5}, "custom_height"),
        ({**CUSTOM, "custom_height": "700"}, "custom_height"),
    ],
)
def test_a_custom_size_needs_both_sides_in_range(fields: dict[str, Any], param: str) -> None:
    error = refused(**fields)
    assert isinstance(error, InvalidRequest)
    assert [fault.param for fault in error.faults] == [param]
    assert SIDES in error.message


def test_all_faults_come_at_once() -> None:
    error = refused(
        prompt=" ",
        seed=-1,
        size="big",
        use_custom_size=True,
        custom_width=9,
        image=["x"],
        num_images=0,
        template="posters",
    )
    assert isinstance(error, InvalidRequest)
    assert {fault.param for fault in error.faults} == {
        "prompt",
        "seed",
        "size",
        "custom_width",
        "custom_height",
        "image[0]",
        "num_images",
        "template",
    }


def test_an_unknown_model_is_told_first_and_the_other_faults_with_it() -> None:
    error = refused(model="dall-e-3", seed=-1)
    assert isinstance(error, UnknownModel)
    assert [fault.param for fault in error.faults] == ["model", "seed"]


def test_a_variant_may_not_contradict_the_model() -> None:
    error = refused(model="qwen-image-2.0", model_variant=PRO)
    assert isinstance(error, InvalidRequest)
    assert [fault.param for fault in error.faults] == ["model_variant"]


def test_an_unknown_template_is_not_found() -> None:
    error = refused(template="posters")
    assert isinstance(error, NotFound)
    assert error.code == "template_not_found"


def test_the_bytes_of_a_picture_are_never_quoted() -> None:
    for image in ("A" * 3000, "data:image/png;utf8," + "A" * 3000):
        assert "AAAA" not in refused(image=image).message


def test_only_what_was_asked_for_in_so_many_words_is_warned_about() -> None:
    def warnings(**fields: Any) -> tuple[str, ...]:
        body = {"model": "qwen-image-2-0", "prompt": "A kite", **fields}
        return decode(
            body, catalogue=CATALOGUE, capabilities=Capabilities(), references=REFERENCES
        ).warnings

    assert warnings() == ()
    assert warnings(prompt_extend=False, watermark=False, negative_prompt="") == ()
    assert warnings(prompt_extend=True) == ("prompt_extend_unavailable",)
    assert warnings(watermark=True) == ()  # every engine's pictures can be stamped
    assert warnings(negative_prompt="fog") == ("negative_prompt_unavailable",)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    body=st.dictionaries(
        st.sampled_from(sorted(GenerationWire.model_fields)) | st.text(max_size=5),
        ANYTHING | st.sampled_from(["qwen-image-2-0", "1:1", "512x512", 512, "https://a.test/1"]),
        max_size=10,
    )
)
def test_any_body_is_decoded_or_refused(body: dict[str, Any]) -> None:
    try:
        found = decode(body, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)
    except (InvalidRequest, NotFound) as error:
        assert error.message  # noqa: PT017 - refusing is as good as decoding
    else:
        assert 1 <= found.request.num_images <= 6
        assert found.request.size.area_px <= 2048**2
