"""A chat endpoint that rewrites prompts, over a real connection, whatever it does."""

import asyncio
import contextlib
import json

import pytest

from inkstone.domain.errors import EngineFailure, InkstoneError, InvalidRequest, Unavailable
from inkstone.domain.rewrite import Rewrite
from inkstone.engines.upstream.chat import Chat, ChatRewriter
from inkstone.engines.upstream.rewriting import Manner
from unit.engines.upstream.endpoints import KEY, answer, endpoint

pytestmark = pytest.mark.anyio
PROMPT = "a kite of great secrecy"


def completion(prompt="a red kite over a beach", **fields):
    """A good answer."""
    content = json.dumps({"rewritten_prompt": prompt, **fields})
    return answer(
        {"choices": [{"message": {"role": "assistant", "content": content}}], "usage": {}}
    )


@contextlib.asynccontextmanager
async def rewriting(*answers, timeout_s=5.0, key=KEY, model="m", edit_model="", suffix=""):
    """Who rewrites by asking a server that answers so, and the server."""
    async with endpoint(*answers) as told:
        chat = Chat(url=told.url + suffix, api_key=key, timeout_s=timeout_s, connections_max=4)
        manner = Manner(style="plain")
        rewriter = ChatRewriter(chat, model=model, edit_model=edit_model, manner=manner)
        await rewriter.open()
        try:
            yield rewriter, told
        finally:
            await rewriter.close()


async def test_a_prompt_is_rewritten_over_a_connection_that_stays():
    async with rewriting(completion(wh_ratio="16:9")) as (rewriter, told):
        found = await rewriter.rewrite(PROMPT, seed=7)
        await rewriter.rewrite(PROMPT, seed=8)
    assert found == Rewrite(prompt="a red kite over a beach", ratio="16:9")
    assert told.num_connections == 1
    assert told.heads[0].startswith("POST /v1/chat/completions HTTP/1.1")
    assert f"Authorization: Bearer {KEY}" in told.heads[0]
    first, second = told.documents
    assert (first["model"], first["seed"], second["seed"]) == ("m", 7, 8)
    assert first["messages"][-1] == {"role": "user", "content": PROMPT}


async def test_the_address_may_name_the_path_and_a_key_is_not_needed():
    async with rewriting(completion(), key="", suffix="/chat/completions/") as (rewriter, told):
        await rewriter.rewrite(PROMPT)
    assert told.heads[0].startswith("POST /v1/chat/completions HTTP/1.1")
    assert "uthorization" not in told.heads[0]
    assert "seed" not in told.documents[0]


async def test_edits_may_have_a_model_of_their_own():
    async with rewriting(completion(), edit_model="edits") as (rewriter, told):
        await rewriter.rewrite(PROMPT)
        await rewriter.rewrite(PROMPT, pictures=[b"jpeg"])
        assert rewriter.name == "m+edits"
    assert [each["model"] for each in told.documents] == ["m", "edits"]


@pytest.mark.parametrize(
    "status",
    ["401 No", "402 Pay", "403 No", "404 What", "429 Slow", "500 Oh", "502 Oh", "503 No", "301 X"],
)
async def test_who_cannot_answer_is_unavailable(status):
    said = {"error": {"message": f"{PROMPT} with {KEY} was refused"}}
    async with rewriting(answer(said, "Retry-After: 9", status=status)) as (rewriter, told):
        with pytest.raises(Unavailable) as caught:
            await rewriter.rewrite(PROMPT)
    assert caught.value.code == "enhancer_unavailable"
    assert caught.value.retry_after_s == (9 if status[:3] in {"429", "503"} else 5)
    for secret in (PROMPT, KEY, told.url):
        assert secret not in caught.value.message
    assert len(told.bodies) == 1  # nothing is asked twice


