"""Every row of WaveSpeed's parameter tables: its default, its range, what a bad value is told."""

from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.wavespeed.decode import Base64ByWebhook, Decoded, Surroundings, decode
from inkstone.dialects.wavespeed.wire import PIXELS, EditWire
from inkstone.domain.errors import (
    InkstoneError,
    InvalidRequest,
    UnknownModel,
    UnsupportedRequest,
)
from inkstone.domain.request import SideBounds, Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

MODEL = "wavespeed-ai/qwen-image-2.0"
URL = "https://a.test/1.png"
HOOK = "https://a.test/hook"
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
ABLE = Surroundings(
    catalogue=catalogue(),
    capabilities=Capabilities(edits=True, num_inputs_max=6),
    references=REFERENCES,
)
SIZES = "W*H with each side from 256 to 1536, or one of 1:1, 16:9, 9:16, 4:3, 3:4, 3:2, 2:3"
SIDE = "an integer from 256 to 1536"


def decoded(
    *,
    task: Any = "text-to-image",
    query: dict[str, Any] | None = None,
    within: Surroundings = ABLE,
    model: str = MODEL,
    **fields: Any,
) -> Decoded:
    """A body decoded, with a prompt, and for an edit with a picture."""
    body = {"prompt": "A kite", **({"images": [URL]} if task == "edit" else {}), **fields}
    return decode(body, model=model, task=task, query=query or {}, within=within)


def refused(**fields: Any) -> InkstoneError:
    """What a body is refused with."""
    with pytest.raises(InkstoneError) as caught:
        decoded(**fields)
    return caught.value


def test_the_defaults_are_the_vendors() -> None:
    found = decoded()
    request = found.request
    assert (request.model, request.tier) == ("qwen-image-2.0-2026-03-03", Tier.STANDARD)
    assert (request.size, request.size_rule, request.num_images) == (Size(1024, 1024), None, 1)
    assert not request.is_seed_chosen
    assert (found.is_sync, found.is_base64, found.webhook, found.references) == (
        False,
        False,
        "",
        (),
    )
    assert found.to_wire() == {
        "model": f"{MODEL}/text-to-image",
        "is_base64": False,
        "warnings": [],
    }


def test_the_pro_model_is_priced_as_such() -> None:
    request = decoded(model=f"{MODEL}-pro").request
    assert (request.model, request.tier) == ("qwen-image-2.0-pro-2026-06-22", Tier.PRO)


@pytest.mark.parametrize(
    "model", ["wavespeed-ai/flux-dev", "alibaba/qwen-image-2-0", "qwen-image-2.0", "", "\n"]
)
def test_a_model_of_another_name_or_owner_is_unknown(model: str) -> None:
    error = refused(model=model)
    assert isinstance(error, UnknownModel)
    assert MODEL in error.message


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        *(({"size": ratio}, pixels) for ratio, pixels in PIXELS.items()),
        ({"size": "1280*720"}, (1280, 720)),
        ({"size": "1280x720"}, (1280, 720)),
        ({"size": "256*1536"}, (256, 1536)),
        ({"width": 256, "height": 1536.0}, (256, 1536)),
        ({"width": 300, "height": 400, "size": "16:9"}, (300, 400)),
        ({"width": 300, "height": 400, "size": "1024*1024"}, (300, 400)),
        ({"width": None, "height": None, "size": None}, (1024, 1024)),
    ],
)
def test_two_sides_come_before_size(fields: dict[str, Any], size: tuple[int, int]) -> None:
    assert decoded(**fields).request.size == Size(*size)


def test_every_ratio_has_its_own_shape() -> None:
    for ratio, (width, height) in PIXELS.items():
        across, down = map(int, ratio.split(":"))
        assert width / height == pytest.approx(across / down)


def test_an_operator_may_allow_longer_sides() -> None:
    wide = Surroundings(
        catalogue=ABLE.catalogue,
        capabilities=ABLE.capabilities,
        references=REFERENCES,
        side_px_max=4096,
    )
    assert decoded(size="4096*2048", within=wide).request.size == Size(4096, 2048)
    assert "from 256 to 4096" in refused(size="4097*2048", within=wide).message
    rule = decoded(task="edit", within=wide).request.size_rule
    assert rule is not None
    assert rule.side_px_max == 4096


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (Size(500, 500), Size(1024, 1024)),
        (Size(4000, 4000), Size(1024, 1024)),
        (Size(1600, 800), Size(1456, 720)),
        (Size(3000, 400), Size(1536, 256)),
    ],
)
def test_an_edit_without_a_size_has_the_shape_of_its_last_picture(shape: Size, size: Size) -> None:
    request = decoded(task="edit").request
    assert request.size is None
    assert request.size_rule is not None
    made = request.size_rule.size_of(shape)
    assert made.width_px % 16 == made.height_px % 16 == 0
    assert abs(made.width_px - size.width_px) <= 16
    assert abs(made.height_px - size.height_px) <= 16


def test_an_edit_names_its_pictures_in_order_and_their_bounds() -> None:
    uri = "data:image/png;base64," + "iVBORw0K" * 10
    bare = "iVBORw0K" * 10
    found = decoded(task="edit", images=[URL, uri, bare])
    assert [each.param for each in found.references] == ["images[0]", "images[1]", "images[2]"]
    assert [each.text for each in found.references] == [URL, uri, bare]
    bounds = SideBounds(side_px_min=384, side_px_max=3072)
    assert {each.sides for each in found.references} == {bounds}
    assert decoded(images=[URL]).references == ()


@pytest.mark.parametrize("seed", [0, 1, 2147483647, 7.0])
def test_a_seed_is_taken(seed: float) -> None:
    request = decoded(seed=seed).request
    assert (request.seed, request.is_seed_chosen) == (int(seed), True)


