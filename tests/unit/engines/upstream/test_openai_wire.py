"""Each flavour of server is asked in its own words, and every server takes what it is sent."""

import base64
import json

import pytest

from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstream.openai_flavours import FLAVOURS
from unit.engines.upstream.openai_orders import KEY, asking, given, masked, order, outputs, told

pytestmark = pytest.mark.anyio

FULL = {
    "negative_prompt": "blur",
    "steps": 20,
    "guidance": 4.5,
    "num_images": 2,
    "size": Size(1536, 1024),
}
GENERATIONS = {
    "openai": {"model": "image-model", "prompt": "a kite", "n": 2, "size": "1536x1024"},
    "sglang": {
        "model": "image-model",
        "prompt": "a kite",
        "n": 2,
        "size": "1536x1024",
        "response_format": "b64_json",
        "output_format": "png",
        "seed": 7,
        "negative_prompt": "blur",
        "num_inference_steps": 20,
        "true_cfg_scale": 4.5,
    },
    "xinference": {
        "model": "image-model",
        "prompt": "a kite",
        "n": 2,
        "size": "1536*1024",
        "response_format": "b64_json",
        "kwargs": json.dumps(
            {
                "seed": 7,
                "negative_prompt": "blur",
                "num_inference_steps": 20,
                "true_cfg_scale": 4.5,
            }
        ),
    },
    "localai": {
        "model": "image-model",
        "prompt": "a kite|blur",
        "n": 2,
        "size": "1536x1024",
        "response_format": "b64_json",
        "step": 20,
    },
    "inkstone": {
        "model": "image-model",
        "prompt": "a kite",
        "n": 2,
        "size": "1536x1024",
        "response_format": "b64_json",
        "seed": 7,
        "negative_prompt": "blur",
        "num_inference_steps": 20,
        "true_cfg_scale": 4.5,
        "prompt_extend": False,
    },
}
GENERATIONS["vllm-omni"] = GENERATIONS["sglang"]


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_a_generation_says_all_that_its_server_can_be_told(flavour):
    async with asking(flavour) as (api, server):
        events = await told(api, order("a kite", **FULL))
    (call,) = server.calls
    assert call.fields == GENERATIONS[flavour]
    assert (call.method, call.path) == ("POST", "/v1/images/generations")
    assert call.headers["content-type"] == "application/json"
    assert call.headers["accept"] == "application/json"
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.headers["accept-encoding"] == "identity"
    assert call.headers["content-length"] == str(len(call.body))
    assert call.headers.get("idempotency-key") == ("job_1" if flavour == "inkstone" else None)
    assert server.heard[0].size == (1536, 1024)
    kind = "image/jpeg" if flavour == "xinference" else "image/png"
    assert [(p.media_type, p.width_px, p.height_px) for p in outputs(events)] == [
        (kind, 1536, 1024)
    ] * 2


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_a_plain_order_says_nothing_that_was_not_asked_for(flavour):
    async with asking(flavour) as (api, server):
        await told(api, order("a kite", num_images=1))
    fields = server.calls[0].fields
    unasked = {"negative_prompt", "num_inference_steps", "true_cfg_scale", "step", "background"}
    assert not unasked & set(fields)
    assert "true_cfg_scale" not in fields.get("kwargs", "")
    assert server.heard[0].seed == (None if flavour == "openai" else 7)


@pytest.mark.parametrize("flavour", ["sglang", "vllm-omni", "xinference"])
async def test_a_guidance_alone_brings_the_blank_that_makes_it_heeded(flavour):
    async with asking(flavour) as (api, server):
        await told(api, order(guidance=4.0))
    assert (server.heard[0].negative, server.heard[0].guidance) == (" ", 4.0)


@pytest.mark.parametrize("flavour", [each for each in FLAVOURS if each != "localai"])
async def test_an_edit_is_a_form_with_its_pictures_as_they_are(flavour):
    inputs = (given(640, 480), given(320, 320))
    async with asking(flavour) as (api, server):
        events = await told(api, order("more wind", inputs=inputs, **FULL | {"num_images": 1}))
    (call,) = server.calls
    assert call.path == "/v1/images/edits"
    assert call.headers["content-type"].startswith("multipart/form-data; boundary=inkstone-")
    assert [(name, data) for name, _, data in call.files] == [
        ("image[]", each.data) for each in inputs
    ]
    fields = dict(GENERATIONS[flavour], prompt="more wind", n=1)
    if flavour == "inkstone":
        fields |= {"stream": True, "partial_images": 3}
    if flavour == "xinference":
        fields = {name: value for name, value in fields.items() if name != "kwargs"}
    written = {n: v if isinstance(v, str) else json.dumps(v) for n, v in fields.items()}
    assert call.fields == written
    assert outputs(events)[0].width_px == 1536