@pytest.mark.parametrize("status", ["400 Bad", "413 Large", "422 Bad"])
async def test_who_refuses_the_question_made_nothing_of_it(status):
    body = {"error": {"message": "no pictures here"}}
    async with rewriting(answer(body, status=status)) as (rewriter, _):
        with pytest.raises(EngineFailure, match="no pictures here") as caught:
            await rewriter.rewrite(PROMPT)
    assert caught.value.code == "enhancer_failed"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"null",
        b"<html>",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"choices": []}',
        json.dumps({"choices": [{"message": {"content": "I cannot."}}]}).encode(),
        json.dumps({"choices": [{"message": {"content": "{}", "refusal": "no"}}]}).encode(),
    ],
)
async def test_nonsense_is_nothing_that_can_be_used(said):
    async with rewriting(answer(said)) as (rewriter, _):
        with pytest.raises(EngineFailure) as caught:
            await rewriter.rewrite(PROMPT)
    assert caught.value.code == "enhancer_failed"
    assert "cannot be used" in caught.value.message


async def test_an_answer_without_end_is_given_up():
    async def pour(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                writer.write(b" " * 65536)
                await writer.drain()
        return False

    async with rewriting(pour) as (rewriter, _):
        with pytest.raises(Unavailable, match="more than 2 MiB"):
            await rewriter.rewrite(PROMPT)


async def test_a_connection_that_breaks_is_not_asked_again():
    async def cut(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
        await writer.drain()
        return False

    async with rewriting(cut) as (rewriter, told):
        with pytest.raises(Unavailable):
            await rewriter.rewrite(PROMPT)
    assert len(told.bodies) == 1


async def test_who_is_not_there_is_unavailable():
    async with endpoint(completion()) as told:
        url = told.url
    chat = Chat(url=url, api_key="", timeout_s=5, connections_max=1)
    rewriter = ChatRewriter(chat, model="m", manner=Manner(style="plain"))
    with pytest.raises(Unavailable):
        await rewriter.rewrite(PROMPT)  # before it is opened
    await rewriter.open()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await rewriter.rewrite(PROMPT)
    await rewriter.close()


async def test_who_waits_may_give_up_and_others_are_answered():
    gate = asyncio.Event()

    async def late(writer):
        await gate.wait()
        writer.write(completion())
        return True

    async with rewriting(late, completion()) as (rewriter, told):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await rewriter.rewrite(PROMPT)
        assert (await rewriter.rewrite(PROMPT)).prompt == "a red kite over a beach"
        gate.set()
    assert told.num_connections == 2


async def test_a_check_asks_for_what_is_free():
    listed = answer({"data": [{"id": "m"}, {"id": 5}, "x"]})
    async with rewriting(listed) as (rewriter, told):
        assert await rewriter.check() == "answers, and has m"
        assert told.heads[0].startswith("GET /v1/models")
    async with rewriting(listed, model="other") as (rewriter, _):
        with pytest.raises(InkstoneError, match="it has no model other"):
            await rewriter.check()
    async with rewriting(answer({"data": []})) as (rewriter, _):
        assert await rewriter.check() == "answers"
    async with rewriting(answer(b"hi")) as (rewriter, _):
        with pytest.raises(InkstoneError, match="cannot be read"):
            await rewriter.check()
    async with rewriting(answer({}, status="401 No")) as (rewriter, _):
        with pytest.raises(Unavailable, match="refuses its key"):
            await rewriter.check()


@pytest.mark.parametrize(
    "url", ["", "ftp://x/v1", "http://", "http://u:p@host/v1", "http://h/?a=b"]
)
def test_an_address_that_is_none_is_told_without_being_shown(url):
    with pytest.raises(InvalidRequest) as caught:
        Chat(url=url, api_key="", timeout_s=1, connections_max=1)
    assert "u:p" not in caught.value.message


def test_a_key_that_is_none_is_told_without_being_shown():
    with pytest.raises(InvalidRequest) as caught:
        Chat(url="http://h/v1", api_key="a b", timeout_s=1, connections_max=1)
    assert "a b" not in caught.value.message