@pytest.mark.parametrize("fields", [{"seed": -1}, {"seed": None}, {}])
def test_a_seed_is_drawn(fields: dict[str, Any]) -> None:
    requests = [decoded(**fields).request for _ in range(3)]
    assert not any(request.is_seed_chosen for request in requests)
    assert len({request.seed for request in requests}) > 1


def test_null_means_omitted_and_unknown_fields_are_ignored() -> None:
    names = set(EditWire.model_fields) - {"prompt", "images"}
    found = decoded(task="edit", **dict.fromkeys(names), enable_prompt_expansion=True, n=9)
    assert found.request.size is None
    assert found.request.num_images == 1


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("prompt", "x" * 801, "has 801 characters", "a string of at most 800 characters"),
        ("prompt", "", "is blank", "1 to 800 characters"),
        ("prompt", 5, "is 5", "a string of at most 800 characters"),
        ("prompt", None, "is missing", "required"),
        ("images", None, "is missing", "required"),
        ("images", [], "is an array of 0", "an array of 1 to 6"),
        ("images", [URL] * 7, "is an array of 7", "an array of at most 6"),
        ("images", URL, f'is "{URL}"', "an array of at most 6"),
        ("images[1]", [URL, 2], "is 2", "a string"),
        ("images[0]", ["ftp://a.test/1"], 'is "ftp://a.test/1"', "an http(s) URL or a data: URI"),
        ("images[0]", [""], 'is ""', "or an image in base64"),
        ("size", "1024", 'is "1024"', SIZES),
        ("size", "255*256", 'is "255*256"', SIZES),
        ("size", "1537*256", 'is "1537*256"', SIZES),
        ("size", "5:4", 'is "5:4"', SIZES),
        ("size", 1024, "is 1024", "a string"),
        ("seed", -2, "is -2", "an integer from -1 to 2147483647"),
        ("seed", 2147483648, "is 2147483648", "an integer from -1 to 2147483647"),
        ("seed", "7", 'is "7"', "an integer from -1 to 2147483647"),
        ("seed", True, "is true", "an integer from -1 to 2147483647"),
        ("enable_sync_mode", "true", 'is "true"', "true or false"),
        ("enable_base64_output", 1, "is 1", "true or false"),
        ("webhook_url", 3, "is 3", "a string"),
    ],
)
def test_a_bad_value_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    error = refused(task="edit", **{field.partition("[")[0]: value})
    assert isinstance(error, InvalidRequest)
    (fault,) = error.faults
    assert fault.param == field
    assert fault.message.startswith(f"`{field}` {seen}")
    assert must_be in fault.message
    assert len(fault.message) < 400


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"width": 512}, "height"),
        ({"height": 512}, "width"),
        ({"width": 255, "height": 512}, "width"),
        ({"width": 512, "height": 1537}, "height"),
    ],
)
def test_two_sides_belong_together(fields: dict[str, Any], param: str) -> None:
    error = refused(**fields)
    assert isinstance(error, InvalidRequest)
    assert [fault.param for fault in error.faults] == [param]
    assert SIDE in error.message


def test_all_faults_come_at_once_and_what_is_missing_first() -> None:
    error = refused(
        task="edit", prompt=" ", seed=-9, size="big", width=9, height=9, images=["x"], query={}
    )
    assert isinstance(error, InvalidRequest)
    assert error.faults[0].param == "prompt"
    assert {fault.param for fault in error.faults} == {
        *("prompt", "seed", "size", "width", "height", "images[0]"),
    }


@pytest.mark.parametrize(
    ("url", "says"),
    [("http://169.254.169.254/latest", "169.254.169.254"), ("http://localhost:6379/", "localhost")],
)
def test_an_address_that_is_never_fetched_is_refused_at_once(url: str, says: str) -> None:
    error = refused(task="edit", images=[URL, url])
    assert isinstance(error, InvalidRequest)
    assert [fault.param for fault in error.faults] == ["images[1]"]
    assert says in error.message


@pytest.mark.parametrize("can", [{}, {"edits": True, "num_inputs_max": 1}])
def test_what_the_engine_cannot_is_refused(can: dict[str, Any]) -> None:
    less = Surroundings(
        catalogue=ABLE.catalogue, capabilities=Capabilities(**can), references=REFERENCES
    )
    assert isinstance(refused(task="edit", images=[URL, URL], within=less), UnsupportedRequest)


def test_a_webhook_is_named_behind_the_path_or_in_the_body() -> None:
    assert decoded(query={"webhook": HOOK}).webhook_param == "webhook"
    assert decoded(webhook_url=HOOK).webhook_param == "webhook_url"
    both = decoded(webhook_url=f"{HOOK}/2", query={"webhook": HOOK, "other": "x"})
    assert (both.webhook, both.webhook_param) == (HOOK, "webhook")
    assert decoded(webhook_url="", query={"webhook": ""}).webhook == ""


def test_a_webhook_goes_with_neither_sync_mode_nor_base64() -> None:
    waits = refused(webhook_url=HOOK, enable_sync_mode=True)
    assert isinstance(waits, InvalidRequest)
    assert [fault.param for fault in waits.faults] == ["webhook_url"]
    full = {"query": {"webhook": HOOK}, "enable_base64_output": True}
    assert isinstance(refused(**full), Base64ByWebhook)
    among_others = refused(**full, seed=-2)
    assert not isinstance(among_others, Base64ByWebhook)
    assert isinstance(among_others, InvalidRequest)
    assert [fault.param for fault in among_others.faults] == ["seed", "webhook"]