async def test_an_edit_where_edits_are_generations_brings_its_pictures_in_base64():
    inputs = (given(640, 480), given(320, 320))
    async with asking("localai") as (api, server):
        await told(api, order("more | wind", inputs=inputs, negative_prompt="a|b"))
    (call,) = server.calls
    assert call.path == "/v1/images/generations"
    assert [base64.b64decode(each) for each in call.fields["ref_images"]] == [
        each.data for each in inputs
    ]
    # The server splits at every bar.
    assert (server.heard[0].prompt, server.heard[0].negative) == ("more   wind", "a b")
    assert (server.heard[0].seed, server.heard[0].inputs) == (7, [(640, 480), (320, 320)])


async def test_one_input_without_a_size_goes_by_its_plain_name():
    async with asking("openai") as (api, server):
        events = await told(api, order(inputs=(given(640, 480),), size=None))
    (call,) = server.calls
    assert [name for name, _, _ in call.files] == ["image"]
    assert "size" not in call.fields
    assert (outputs(events)[0].width_px, outputs(events)[0].height_px) == (640, 480)


@pytest.mark.parametrize(
    ("flavour", "part"),
    [("openai", "mask"), ("xinference", "mask"), ("inkstone", "mask"), ("vllm-omni", "mask_image")],
)
async def test_a_mask_is_of_the_first_input_and_can_be_read_both_ways(flavour, part):
    inputs = (given(320, 320), given(640, 480))
    async with asking(flavour) as (api, server):
        events = await told(api, order(inputs=inputs, mask=masked(640, 480)))
    (call,) = server.calls
    assert [name for name, _, _ in call.files] == ["image[]", "image[]", part]
    assert server.heard[0].inputs == [(640, 480), (320, 320)]
    mask = server.heard[0].mask
    assert mask.size == (640, 480)
    assert mask.getpixel((10, 10)) == (255, 255, 255, 0)
    assert mask.getpixel((630, 10)) == (0, 0, 0, 255)
    warned = [event.code for event in events if isinstance(event, base.Warning)]
    assert warned == ([] if flavour == "inkstone" else ["masked_input_first"])


async def test_what_an_edit_cannot_be_told_is_warned_of():
    asked = order(inputs=(given(64, 64),), negative_prompt="blur", steps=9, guidance=3.0)
    async with asking("xinference") as (api, server):
        events = await told(api, asked)
    warned = [event.code for event in events if isinstance(event, base.Warning)]
    assert warned == ["negative_prompt_unavailable", "steps_unavailable", "guidance_unavailable"]
    assert "kwargs" not in server.calls[0].fields


async def test_a_transparent_background_is_asked_for_by_name():
    async with asking("openai") as (api, server):
        await told(api, order(is_transparent=True))
    assert server.calls[0].fields["background"] == "transparent"


async def test_a_prompt_may_hold_anything():
    prompt = 'ein "Drachen"; 风筝\r\n--inkstone-0000\r\n\N{KITE} \ud83d'
    async with asking("inkstone") as (api, server):
        await told(api, order(prompt, num_images=2))
        await told(api, order(prompt, id="job_2", num_images=2, inputs=(given(64, 64),)))
    # Half a character can be escaped in JSON, and not in a form.
    assert [each.prompt for each in server.heard] == [prompt, prompt[:-1] + "?"]


async def test_large_inputs_go_over_whole():
    inputs = tuple(given(1024 + 16 * index, 2000) for index in range(3))
    big = base.Picture(data=inputs[0].data + bytes(3_000_000), width_px=1024, height_px=2000)
    async with asking("sglang") as (api, server):
        await told(api, order(inputs=(big, *inputs[1:])))
    assert [data for _, _, data in server.calls[0].files] == [
        big.data,
        inputs[1].data,
        inputs[2].data,
    ]


def test_a_size_that_a_flavour_makes_is_near_the_one_asked_for():
    near = {name: flavour.reach.nearest(Size(1000, 700)) for name, flavour in FLAVOURS.items()}
    assert near["openai"] == Size(1536, 1024)
    assert near["sglang"] == near["vllm-omni"] == near["xinference"] == Size(992, 704)
    assert near["localai"] == Size(1024, 704)
    assert near["inkstone"] == Size(1000, 700)
    # This server's own dialect takes no shape beyond one to four.
    assert FLAVOURS["inkstone"].reach.nearest(Size(1600, 200)) == Size(1024, 256)
    assert FLAVOURS["inkstone"].reach.nearest(Size(256, 1536)) == Size(256, 1024)
