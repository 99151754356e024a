"""DashScope's own client, both generations of it, at the root and at the prefix."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import dashscope
import httpx
import pytest
from dashscope import AioMultiModalConversation, ImageSynthesis, MultiModalConversation
from dashscope.aigc.image_generation import AioImageGeneration, ImageGeneration
from dashscope.aigc.image_synthesis import AioImageSynthesis
from dashscope.api_entities.aio_session import close_shared_aio_session
from dashscope.v2 import errors

from e2e.dashscope_calls import (
    GENERATION,
    MODEL,
    SMALL,
    SYNTHESIS,
    body,
    images_of,
    picture,
    says,
    told,
)
from e2e.edits import BLUE, RED, as_uri, flat, saved
from e2e.pictures import drawing, pixels_of, png_size
from e2e.server import Server, balance


@pytest.fixture(params=["", "/dashscope"], ids=["root", "prefix"])
def base(server: Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The base URL, which the older client has been told as well."""
    return told(server.url + request.param, monkeypatch)


def test_a_conversation_makes_pictures(server: Server, base: str) -> None:
    answer = MultiModalConversation.call(
        api_key=server.key, model=MODEL, messages=says("a red kite"), n=2, seed=7, **SMALL
    )

    urls = images_of(answer)
    assert [png_size(picture(url)) for url in urls] == [(512, 512)] * 2
    assert pixels_of(picture(urls[0])) != pixels_of(picture(urls[1]))
    assert answer.output.choices[0].finish_reason == "stop"
    usage = {name: answer.usage[name] for name in ("width", "height", "image_count")}
    assert usage == {"width": 512, "height": 512, "image_count": 2}
    assert answer.request_id == answer.headers["x-request-id"]
    assert answer.headers["inkstone-dialect"] == "dashscope"


def test_a_local_file_is_brought_with_a_ticket_and_edited(
    server: Server, base: str, tmp_path: Path
) -> None:
    file = tmp_path / "my kite 风筝.png"
    file.write_bytes(saved(flat(RED, (600, 500))))
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL, "seed": 3}
    edited = MultiModalConversation.call(messages=says("make it blue", f"file://{file}"), **request)
    inline = MultiModalConversation.call(
        messages=says("make it blue", as_uri(flat(RED, (600, 500)))), **request
    )

    (made,) = images_of(edited)
    assert png_size(picture(made)) == (600, 500)
    assert pixels_of(picture(made)) == pixels_of(picture(images_of(inline)[0]))


def test_several_files_share_one_ticket(server: Server, base: str, tmp_path: Path) -> None:
    red, blue = tmp_path / "red.png", tmp_path / "blue.png"
    red.write_bytes(saved(flat(RED)))
    blue.write_bytes(saved(flat(BLUE)))
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL, "seed": 3, **SMALL}

    def edited(*names: str) -> str:
        answer = ImageGeneration.call(messages=says("join them", *names), **request)
        return pixels_of(picture(images_of(answer)[0]))

    both = edited(f"file://{red}", f"file://{blue}", f"file://{red}")
    assert both == edited(*(as_uri(flat(colour)) for colour in (RED, BLUE, RED)))
    assert both != edited(*(as_uri(flat(colour)) for colour in (BLUE, RED, RED)))


def test_two_files_of_one_name_are_refused_rather_than_mixed(
    server: Server, base: str, tmp_path: Path
) -> None:
    for name, colour in (("a", RED), ("b", BLUE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "in.png").write_bytes(saved(flat(colour)))
    paths = [f"file://{tmp_path}/{name}/in.png" for name in ("a", "b")]

    with pytest.raises(dashscope.common.error.UploadFileException, match="InvalidParameter"):
        MultiModalConversation.call(
            api_key=server.key, model=MODEL, messages=says("join them", *paths)
        )


def test_a_result_is_edited_by_its_address(server: Server, base: str) -> None:
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL}
    (first,) = images_of(MultiModalConversation.call(messages=says("a kite"), **request, **SMALL))
    (second,) = images_of(MultiModalConversation.call(messages=says("crop it", first), **request))

    assert png_size(picture(second)) == (512, 512)


def test_a_synthesis_can_wait_in_the_call_itself(server: Server, base: str) -> None:
    answer = ImageSynthesis.sync_call(api_key=server.key, model=MODEL, prompt="a kite", **SMALL)

    assert answer.status_code == 200, answer
    assert png_size(picture(answer.output.results[0].url)) == (512, 512)


def test_a_synthesis_edits_a_local_file(server: Server, base: str, tmp_path: Path) -> None:
    file = tmp_path / "in.png"
    file.write_bytes(saved(flat(RED, (640, 512))))

    answer = ImageSynthesis.call(
        api_key=server.key, model=MODEL, prompt="make it blue", images=[f"file://{file}"]
    )

    assert png_size(picture(answer.output.results[0].url)) == (640, 512)


