"""Every call of every dialect that asks for a picture, as one table.

It does not know what a test proves of them.
"""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from PIL import Image

from inkstone.dialects.base import Services
from inkstone.domain.job import Job
from inkstone.domain.money import Amount
from inkstone.net.own_urls import FILES_PATH
from inkstone.net.signing import UrlSigner
from unit.dialects.running import PUBLIC_URL

#: Makes a body: of the prompt, and of the addresses of pictures to start from.
Body = Callable[[str, list[str]], dict[str, Any]]

_AIGC = "/api/v1/services/aigc"
_SYNTHESIS = f"{_AIGC}/text2image/image-synthesis"
_IMAGES = "/images/generations"
_WAVESPEED = "/api/v3/wavespeed-ai/qwen-image-2.0"
#: What each account has.
GRANT = Amount.parse("100")
#: What names the call and not what it asked for.
_OF_THE_CALL = {"request_id"}
#: What tells how far a job is, which a call that does not wait answers with.
_OF_THE_MOMENT = {"status", "task_status", "progress", "queue", "timings", "outputs", "images"}
_OF_THE_MOMENT |= {"started_at", "finished_at", "price", "engine"}


@dataclass(frozen=True, kw_only=True)
class Submit:
    """One call of one dialect that asks for a picture."""

    name: str
    dialect: str
    path: str
    body: Body
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Whether the answer holds the pictures.
    waits: bool
    is_edit: bool = False
    is_form: bool = False
    #: The status where the key belongs to another request, and where what it made is deleted.
    mismatch: int = 400
    gone: int = 410


def job_of(answer: httpx.Response) -> str:
    """The job that an answer is about."""
    assert answer.is_success, answer.text
    return str(answer.headers["inkstone-job"])


def is_replay(answer: httpx.Response) -> bool:
    """Whether an answer says that its job was there before."""
    return answer.headers.get("idempotent-replayed") == "true"


def _plain(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each, hidden) for name, each in value.items() if name not in hidden}
    if isinstance(value, list):
        return [_plain(each, hidden) for each in value]
    return re.sub(r"\?.*", "?", value) if isinstance(value, str) else value


def png(colour: str) -> bytes:
    """A small picture."""
    into = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(into, "PNG")
    return into.getvalue()


@dataclass(kw_only=True)
class Asking:
    """An account, and a call that it sends to the call's dialect."""

    submit: Submit
    services: Services
    signer: UrlSigner
    app: Any
    client: httpx.AsyncClient
    account_id: str
    #: With the account's key.
    headers: Mapping[str, str]
    #: By colour: the address of an upload. One for each, so that equal bodies are equal.
    _addresses: dict[str, str] = field(default_factory=dict)

    async def send(self, prompt: str = "A kite", **more: Any) -> httpx.Response:
        """Send the call; see `request`."""
        return await self.client.send(await self.request(prompt, **more))

    async def request(
        self,
        prompt: str = "A kite",
        *,
        key: str | bytes | None = None,
        colour: str = "red",
        more: Mapping[str, Any] | None = None,
        write: Callable[[dict[str, Any]], bytes] | None = None,
        **headers: str,
    ) -> httpx.Request:
        """The call, not sent yet.

        Args:
            prompt: what to draw.
            key: the idempotency key.
            colour: of the picture that an edit starts from.
            more: further fields of the body.
            write: how the body becomes JSON.
            headers: further ones, with underscores for hyphens.
        """
        submit, client = self.submit, self.client
        sent: dict[str, Any] = {**self.headers, **submit.headers}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            sent["Idempotency-Key"] = key
        if submit.is_form:
            fields = {**submit.body(prompt, []), **(more or {})}
            files = [("image", ("a.png", png(colour)))]
            return client.build_request("POST", submit.path, data=fields, files=files, headers=sent)
        pictures = [await self._address(colour)] if submit.is_edit else []
        body = {**submit.body(prompt, pictures), **(more or {})}
        content = write(body) if write else json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
        return client.build_request("POST", submit.path, content=content, headers=sent)

    def told(self, answer: httpx.Response) -> Any:
        """What an answer says, but for signatures and what names the call alone.

        Where the call does not wait, what tells how far the job is left out too.
        """
        assert answer.is_success, answer.text
        if answer.headers["content-type"].startswith("text/event-stream"):
            frames = [line for line in answer.text.splitlines() if line.startswith("data: ")]
            return _plain(json.loads(frames[-1].removeprefix("data: ")), _OF_THE_CALL)
        hidden = _OF_THE_CALL if self.submit.waits else _OF_THE_CALL | _OF_THE_MOMENT
        return _plain(answer.json(), hidden)

    async def hang_up(
        self, prompt: str, *, num_jobs: int = 1, then: Callable[[], Any] = lambda: None
    ) -> None:
        """Send the call, and close its connection before there is an answer.

        Args:
            prompt: what to draw.
            num_jobs: when it is closed: as soon as the account has so many.
            then: what the client does in the same moment.
        """
        request = await self.request(prompt)
        body = [{"type": "http.request", "body": await request.aread()}]

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            while len(await self.jobs()) < num_jobs:
                await asyncio.sleep(0.005)
            then()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            """Nobody hears it."""

        url = request.url
        scope = {"type": "http", "method": "POST", "path": url.path, "query_string": url.query}
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        await self.app({**scope, "headers": headers}, receive, send)

    async def jobs(self) -> list[Job]:
        """The account's jobs."""
        return await self.services.queries.newest(account_id=self.account_id, limit=50)

    async def spent(self) -> int:
        """What the account has spent, in micros, once all its jobs have ended."""
        for job in await self.jobs():
            assert (await self.services.watcher.wait(job, timeout_s=60)).is_terminal
        found = await self.services.accounts.balance(self.account_id)
        assert found.held_micros == 0
        return GRANT.micros - found.balance_micros

    async def _address(self, colour: str) -> str:
        if colour not in self._addresses:

            async def chunks() -> AsyncIterator[bytes]:
                yield png(colour)

            upload = await self.services.uploads.take(self.account_id, chunks())
            path = f"{FILES_PATH}/{upload.blob_key}"
            expires_at = datetime.now(UTC) + timedelta(days=1)
            self._addresses[colour] = PUBLIC_URL + self.signer.sign(path, expires_at=expires_at)
        return self._addresses[colour]


