"""The benchmark of the marks: what they add to keeping a finished picture, and to the event loop.

The same pictures are kept with and without their marks, in turns: what differs is the marks'.
"""

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inkstone.bench import watermark_pictures
from inkstone.bench.results import percentile
from inkstone.blobs import registry
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base
from inkstone.media import local_ca
from inkstone.media.credential_signer import CredentialSigner
from inkstone.media.workshop import Workshop
from inkstone.service.keep import Drawn, Keeper, MarkTexts

#: What must hold at 1024x1024.
ADDED_MS_MAX = 80.0

_MEMORY_BYTES = 1024 * 1024 * 1024
_SIDE_PX = 1024
_FORMATS = ("png", "jpeg", "webp", "avif")
_BARE = PicturePolicy(
    content_credentials=False,
    labels=False,
    parameters=False,
    prompt=False,
    visible_label=False,
    invisible_watermark=False,
)
#: What is on by default, and what each further mark adds to it.
_USUAL = replace(_BARE, content_credentials=True, labels=True, parameters=True, prompt=True)
_KINDS = {
    "bare": _BARE,
    "usual": _USUAL,
    "usual_and_label": replace(_USUAL, visible_label=True),
    "usual_and_invisible": replace(_USUAL, invisible_watermark=True),
}
#: How often the event loop is asked whether it is free.
_TICK_S = 0.001


async def run(
    folder: Path, *, num_repeats: int, on_progress: Callable[[int], None]
) -> dict[str, Any]:
    """Keep pictures with and without marks; figures in milliseconds, medians over all pictures."""
    found: dict[str, Any] = {}
    pictures = [_encoded(index) for index in range(5)]
    done = 0
    async with _keepers(folder) as keepers:
        for name in _FORMATS:
            times: dict[str, list[float]] = {kind: [] for kind in keepers}
            lags: list[float] = []
            # The first turn starts the processes, and is not counted.
            for turn in range(num_repeats + 1):
                for kind, keeper in keepers.items():
                    for picture in pictures:
                        took_ms, lag_ms = await _timed(keeper, _job(name), picture)
                        if turn:
                            times[kind].append(took_ms)
                            lags += [lag_ms] if kind == "usual" else []
                done += 1
                on_progress(done)
            middle = {kind: round(percentile(ms, 0.5), 1) for kind, ms in times.items()}
            found[name] = {
                **{f"{kind}_ms": ms for kind, ms in middle.items()},
                "added_by_the_usual_ms": round(middle["usual"] - middle["bare"], 1),
                "loop_held_p50_ms": round(percentile(lags, 0.5), 1),
                "loop_held_p99_ms": round(percentile(lags, 0.99), 1),
            }
    return {"side_px": _SIDE_PX, "num_kept": num_repeats * len(pictures), **found}


def num_turns(num_repeats: int) -> int:
    """How many steps of progress a run has."""
    return len(_FORMATS) * (num_repeats + 1)


def violations(figures: dict[str, Any]) -> list[str]:
    """What does not hold of the figures."""
    added = {name: figures[name]["added_by_the_usual_ms"] for name in _FORMATS}
    return [
        f"The usual marks add {ms:g} ms to a {name}; at most {ADDED_MS_MAX:g} are allowed."
        for name, ms in added.items()
        if ms > ADDED_MS_MAX
    ]


@asynccontextmanager
async def _keepers(folder: Path) -> AsyncIterator[dict[str, Keeper]]:
    blobs = registry.create("filesystem", location=str(folder / "blobs"))
    workshop = Workshop(num_processes=1, memory_bytes=_MEMORY_BYTES, timeout_s=60)
    signer = CredentialSigner(
        identity=local_ca.ensure_local(folder / "credentials", organization="Inkstone"),
        num_processes=1,
        memory_bytes=_MEMORY_BYTES,
        timeout_s=60,
    )
    await blobs.open(exclusive=True)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(blobs.close)
        for part in (workshop, signer):
            await part.open()
            stack.push_async_callback(part.close)
        yield {
            kind: Keeper(
                blobs=blobs,
                workshop=workshop,
                signer=signer,
                usual=policy,
                texts=MarkTexts(watermark="AI · Inkstone", label="AI生成", producer="Inkstone"),
                remembers_looks=kind != "bare",
            )
            for kind, policy in _KINDS.items()
        }


async def _timed(keeper: Keeper, job: Job, picture: Drawn) -> tuple[float, float]:
    """How long keeping takes, and for how long at the most the event loop did nothing else."""
    longest_s = 0.0

    async def tick() -> None:
        nonlocal longest_s
        while True:
            began_s = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            longest_s = max(longest_s, time.perf_counter() - began_s - _TICK_S)

    ticking = asyncio.create_task(tick())
    began_s = time.perf_counter()
    await keeper.keep(job, picture)
    took_s = time.perf_counter() - began_s
    ticking.cancel()
    return took_s * 1000, longest_s * 1000


def _encoded(index: int) -> Drawn:
    """One of the pictures made of numbers, as an engine hands it over."""
    file = io.BytesIO()
    watermark_pictures.made(index, _SIDE_PX).save(file, "PNG")
    picture = base.Picture(data=file.getvalue(), width_px=_SIDE_PX, height_px=_SIDE_PX)
    identity = base.Identity(engine="bench", model="bench", revision="1")
    return Drawn(event=base.Output(0, picture), made_by=identity, is_trained=True)


def _job(output_format: str) -> Job:
    now, nothing = datetime.now(UTC), Amount(0, "USD")
    request = ImageRequest(
        model="bench",
        tier=Tier.STANDARD,
        prompt="a lighthouse at night",
        size=Size(_SIDE_PX, _SIDE_PX),
        seed=1,
        output_format=output_format,
    )
    return Job(
        id="job_bench",
        account_id="bench",
        dialect="native",
        status=JobStatus.RUNNING,
        attempt=1,
        queue="bench",
        request=request,
        per_image=nothing,
        quoted=nothing,
        created_at=now,
        expires_at=now,
    )