def test_the_asynchronous_clients_do_the_same(server: Server, base: str, tmp_path: Path) -> None:
    file = tmp_path / "in.png"
    file.write_bytes(saved(flat(RED)))
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL}

    async def all_of_them() -> list[str]:
        try:
            talked = await AioMultiModalConversation.call(
                messages=says("make it blue", f"file://{file}"), **request, **SMALL
            )
            task = await AioImageGeneration.async_call(messages=says("a kite"), **request, **SMALL)
            made = await AioImageGeneration.wait(task, api_key=server.key)
            drawn = await AioImageSynthesis.call(prompt="a kite", **request, **SMALL)
            async with dashscope.AsyncClient(api_key=server.key, base_url=base) as newer:
                job = await newer.images.generate(model=MODEL, prompt="a kite", size="512x512")
        finally:
            await close_shared_aio_session()
        first = drawn.output["results"][0]["url"]
        return [*images_of(talked), *images_of(made), first, *job.image_urls]

    urls = asyncio.run(all_of_them())
    assert [png_size(picture(url)) for url in urls] == [(512, 512)] * 4


def test_the_same_seed_makes_the_same_pictures(server: Server, base: str) -> None:
    request: dict[str, Any] = {"api_key": server.key, "model": MODEL, "messages": says("门")}
    first, second = (
        [picture(url) for url in images_of(MultiModalConversation.call(**request, **drawn))]
        for drawn in [{**SMALL, "seed": 41, "n": 2}] * 2
    )

    assert [drawing(data) for data in first] == [drawing(data) for data in second]
    assert pixels_of(first[0]) != pixels_of(first[1])


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("2688*1536", (2688, 1536)),
        ("1728*2368", (1728, 2368)),
        ("513x777", (513, 777)),
        (None, (2048, 2048)),
    ],
)
def test_pictures_have_exactly_the_size_asked_for(
    account: httpx.Client, size: str | None, pixels: tuple[int, int]
) -> None:
    request = {**body("a kite"), "parameters": {"size": size}}
    answer = account.post(GENERATION, json=request).json()

    assert png_size(picture(answer["output"]["results"][0]["url"])) == pixels


def test_what_is_charged_is_on_the_rate_card(account: httpx.Client) -> None:
    account.post(GENERATION, json=body("a kite", n=2))
    assert balance(account)["balance_micros"] == 100_000_000 - 2 * 35_000
    account.post(GENERATION, json={**body("a kite"), "model": f"{MODEL}-pro"})
    assert balance(account)["balance_micros"] == 100_000_000 - 2 * 35_000 - 75_000


def test_refusals_are_the_vendors(server: Server, base: str) -> None:
    def refused(**changes: Any) -> tuple[int, str]:
        request = {"api_key": server.key, "model": MODEL, "messages": says("a kite"), **SMALL}
        answer = MultiModalConversation.call(**{**request, **changes})
        assert answer.message
        assert answer.request_id == answer.headers["x-request-id"]
        return answer.status_code, answer.code

    poor = server.new_key(f"poor {base}"[-60:], grant="0.01")
    inside = says("edit it", "http://127.0.0.1:9/in.png")
    assert refused(api_key="sk-wrong") == (401, "InvalidApiKey")
    assert refused(size="100*100") == (400, "InvalidParameter")
    assert refused(size="4096*256") == (400, "InvalidParameter")
    assert refused(n=7) == (400, "InvalidParameter")
    assert refused(model="qwen-image-9") == (404, "ModelNotFound")
    assert refused(messages=inside) == (400, "InvalidURL")
    assert refused(messages=says("")) == (400, "InvalidParameter")
    assert refused(api_key=poor) == (400, "Arrearage")


def test_the_newer_client_raises_its_own_errors(server: Server, base: str) -> None:
    poor = server.new_key(f"newer and poor {base}"[-60:], grant="0.01")
    for key, model, error in (
        ("sk-wrong", MODEL, errors.AuthenticationError),
        (server.key, "qwen-image-9", errors.NotFoundError),
        (poor, MODEL, errors.PermissionDeniedError),
    ):
        with dashscope.Client(api_key=key, base_url=base) as newer:
            with pytest.raises(error) as caught:
                newer.images.generate(model=model, prompt="a kite", size="512x512")
            assert caught.value.request_id
    with (
        dashscope.Client(api_key=server.key, base_url=base) as newer,
        pytest.raises(errors.BadRequestError, match=r"parameters\.size"),
    ):
        newer.images.generate(model=MODEL, prompt="a kite", size="9x9")


def test_four_equal_calls_at_once_are_four_jobs(account: httpx.Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: account.post(SYNTHESIS, json=body("a kite")), range(4)))

    assert len({answer.headers["inkstone-job"] for answer in made}) == 4
    assert balance(account)["balance_micros"] == 100_000_000 - 4 * 35_000
