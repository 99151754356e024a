"""Every row of OpenAI's parameter table: its default, its range, what a bad value is told."""

from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.openai.decode import Decoded, decode
from inkstone.dialects.openai.wire import GenerationWire
from inkstone.domain.errors import InkstoneError, InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True, prompt_extend=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
MODEL = "qwen-image-2.0"
STANDARD, PRO = "qwen-image-2.0-2026-03-03", "qwen-image-2.0-pro-2026-06-22"
SIDES = "WIDTHxHEIGHT with each side from 256 to 2048, the longer at most 4 times the shorter"


def decoded(*, capabilities: Capabilities = ABLE, **fields: Any) -> Decoded:
    """A body decoded, with a model and a prompt."""
    return decode(
        {"model": MODEL, "prompt": "A kite", **fields},
        catalogue=CATALOGUE,
        capabilities=capabilities,
        references=REFERENCES,
    )


def refused(**fields: Any) -> InvalidRequest:
    """What a body is refused with."""
    with pytest.raises(InkstoneError) as caught:
        decoded(**fields)
    assert isinstance(caught.value, InvalidRequest)
    return caught.value


def test_the_defaults_are_the_vendors_as_far_as_qwen_has_them() -> None:
    found = decoded()
    request = found.request
    assert (request.model, request.tier, request.size) == (
        STANDARD,
        Tier.STANDARD,
        Size(1024, 1024),
    )
    assert (request.num_images, request.negative_prompt, request.watermark) == (1, "", False)
    assert (request.is_seed_chosen, request.prompt_extend) == (False, None)
    assert (request.output_format, request.output_quality) == ("png", 100)
    assert (found.response_format, found.is_stream, found.num_previews_max) == (
        "b64_json",
        False,
        0,
    )
    assert (found.warnings, found.quality) == ((), "medium")


def test_what_is_remembered_is_little() -> None:
    assert decoded(response_format="url", quality="low").to_wire() == {
        "model": MODEL,
        "response_format": "url",
        "quality": "low",
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("model", "quality", "resolved", "told"),
    [
        (None, None, STANDARD, "medium"),
        (None, "auto", STANDARD, "medium"),
        (None, "low", STANDARD, "low"),
        (None, "standard", STANDARD, "medium"),
        (None, "medium", STANDARD, "medium"),
        (None, "high", PRO, "high"),
        (None, "hd", PRO, "high"),
        (None, "xhigh", PRO, "xhigh"),
        (None, "max", PRO, "max"),
        # An exact name fixes the tier.
        (MODEL, "high", STANDARD, "medium"),
        ("qwen-image-2.0-pro", "low", PRO, "high"),
        ("qwen-image-2.0-pro-2026-03-03", None, "qwen-image-2.0-pro-2026-03-03", "high"),
        # An alias does not.
        ("qwen-image-2-0", None, STANDARD, "medium"),
        ("qwen-image-2-0", "high", PRO, "high"),
        ("qwen-image-2-0-pro", None, PRO, "high"),
        ("qwen-image-2-0-pro", "medium", STANDARD, "medium"),
    ],
)
def test_the_quality_chooses_the_tier_unless_an_exact_name_fixes_it(
    model: str | None, quality: str | None, resolved: str, told: str
) -> None:
    found = decoded(model=model, quality=quality)
    assert (found.request.model, found.quality) == (resolved, told)
    assert found.request.tier is (Tier.PRO if "pro" in resolved else Tier.STANDARD)


def test_where_a_model_must_be_named_none_is_assumed() -> None:
    def ask(body: dict[str, Any]) -> Decoded:
        return decode(
            body,
            needs_model=True,
            catalogue=CATALOGUE,
            capabilities=ABLE,
            references=REFERENCES,
        )

    with pytest.raises(InvalidRequest) as caught:
        ask({"prompt": "A kite"})
    assert [(fault.param, fault.kind) for fault in caught.value.faults] == [("model", "missing")]
    assert ask({"prompt": "A kite", "model": MODEL}).request.model == STANDARD


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("auto", (1024, 1024)),
        ("1024x1024", (1024, 1024)),
        ("1536x1024", (1536, 1024)),
        ("1792X1024", (1792, 1024)),
        ("256x256", (256, 256)),
        ("1000*777", (1000, 777)),
        ("2048x2048", (2048, 2048)),
        ("2048x512", (2048, 512)),
        (" 512x512 ", (512, 512)),
    ],
)
def test_a_size_is_exact(size: str, expected: tuple[int, int]) -> None:
    assert decoded(size=size).request.size == Size(*expected)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"n": 6}, "num_images", 6),
        ({"n": 2.0}, "num_images", 2),
        ({"seed": 0}, "seed", 0),
        ({"seed": 2**31 - 1}, "seed", 2**31 - 1),
        ({"prompt": "墨" * 4000}, "prompt", "墨" * 4000),
        ({"negative_prompt": "fog"}, "negative_prompt", "fog"),
        ({"prompt_extend": False}, "prompt_extend", False),
        ({"watermark": True}, "watermark", True),
        ({"output_format": "avif"}, "output_format", "avif"),
        ({"output_format": "avif"}, "output_quality", 90),
        ({"output_format": "jpeg"}, "output_quality", 100),
        ({"output_format": "webp", "output_compression": 55}, "output_quality", 55),
        ({"output_format": "jpeg", "output_compression": 0}, "output_quality", 1),
        ({"background": "opaque"}, "output_format", "png"),
        ({"moderation": "low", "style": "vivid", "user": "u1"}, "num_images", 1),
        ({"complexity": "high", "input_fidelity": "high"}, "num_images", 1),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(**fields).request, name) == value


