"""What the native API would have to be asked for to make a job's pictures again.

It does not know how an address is signed, nor whether anybody asks.
"""

from collections.abc import Callable
from typing import Any

from inkstone.dialects.faults import check
from inkstone.dialects.native.sizes import EDIT_SIZE, NEW_SIZE, NEW_SIZE_USUAL, spelled
from inkstone.dialects.native.wire import (
    NEGATIVE_PROMPT_CHARS_MAX,
    NUM_IMAGES_MAX,
    NUM_INPUTS_MAX,
    PROMPT_CHARS_MAX,
    SubmitWire,
)
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.request import InputImage, Size
from inkstone.service.references import input_key

#: How a job ends whose worker is gone: what it started from goes with it.
_LOST = frozenset({"worker_lost", "upstream_unknown"})


def asked_of(job: Job, *, url_of: Callable[[str], str]) -> dict[str, Any]:
    """The body of `POST /jobs` for the same pictures, without what is as usual.

    The seed is always named. What other dialects take and this one does not is left out: a
    transparent background, bounds on the sides of inputs, a size out of range. Of more than six
    pictures, ten inputs or so many characters, the first are asked for.

    Args:
        job: of whatever dialect.
        url_of: makes the address of a picture that is kept here, by its blob's key.
    """
    request, size = job.request, _size(job)
    said: dict[str, Any] = {
        "model": request.model,
        "prompt": request.prompt[:PROMPT_CHARS_MAX],
        **_pictures(job, url_of),
        "negative_prompt": request.negative_prompt[:NEGATIVE_PROMPT_CHARS_MAX] or None,
        "size": size and spelled(size),
        "n": _unless(min(request.num_images, NUM_IMAGES_MAX), 1),
        "seed": request.seed,
        "steps": request.steps,
        "guidance": request.guidance,
        "enhance": request.prompt_extend,
        "watermark": request.watermark or None,
        "invisible_watermark": request.invisible_watermark or None,
        "output_format": _unless(request.output_format, "png"),
        "quality": _unless(request.output_quality, 90),
        "engine": request.engine or None,
    }
    checked = check(SubmitWire, said)
    return {
        name: value for name, value in said.items() if value is not None and checked.is_good(name)
    }


def _unless(value: Any, usual: Any) -> Any:
    """A value, where it is not as usual."""
    return None if value == usual else value


def _size(job: Job) -> Size | None:
    """The size to name; `None` where leaving it out leads to the same."""
    request = job.request
    if request.size is not None and not request.is_size_default:
        return request.size
    is_ours = (
        request.size_rule == EDIT_SIZE
        if request.size is None
        else (request.size, request.size_rule) == (NEW_SIZE_USUAL, NEW_SIZE)
    )
    if is_ours:
        return None
    # Elsewhere, what is left open becomes another size.
    made = job.images[0] if job.images else None
    return Size(made.width_px, made.height_px) if made else request.size


def _pictures(job: Job, url_of: Callable[[str], str]) -> dict[str, Any]:
    """The pictures that it started from, and its mask; nothing where one of them is gone."""
    request = job.request
    found = [_address(job, index, each, url_of) for index, each in enumerate(request.pictures)]
    if not found or job.deleted_at is not None or None in found:
        return {}
    inputs = found[: len(request.inputs)]
    return {"images": inputs[:NUM_INPUTS_MAX], "mask": found[-1] if request.mask else None}


def _address(job: Job, index: int, picture: InputImage, url_of: Callable[[str], str]) -> str | None:
    """Where an input is: the job's own copy, once there is one; `None` where it is gone."""
    own = input_key(job.id, index)
    # What never ran, or was lost, has left nothing of its own.
    is_swept = job.is_terminal and (
        job.started_at is None or (job.error is not None and job.error.code in _LOST)
    )
    if picture.blob_key == own:
        return None if is_swept else url_of(own)
    if picture.blob_key:
        return url_of(own if job.status is JobStatus.SUCCEEDED else picture.blob_key)
    return picture.url if is_swept or job.fetches else url_of(own)
