"""A job's events as the native API streams them: what each kind says.

It does not know how they come about.
"""

import base64
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel

from inkstone.dialects.native.encode import encode_warning, error_wire, warnings_of
from inkstone.dialects.native.wire import JobWire
from inkstone.dialects.sse import frame
from inkstone.domain.errors import InkstoneError
from inkstone.domain.job import Job, JobWarning
from inkstone.service.events import (
    DoneEvent,
    Events,
    JobEvent,
    PreviewEvent,
    ProgressEvent,
    QueueEvent,
    StatusEvent,
    WarningEvent,
)

#: The longest that one stream lasts, in seconds; whoever is not done by then asks again.
STREAM_S_MAX = 3_600.0


async def frames(
    events: Events, job: Job, *, after: int, encode: Callable[[Job], JobWire]
) -> AsyncGenerator[bytes, None]:
    """A job's events as frames, until its end.

    Args:
        events: what is followed.
        job: whose events.
        after: the number of the last change that the client has seen; 0 for none.
        encode: makes a job its JSON.
    """
    told = set()
    for warning in warnings_of(job):
        # What was known at submit comes first, and the engine does not repeat it.
        told.add(warning.code)
        yield _warning(warning)
    following = events.follow(job, after=after, timeout_s=STREAM_S_MAX)
    try:
        async with aclosing(following) as source:
            async for event in source:
                if not isinstance(event, WarningEvent) or event.warning.code not in told:
                    yield _frame(event, encode)
    except InkstoneError as error:
        yield frame("error", error_wire(error).model_dump_json())


def _frame(event: JobEvent, encode: Callable[[Job], JobWire]) -> bytes:
    match event:
        case StatusEvent():
            status = {"job": event.job.id, "status": event.status.value}
            return _json("status", status, seq=event.seq)
        case QueueEvent():
            return _json("queue", {"position": event.position, "eta_s": event.eta_s})
        case ProgressEvent():
            return _json(
                "progress",
                {
                    "image": event.image_index,
                    "step": event.step,
                    "steps": event.steps,
                    "progress": round(event.progress, 4),
                    "eta_s": None if event.eta_s is None else round(event.eta_s, 1),
                },
            )
        case PreviewEvent():
            data = base64.b64encode(event.data).decode()
            look = {"image": event.image_index, "media_type": event.media_type, "data": data}
            return _json("preview", look)
        case WarningEvent():
            return _warning(event.warning)
        case DoneEvent():
            return _json("done", encode(event.job), seq=event.seq)


def _warning(warning: JobWarning) -> bytes:
    return _json("warning", encode_warning(warning))


def _json(kind: str, said: Mapping[str, Any] | BaseModel, *, seq: int | None = None) -> bytes:
    text = said.model_dump_json() if isinstance(said, BaseModel) else json.dumps(dict(said))
    return frame(kind, text, id=str(seq) if seq else None)