def _named(name: str, **fixed: Any) -> Body:
    """A body that names its prompt and, where there are any, its pictures."""

    def body(prompt: str, pictures: list[str]) -> dict[str, Any]:
        return {**fixed, "prompt": prompt, **({name: pictures} if pictures else {})}

    return body


def _empiriolabs(*, sync: bool) -> Body:
    side = {"use_custom_size": True, "custom_width": 512, "custom_height": 512}
    variant = {"model_variant": "qwen-image-2.0"}
    return _named("image", model="qwen-image-2-0", **variant, **side, sync=sync)


def _messages(prompt: str, pictures: list[str]) -> dict[str, Any]:
    content = [*({"image": each} for each in pictures), {"text": prompt}]
    return {
        "model": "qwen-image-2.0",
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {"size": "512*512"},
    }


def _prompt(prompt: str, pictures: list[str]) -> dict[str, Any]:
    named = {"prompt": prompt, **({"images": pictures} if pictures else {})}
    return {"model": "qwen-image-2.0", "input": named, "parameters": {"size": "512*512"}}


def _openai_edit(prompt: str, pictures: list[str]) -> dict[str, Any]:
    named = {"images": [{"image_url": each} for each in pictures]} if pictures else {}
    return {"model": "qwen-image-2.0", "prompt": prompt, "size": "256x256", **named}


_AIMLAPI = _named(
    "image_urls", model="alibaba/qwen-image-2-0", image_size={"width": 512, "height": 512}
)
_GCCAI = _named("image_urls", model="qwen-image-2.0", size="1:1", resolution="1K")
_OPENAI = _named("", model="qwen-image-2.0", size="256x256")
_NATIVE = _named("images", size="256x256")
_TASK = {"X-DashScope-Async": "enable"}


def _of(dialect: str, name: str, path: str, body: Body, *, waits: bool, **more: Any) -> Submit:
    statuses = {
        "empiriolabs": {"mismatch": 409},
        "wavespeed": {"mismatch": 409, "gone": 404},
        "native": {"mismatch": 422},
    }
    title = f"{dialect}-{name}"
    fields = {**statuses.get(dialect, {}), **more}
    return Submit(name=title, dialect=dialect, path=path, body=body, waits=waits, **fields)


def _both(dialect: str, name: str, path: str, body: Body, *, waits: bool, **more: Any) -> Any:
    """Making a picture, and changing one, at the same path."""
    yield _of(dialect, name, path, body, waits=waits, **more)
    yield _of(dialect, f"{name}-edit", path, body, waits=waits, is_edit=True, **more)


def _wavespeed(*, sync: bool) -> Body:
    return _named("images", size="256*256", enable_sync_mode=sync)


#: All of them.
SUBMITS: tuple[Submit, ...] = (
    *_both("empiriolabs", "async", _IMAGES, _empiriolabs(sync=False), waits=False),
    *_both("empiriolabs", "sync", _IMAGES, _empiriolabs(sync=True), waits=True),
    *_both("gccai", "async", _IMAGES, _GCCAI, waits=False),
    *_both("aimlapi", "sync", _IMAGES, _AIMLAPI, waits=True),
    *(
        _of(
            "wavespeed",
            f"{'sync' if sync else 'async'}{'-edit' if edit else ''}",
            f"{_WAVESPEED}/{'edit' if edit else 'text-to-image'}",
            _wavespeed(sync=sync),
            waits=sync,
            is_edit=edit,
        )
        for sync in (False, True)
        for edit in (False, True)
    ),
    *_both("dashscope", "sync", f"{_AIGC}/multimodal-generation/generation", _messages, waits=True),
    *_both("dashscope", "async", _SYNTHESIS, _prompt, waits=False, headers=_TASK),
    _of("openai", "generate", _IMAGES, _OPENAI, waits=True),
    _of("openai", "stream", _IMAGES, _named("", **_OPENAI("", []), stream=True), waits=True),
    _of("openai", "edit", "/images/edits", _openai_edit, waits=True, is_edit=True),
    _of("openai", "form", "/images/edits", _openai_edit, waits=True, is_edit=True, is_form=True),
    *_both("native", "async", "/jobs", _NATIVE, waits=False),
    *_both("native", "wait", "/jobs?wait=20", _NATIVE, waits=True),
)
