"""Pictures that requests bring, and parts whose doors are open for them."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from contract.world import Parts, parts
from inkstone.domain.job import Job
from inkstone.domain.request import ImageRequest, SizeRule, Tier
from inkstone.engines import base
from inkstone.media.workshop import Workshop
from inkstone.service.attempt import Attempt
from inkstone.service.references import Form, Reference
from inkstone.store import jobs
from unit.media import ordinary
from unit.service.engines import Scripted, output

EVERY_FORM = tuple(Form)
#: As wide and high as the last input, within bounds that no test's picture leaves.
AS_IT_IS = SizeRule(area_px_min=1, area_px_max=10**6, side_px_min=1, side_px_max=1000)


def png(width_px: int = 40, height_px: int = 30) -> bytes:
    """An ordinary picture."""
    return bytes(ordinary.encoded(ordinary.gradient(width_px, height_px), "PNG"))


def data_uri(data: bytes, kind: str = "image/png") -> str:
    """The bytes as a browser writes them into an address."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def edit(**fields: Any) -> ImageRequest:
    """A request that names no size and not yet its pictures."""
    asked = {
        "model": "qwen-image-2.0",
        "tier": Tier.STANDARD,
        "prompt": "as at night",
        "size": None,
        "size_rule": AS_IT_IS,
        "seed": 7,
    }
    return ImageRequest(**(asked | fields))


def named(*texts: str) -> tuple[Reference, ...]:
    """Pictures as a caller names them."""
    return tuple(Reference(param=f"image[{i}]", text=text) for i, text in enumerate(texts))


def brought(*texts: str, mask: str | None = None, **request: Any) -> dict[str, Any]:
    """The fields of a submission that starts from these pictures."""
    return {
        "request": edit(**request),
        "references": named(*texts),
        "mask": None if mask is None else Reference(param="mask", text=mask),
        "forms": EVERY_FORM,
    }


async def nowhere(host: str, port: int) -> list[str]:
    """A resolver for tests that must not need one."""
    raise AssertionError(f"{host}:{port} was looked up")


async def one_chunk(data: bytes) -> AsyncIterator[bytes]:
    """Bytes as they come."""
    yield data


async def upload(world: Parts, data: bytes, caller: Any = None) -> Any:
    """An upload of the caller's."""
    account_id = (caller or world.caller).account_id
    return await world.doors.uploads.take(account_id, one_chunk(data))


def url_of(world: Parts, blob_key: str, *, hours: float = 1) -> str:
    """The address of a file of ours, good in real time, whatever the test's clock says."""
    expires_at = datetime.now(UTC) + timedelta(hours=hours)
    return "http://127.0.0.1:8000" + world.doors.own_urls.path_of(blob_key, expires_at=expires_at)


async def made(world: Parts, *texts: str, mask: str | None = None, **request: Any) -> Job:
    """Submit, claim and execute an edit, and return it as it ended."""
    return await world.run(**brought(*texts, mask=mask, **request))


class Watching(Scripted):
    """An engine that keeps the runs it is given, and answers each with a grey picture."""

    def __init__(self) -> None:
        super().__init__(base.Progress(0, 0, 1), output())


async def handed_back(world: Parts, job: Job) -> Attempt:
    """The same job, claimed for another attempt."""
    await world.store.write(lambda tx: jobs.requeue(tx, job, num_crashes=0))
    return Attempt(await world.claim_one())


@asynccontextmanager
async def opened(world: Parts, workshop: Workshop, **more: Any) -> AsyncIterator[Parts]:
    """The same store and account with the doors open; by default there is no network."""
    fresh = parts(world.store, **{"resolve": nowhere, **more})
    fresh.caller, fresh.prints = world.caller, world.prints
    doors = fresh.doors
    # One workshop serves all tests of a module: each takes a third of a second to start.
    for user in (doors.inputs, doors.keeper, doors.moderator, doors.uploads):
        user._workshop = workshop
    await doors.fetcher.open()
    try:
        yield fresh
    finally:
        await doors.fetcher.close()