def test_null_means_omitted_and_unknown_fields_are_ignored() -> None:
    names = set(GenerationWire.model_fields) - {"model", "prompt"}
    found = decoded(**dict.fromkeys(names), svg=None, markup=None, image="x", anything={"a": 1})
    assert found.request.size == Size(1024, 1024)


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("prompt", "x" * 4001, "has 4,001 characters", "a string of at most 4,000 characters"),
        ("prompt", " \n", "is blank", "1 to 4,000 characters"),
        ("prompt", 5, "is 5", "a string of at most"),
        ("prompt", None, "is missing", "required"),
        ("n", 0, "is 0", "an integer from 1 to 6"),
        ("n", 7, "is 7", "an integer from 1 to 6"),
        ("n", "2", 'is "2"', "an integer from 1 to 6"),
        ("n", True, "is true", "an integer from 1 to 6"),
        ("size", "1x1", 'is "1x1"', SIDES),
        ("size", "255x512", 'is "255x512"', SIDES),
        ("size", "2049x2048", 'is "2049x2048"', SIDES),
        ("size", "2048x511", 'is "2048x511"', SIDES),
        ("size", "big", 'is "big"', SIDES),
        ("size", "", 'is ""', SIDES),
        ("size", "٥١٢x512", 'is "٥١٢x512"', SIDES),
        ("size", 512, "is 512", "a string"),
        (
            "quality",
            "best",
            'is "best"',
            "one of low, medium, high, xhigh, max, auto, standard, hd",
        ),
        ("background", "red", 'is "red"', "one of auto, opaque, transparent"),
        ("output_format", "gif", 'is "gif"', "one of png, jpeg, webp, avif"),
        ("output_format", "svg", 'is "svg"', "one of png, jpeg, webp, avif"),
        ("output_compression", 101, "is 101", "an integer from 0 to 100"),
        ("output_compression", -1, "is -1", "an integer from 0 to 100"),
        ("response_format", "png", 'is "png"', "one of url, b64_json"),
        ("stream", "true", 'is "true"', "true or false"),
        ("partial_images", 4, "is 4", "an integer from 0 to 3"),
        ("seed", -1, "is -1", "an integer from 0 to 2147483647"),
        ("negative_prompt", "x" * 4001, "has 4,001 characters", "at most 4,000 characters"),
        ("num_inference_steps", 0, "is 0", "an integer from 1 to 200"),
        ("guidance_scale", 20.5, "is 20.5", "a number from 0 to 20"),
        ("true_cfg_scale", "4", 'is "4"', "a number from 0 to 20"),
        ("prompt_extend", "yes", 'is "yes"', "true or false"),
        ("watermark", 0, "is 0", "true or false"),
    ],
)
def test_a_bad_value_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    (fault,) = refused(**{field: value}).faults
    assert fault.param == field
    assert fault.message.startswith(f"`{field}` {seen}")
    assert must_be in fault.message


def test_a_stream_is_of_one_picture() -> None:
    assert [fault.param for fault in refused(stream=True, n=2).faults] == ["n"]
    assert decoded(stream=True, n=1, partial_images=3).num_previews_max == 3
    assert decoded(stream=False, n=2).request.num_images == 2


def test_all_faults_come_at_once_and_an_unknown_model_first() -> None:
    error = refused(prompt=" ", seed=-1, size="big", n=0, svg={}, background="transparent")
    assert type(error) is InvalidRequest
    named = {fault.param for fault in error.faults}
    assert named == {"prompt", "seed", "size", "n", "svg", "background"}
    error = refused(model="dall-e-3", seed=-1)
    assert isinstance(error, UnknownModel)
    assert [fault.param for fault in error.faults] == ["model", "seed"]


@pytest.mark.parametrize("field", ["svg", "frame_count", "frame_duration_ms", "markup"])
def test_what_the_vendor_has_and_nothing_here_does_is_refused(field: str) -> None:
    error = refused(**{field: 5})
    assert isinstance(error, UnsupportedRequest)
    assert [fault.param for fault in error.faults] == [field]


def test_a_see_through_background_is_for_engines_that_can() -> None:
    assert isinstance(refused(background="transparent"), UnsupportedRequest)
    able = Capabilities(alpha=True)
    found = decoded(background="transparent", capabilities=able)
    assert (found.request.output_format, found.request.is_transparent) == ("png", True)
    assert not decoded(background="opaque", capabilities=able).request.is_transparent
    error = refused(background="transparent", output_format="jpeg", capabilities=able)
    assert [fault.param for fault in error.faults] == ["background"]


def test_only_what_was_asked_for_in_so_many_words_is_warned_about() -> None:
    def warnings(**fields: Any) -> tuple[str, ...]:
        return decoded(capabilities=Capabilities(), **fields).warnings

    assert warnings(prompt_extend=False, watermark=True, negative_prompt="") == ()
    assert warnings(prompt_extend=True) == ("prompt_extend_unavailable",)
    assert warnings(negative_prompt="fog") == ("negative_prompt_unavailable",)
    assert warnings(num_inference_steps=30) == ("steps_unavailable",)
    assert warnings(guidance_scale=4) == warnings(true_cfg_scale=4.5) == ("guidance_unavailable",)


def test_steps_and_guidance_are_for_engines_that_have_them() -> None:
    able = Capabilities(steps=True, guidance=True)
    found = decoded(num_inference_steps=30, guidance_scale=2, capabilities=able)
    assert (found.request.steps, found.request.guidance, found.warnings) == (30, 2.0, ())
    # The one that Qwen's pipelines have comes first.
    both = decoded(guidance_scale=2, true_cfg_scale=0.0, capabilities=able)
    assert both.request.guidance == 0.0
    without = decoded(num_inference_steps=30, guidance_scale=2).request
    assert (without.steps, without.guidance) == (None, None)
