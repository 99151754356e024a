"""What can go wrong in a worker, and how an exception crosses the pipe without pickle.

This module does not know processes: it turns an exception into a JSON object and back.
"""

import re
import traceback
from collections.abc import Mapping
from typing import Any

from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    Fault,
    InkstoneError,
    InputRefused,
    InvalidRequest,
    PayloadTooLarge,
    ServerFault,
    UnsupportedRequest,
)


class WorkerCrashed(ServerFault):
    """The worker process that did this work died."""

    code = "isolate_crashed"


class WorkerTimedOut(ServerFault):
    """The work took longer than its deadline and was stopped."""

    code = "isolate_timeout"


class WorkerOutOfMemory(ServerFault):
    """The work needed more memory than a worker may have."""

    code = "isolate_memory"


class WorkerFailed(ServerFault):
    """The work failed with an exception that is not ours."""

    code = "isolate_failed"


# NOTE: The order matters: the first class that fits is the one that crosses. Errors about keys,
# money or waiting stay out: no worker decides such things, so one that claims to was taken over.
_CROSSING: tuple[type[InkstoneError], ...] = (
    PayloadTooLarge,
    InputRefused,
    UnsupportedRequest,
    InvalidRequest,
    ContentRefused,
    EngineFailure,
)
_CROSSING_BY_NAME = {cls.__name__: cls for cls in _CROSSING}

_TEXT_MAX = 4_000
_TRACEBACK_MAX = 16_000
_NUM_FAULTS_MAX = 100
_TYPE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


def encode_failure(error: BaseException) -> dict[str, Any]:
    """Write down an exception: what its class is and what may be told, and its traceback."""
    written: dict[str, Any] = {"type": type(error).__name__}
    if isinstance(error, MemoryError):
        # Formatting a traceback takes memory, which is what is missing.
        return written | {"kind": "memory"}
    for cls in _CROSSING:
        if isinstance(error, cls):
            faults = error.faults if isinstance(error, InvalidRequest) else ()
            return written | {
                "kind": "inkstone",
                "class": cls.__name__,
                "code": error.code,
                "message": error.message[:_TEXT_MAX],
                "faults": [
                    [f.param[:_TEXT_MAX], f.message[:_TEXT_MAX], f.kind]
                    for f in faults[:_NUM_FAULTS_MAX]
                ],
            }
    text = "".join(traceback.format_exception(error))
    return written | {"kind": "failed", "traceback": text[-_TRACEBACK_MAX:]}


def decode_failure(written: Mapping[str, Any]) -> InkstoneError:
    """Read an exception that a worker wrote, believing none of it."""
    match written.get("kind"):
        case "memory":
            return WorkerOutOfMemory()
        case "inkstone":
            return _decode_ours(written) or WorkerFailed()
        case _:
            return WorkerFailed(f"The work failed with {_name(written.get('type'))}.")


def traceback_of(written: Mapping[str, Any]) -> str:
    """The traceback that came along, for the log alone; empty where there is none."""
    return str(written.get("traceback", ""))[-_TRACEBACK_MAX:]


def _name(value: object) -> str:
    is_name = isinstance(value, str) and _TYPE_NAME.fullmatch(value)
    return str(value) if is_name else "an exception"


def _decode_ours(written: Mapping[str, Any]) -> InkstoneError | None:
    cls = _CROSSING_BY_NAME.get(str(written.get("class")))
    code, message = written.get("code"), str(written.get("message", ""))[:_TEXT_MAX]
    if cls is None or not isinstance(code, str) or not _CODE.fullmatch(code):
        return None
    if not issubclass(cls, InvalidRequest):
        return cls(message, code=code)
    listed = written.get("faults")
    faults = [
        Fault(param=str(param)[:_TEXT_MAX], message=str(text)[:_TEXT_MAX], kind=str(kind)[:64])
        for param, text, kind in (
            one
            for one in (listed if isinstance(listed, list) else [])[:_NUM_FAULTS_MAX]
            if isinstance(one, list) and len(one) == 3
        )
    ]
    return cls(message, faults=faults, code=code)
