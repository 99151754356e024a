"""Every row of the native API's table: its default, its range, what a bad value is told."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.native.decode import WARNINGS
from inkstone.dialects.native.sizes import EDIT_SIZE, NEW_SIZE, PIXELS
from inkstone.dialects.native.wire import SubmitWire
from inkstone.domain.errors import (
    InvalidRequest,
    UnknownModel,
    UnsupportedRequest,
)
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.native.bodies import OTHER, UPLOAD, decoded, refused, target


def test_the_defaults_are_the_contract_s() -> None:
    found = decoded()
    request = found.request
    assert (request.model, request.tier) == ("qwen-image-2.0-2026-03-03", Tier.STANDARD)
    assert (request.size, request.size_rule) == (Size(1024, 1024), NEW_SIZE)
    assert (request.num_images, request.negative_prompt, request.watermark) == (1, "", False)
    assert (request.is_seed_chosen, request.prompt_extend) == (False, None)
    assert (request.steps, request.guidance) == (None, None)
    assert (request.output_format, request.output_quality) == ("png", 90)
    assert (found.priority, found.wait_max, found.webhook) == (0, None, None)
    assert found.to_wire() == {"metadata": {}, "warnings": []}


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        *(({"size": ratio}, table["1K"]) for ratio, table in PIXELS.items()),
        *(({"size": ratio, "resolution": "2K"}, t["2K"]) for ratio, t in PIXELS.items()),
        ({"size": "auto"}, (1024, 1024)),
        ({"resolution": "2K"}, (2048, 2048)),
        ({"size": "auto", "resolution": "1K"}, (1024, 1024)),
        ({"size": "256x1024"}, (256, 1024)),
        ({"size": " 2048*2048 "}, (2048, 2048)),
        ({"size": "777×333"}, (777, 333)),
        ({"size": "16:9", "images": [UPLOAD]}, (1280, 720)),
        ({"size": "640x480", "images": [UPLOAD]}, (640, 480)),
    ],
)
def test_a_size_is_pixels_a_ratio_or_auto(fields: dict[str, Any], size: tuple[int, int]) -> None:
    assert decoded(**fields).request.size == Size(*size)


@pytest.mark.parametrize("size", [None, "auto"])
def test_an_edit_without_a_size_gets_its_last_picture_s_shape(size: str | None) -> None:
    request = decoded(images=[UPLOAD], size=size).request
    assert (request.size, request.size_rule) == (None, EDIT_SIZE)


@given(width=st.integers(16, 4096), height=st.integers(16, 4096))
def test_an_edit_s_own_size_is_about_a_square_of_1024_and_within_the_limits(
    width: int, height: int
) -> None:
    size = EDIT_SIZE.size_of(Size(width, height))
    assert abs(size.area_px / 1024**2 - 1) <= 0.015
    short, long = sorted((size.width_px, size.height_px))
    assert 512 <= short <= long <= 2048
    assert long <= 4 * short
    assert size.width_px % 16 == size.height_px % 16 == 0
    ratio = width / height
    if 0.3 < ratio < 3.3:
        assert size.width_px / size.height_px == pytest.approx(ratio, rel=0.04)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"n": 6}, "num_images", 6),
        ({"n": 2.0}, "num_images", 2),
        ({"seed": 0}, "seed", 0),
        ({"seed": 2**31 - 1}, "seed", 2**31 - 1),
        ({"steps": 1}, "steps", 1),
        ({"steps": 100}, "steps", 100),
        ({"guidance": 0}, "guidance", 0.0),
        ({"guidance": 4.5}, "guidance", 4.5),
        ({"prompt": "墨" * 4000}, "prompt", "墨" * 4000),
        ({"negative_prompt": "x" * 500}, "negative_prompt", "x" * 500),
        ({"enhance": True}, "prompt_extend", True),
        ({"watermark": True}, "watermark", True),
        ({"output_format": "avif"}, "output_format", "avif"),
        ({"quality": 1}, "output_quality", 1),
        ({"images": []}, "inputs", ()),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(**fields).request, name) == value


def test_what_goes_with_the_job_is_taken() -> None:
    metadata = {f"name {i}": "x" * 512 for i in range(16)}
    found = decoded(
        images=[OTHER, UPLOAD],
        mask=UPLOAD,
        deadline_s=60,
        priority=-10,
        webhook_url="https://hooks.example.test/x",
        metadata=metadata,
    )
    assert [each.param for each in found.references] == ["images[0]", "images[1]"]
    assert [each.text for each in found.references] == [OTHER, UPLOAD]
    assert found.mask is not None
    assert (found.mask.param, found.mask.text) == ("mask", UPLOAD)
    assert (found.wait_max, found.priority) == (timedelta(seconds=60), -10)
    assert found.webhook == target("https://hooks.example.test/x")
    assert found.to_wire() == {"metadata": metadata, "warnings": []}


def test_null_means_omitted_and_unknown_fields_are_ignored() -> None:
    names = set(SubmitWire.model_fields) - {"prompt"}
    found = decoded(**dict.fromkeys(names), user="me", stream=True)
    plain = decoded()
    assert found.request.seed != plain.request.seed or found.request == plain.request
    assert found.to_wire() == plain.to_wire()


@pytest.mark.parametrize(
    ("fields", "param", "said"),
    [
        ({"prompt": None}, "prompt", "required"),
        ({"prompt": "  "}, "prompt", "blank"),
        ({"prompt": "x" * 4001}, "prompt", "4,001 characters"),
        ({"prompt": 5}, "prompt", "a string"),
        ({"negative_prompt": "x" * 501}, "negative_prompt", "500"),
        ({"n": 0}, "n", "from 1 to 6"),
        ({"n": 7}, "n", "from 1 to 6"),
        ({"n": "2"}, "n", "an integer"),
        ({"n": True}, "n", "an integer"),
        ({"seed": 2**31}, "seed", "an integer"),
        ({"seed": -1}, "seed", "an integer"),
        ({"steps": 0}, "steps", "from 1 to 100"),
        ({"steps": 2.5}, "steps", "an integer"),
        ({"guidance": 31}, "guidance", "a number from 0"),
        ({"guidance": "4"}, "guidance", "a number"),
        ({"size": "huge"}, "size", "one of 1:1"),
        ({"size": "255x512"}, "size", "from 256 to 2048"),
        ({"size": "2049x1024"}, "size", "from 256 to 2048"),
        ({"size": "256x1025"}, "size", "4 times"),
        ({"size": "5:4"}, "size", "one of 1:1"),
        ({"resolution": "4K"}, "resolution", "1K, 2K"),
        ({"resolution": "2K", "size": "512x512"}, "resolution", "left out"),
        ({"resolution": "2K", "images": [UPLOAD]}, "resolution", "left out"),
        ({"output_format": "gif"}, "output_format", "png, jpeg, webp, avif"),
        ({"quality": 0}, "quality", "from 1 to 100"),
        ({"deadline_s": 0}, "deadline_s", "from 1 to 86400"),
        ({"priority": 11}, "priority", "from -10 to 10"),
        ({"enhance": "yes"}, "enhance", "true or false"),
        ({"images": "x"}, "images", "an array"),
        ({"images": [UPLOAD] * 11}, "images", "at most 10"),
        ({"images": [UPLOAD, "cat.png"]}, "images[1]", "the id of an upload"),
        ({"images": [UPLOAD, 5]}, "images[1]", "a string"),
        ({"images": ["http://127.0.0.1/x.png"]}, "images[0]", ""),
        ({"mask": UPLOAD}, "mask", "needs a picture"),
        ({"mask": "x", "images": [UPLOAD]}, "mask", "the id of an upload"),
        ({"webhook_url": "https://refused.example.test"}, "webhook_url", "leads inside"),
        ({"metadata": "x"}, "metadata", "an object"),
        ({"metadata": {"a": 1}}, "metadata.a", "a string of at most 512"),
        ({"metadata": {"a": None}}, "metadata.a", "a string"),
        ({"metadata": {"5": {"b": "c"}}}, "metadata.5", "a string"),
        ({"metadata": {"a": "x" * 513}}, "metadata.a", "513 characters"),
        ({"metadata": {"": "x"}}, "metadata", "1 to 64"),
        ({"metadata": {"x" * 65: "x"}}, "metadata", "1 to 64"),
        ({"metadata": {str(i): "x" for i in range(17)}}, "metadata", "at most 16"),
    ],
)
def test_a_bad_value_is_told_with_what_is_allowed(
    fields: dict[str, Any], param: str, said: str
) -> None:
    error = refused(**fields)
    assert [fault.param for fault in error.faults] == [param]
    assert said in error.faults[0].message
    assert len(error.message) < 400


def test_all_faults_are_told_at_once() -> None:
    error = refused(
        prompt="", n=9, size="x", mask="y", metadata={"a": 1}, webhook_url="refused", model="none"
    )
    assert {fault.param for fault in error.faults} == {
        "model",
        "prompt",
        "n",
        "size",
        "mask",
        "metadata.a",
        "webhook_url",
    }


def test_a_fault_repeats_what_was_seen_where_it_is_short() -> None:
    values = {fault.param: fault.value for fault in refused(n=9, size="x", seed="y" * 61).faults}
    assert values == {"n": 9, "size": "x", "seed": None}


def test_an_unknown_model_is_another_kind_of_refusal() -> None:
    error = refused(model="dall-e-3")
    assert isinstance(error, UnknownModel)
    assert "qwen-image-2.0" in error.message
    assert type(refused(model="dall-e-3", n=9)) is InvalidRequest


@pytest.mark.parametrize(
    ("able", "said"),
    [(Capabilities(), "text only"), (Capabilities(edits=True, num_inputs_max=1), "takes 1")],
)
def test_what_the_engine_cannot_do_is_refused(able: Capabilities, said: str) -> None:
    with pytest.raises(UnsupportedRequest, match=said) as caught:
        decoded(able=able, images=[UPLOAD, UPLOAD])
    assert caught.value.code == "edit_unsupported"


def test_what_the_engine_does_without_is_a_warning() -> None:
    asked = {"enhance": True, "negative_prompt": "x", "steps": 4, "guidance": 0.0}
    assert decoded(**asked).warnings == ()
    assert decoded(able=Capabilities(), **asked).warnings == tuple(WARNINGS)
    assert decoded(able=Capabilities(), enhance=False, negative_prompt="").warnings == ()
