"""OpenAI's own SDK against our server, at the root and at the prefix: what it gets."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

from e2e.edits import BLUE, RED, flat, noise
from e2e.openai_sdk import BASES, MODEL, PRICE, client_of, part, pictures, size_of, spent_micros
from e2e.pictures import drawing, pixels_of
from e2e.server import Server


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """Where the SDK is pointed to."""
    return str(request.param)


@pytest.fixture
def sdk(server: Server, base: str, account: httpx.Client) -> Iterator[openai.OpenAI]:
    """The SDK, with an account of the test's own."""
    with client_of(server, base, account) as made:
        yield made


def test_pictures_come_in_full_and_the_same_seed_makes_the_same(
    sdk: openai.OpenAI, account: httpx.Client
) -> None:
    ask: dict[str, Any] = {"model": MODEL, "prompt": "a red kite", "size": "512x768", "n": 2}
    first, second = (sdk.images.generate(**ask, extra_body={"seed": 7}) for _ in range(2))

    assert [drawing(data) for data in pictures(first)] == [drawing(d) for d in pictures(second)]
    assert len({pixels_of(data) for data in pictures(first)}) == 2
    assert [size_of(data) for data in pictures(first)] == [(512, 768)] * 2
    assert (first.size, first.quality, first.output_format) == ("512x768", "medium", "png")
    assert first.created > 1_700_000_000
    assert first.usage is not None
    assert first.usage.total_tokens == 0
    assert first._request_id
    assert first.data is not None
    assert [image.model_extra for image in first.data] == [{"seed": 7}, {"seed": 8}]
    assert spent_micros(account) == 4 * PRICE


@pytest.mark.parametrize("size", ["auto", "256x256", "1536x1024", "1000x333", "2048x2048"])
def test_an_address_opens_and_has_the_exact_size(sdk: openai.OpenAI, size: Any) -> None:
    made = sdk.images.generate(model=MODEL, prompt="a red kite", size=size, response_format="url")

    assert made.data is not None
    found = httpx.get(made.data[0].url or "")
    asked = (1024, 1024) if size == "auto" else tuple(map(int, size.split("x")))
    assert size_of(found.content) == asked


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_other_formats_are_what_they_say(sdk: openai.OpenAI, kind: Any) -> None:
    made = sdk.images.generate(
        model=MODEL, prompt="a kite", size="256x256", output_format=kind, output_compression=70
    )

    assert (Image.open(io.BytesIO(pictures(made)[0])).format or "").lower() == kind


def test_a_pro_model_costs_what_the_rate_card_says(
    sdk: openai.OpenAI, account: httpx.Client
) -> None:
    sdk.images.generate(model="qwen-image-2.0-pro", prompt="a kite", size="256x256")

    assert spent_micros(account) == 70_000


def test_at_the_prefix_quality_chooses_where_no_model_is_named(
    server: Server, account: httpx.Client
) -> None:
    with client_of(server, "/openai/v1", account) as sdk:
        made = sdk.images.generate(prompt="a kite", size="256x256", quality="high")
    assert made.quality == "high"
    assert spent_micros(account) == 70_000
    with client_of(server, "/v1", account) as sdk, pytest.raises(openai.BadRequestError) as caught:
        sdk.images.generate(prompt="a kite", size="256x256", quality="high")
    assert (caught.value.param, caught.value.code) == ("model", "missing_required_parameter")


def test_edits_take_one_file_or_several(sdk: openai.OpenAI, account: httpx.Client) -> None:
    red, blue = part("r.png", flat(RED)), part("b.png", flat(BLUE, (512, 256)))
    ask: dict[str, Any] = {"model": MODEL, "prompt": "join them", "extra_body": {"seed": 7}}
    one = sdk.images.edit(image=red, **ask)
    listed = sdk.images.edit(image=[red], **ask)
    two = sdk.images.edit(image=[red, blue], n=2, **ask)

    assert drawing(*pictures(one)) == drawing(*pictures(listed))
    assert size_of(pictures(one)[0]) == (1024, 1024)
    assert [size_of(data) for data in pictures(two)] == [(1440, 720)] * 2
    assert spent_micros(account) == 4 * PRICE


def test_an_edit_takes_a_mask_and_an_address(sdk: openai.OpenAI, server: Server) -> None:
    made = sdk.images.generate(model=MODEL, prompt="a kite", size="256x256", response_format="url")
    assert made.data is not None
    clear = part("m.png", Image.new("RGBA", (512, 512), (0, 0, 0, 0)))
    ask: dict[str, Any] = {"model": MODEL, "prompt": "brighter", "size": "256x256"}
    ask["extra_body"] = {"seed": 7}
    masked = sdk.images.edit(image=part("r.png", flat(RED)), mask=clear, **ask)
    plain = sdk.images.edit(image=part("r.png", flat(RED)), **ask)
    assert pixels_of(*pictures(masked)) != pixels_of(*pictures(plain))

    ask["extra_body"] = {"url": [made.data[0].url]}
    both = sdk.images.edit(image=part("r.png", flat(RED)), **ask)
    assert size_of(pictures(both)[0]) == (256, 256)


def test_a_file_may_be_as_large_as_the_limit_on_pictures(sdk: openai.OpenAI) -> None:
    big = part("big.png", noise(2400))
    assert 17_000_000 < len(big[1]) < 20 * 2**20
    made = sdk.images.edit(model=MODEL, prompt="smaller", image=[big, big], size="256x256")

    assert size_of(pictures(made)[0]) == (256, 256)


def test_a_stream_has_previews_and_ends_with_the_picture(
    sdk: openai.OpenAI, account: httpx.Client
) -> None:
    events = list(
        sdk.images.generate(
            model=MODEL,
            prompt="a red kite [steps=8 step_ms=60]",
            size="512x512",
            stream=True,
            partial_images=2,
        )
    )

    assert [event.type for event in events[:-1]] == ["image_generation.partial_image"] * (
        len(events) - 1
    )
    assert 1 <= len(events) <= 3
    last = events[-1]
    assert last.type == "image_generation.completed"
    assert size_of(base64.b64decode(last.b64_json)) == (512, 512)
    assert spent_micros(account) == PRICE


def test_an_edit_streams_too(sdk: openai.OpenAI) -> None:
    with sdk.images.edit(
        model=MODEL, prompt="a kite", image=part("r.png", flat(RED)), stream=True
    ) as events:
        assert [event.type for event in events] == ["image_edit.completed"]


def test_models_are_listed_and_found(sdk: openai.OpenAI) -> None:
    assert MODEL in [model.id for model in sdk.models.list()]
    found = sdk.models.retrieve(MODEL)
    assert (found.id, found.object, found.created) == (MODEL, "model", 1772496000)


@pytest.mark.anyio
async def test_the_asynchronous_sdk_is_as_good(
    server: Server, base: str, account: httpx.Client
) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    async with openai.AsyncOpenAI(base_url=server.url + base, api_key=key, max_retries=0) as sdk:
        made = await sdk.images.generate(model=MODEL, prompt="a kite", size="256x256")
        edited = await sdk.images.edit(
            model=MODEL, prompt="a kite", image=pictures(made)[0], size="256x256"
        )
        stream = await sdk.images.generate(
            model=MODEL, prompt="a kite", size="256x256", stream=True
        )
        events = [event.type async for event in stream]
        models = [model.id async for model in sdk.models.list()]

    assert size_of(pictures(edited)[0]) == (256, 256)
    assert events == ["image_generation.completed"]
    assert MODEL in models
