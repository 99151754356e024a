"""The sketch benchmark: how long a picture takes on one core, what styles add, and its memory.

It draws through the engine, as the server does, and does not know how pictures are shown.
"""

import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from inkstone.bench.results import percentile
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base, registry, scenes
from inkstone.engines.limits import EngineLimits

_MEMORY_BYTES = 1024 * 1024 * 1024
_SMALL, _LARGE = Size(1024, 1024), Size(2048, 2048)
#: Prompts of this kind are one scene, plain and then in styles.
_STYLE = "style"
#: The kind of prompts that stand under none.
_OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt of a list."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture that was drawn."""

    prompt: Prompt
    seed: int
    took_s: float
    png: bytes = field(repr=False)
    warnings: tuple[base.Warning, ...]
    #: The styles that were read.
    styles: tuple[str, ...] = ()


def prompts(file: Path | None = None, *, only: Sequence[str] = ()) -> list[Prompt]:
    """The prompts of a file, or those that come with Inkstone, English and Chinese.

    Args:
        file: a prompt a line; `[kind]` begins a kind, and `#` a remark.
        only: the kinds that are wanted; all without any.

    Raises:
        InvalidRequest: the file cannot be read, or there is no such prompt.
    """
    found = _read(_text(file))
    kinds = list(dict.fromkeys(prompt.kind for prompt in found))
    if wrong := [kind for kind in only if kind not in kinds]:
        raise InvalidRequest(f"No prompt is of the kind {wrong[0]!r}, only of {', '.join(kinds)}.")
    found = [prompt for prompt in found if not only or prompt.kind in only]
    if not found:
        raise InvalidRequest(f"There is no prompt in {file}.")
    return found


def _text(file: Path | None) -> str:
    if file is None:
        return (resources.files("inkstone") / "data" / "bench_prompts.txt").read_text("utf-8")
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise InvalidRequest(f"Cannot read {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{file} is not UTF-8.") from error


def _read(text: str) -> list[Prompt]:
    found, kind = [], _OWN
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            kind = line[1:-1].strip()
        elif line and not line.startswith("#"):
            found.append(Prompt(kind=kind, text=line))
    return found


def num_pictures(asked: Sequence[Prompt], *, num_seeds: int, is_large: bool) -> int:
    """How many pictures `run` will draw."""
    return len(asked) * (num_seeds + is_large)


async def run(
    asked: Sequence[Prompt],
    *,
    num_seeds: int,
    is_large: bool,
    on_progress: Callable[[int], None],
    on_shown: Callable[[Shown], None],
) -> dict[str, Any]:
    """Draw every prompt with so many seeds at 1024², and once at 2048², on one process.

    Args:
        asked: the prompts.
        num_seeds: 1 or more.
        is_large: whether to draw at 2048² too.
        on_progress: is told how many pictures are drawn.
        on_shown: is given each picture at 1024²; the benchmark keeps none.
    """
    limits = EngineLimits(num_processes=1, memory_bytes=_MEMORY_BYTES, timeout_s=120)
    engine = registry.create("sketch", limits)
    others = _children_peaks_bytes()
    began_s = time.monotonic()
    await engine.open()
    start_s = time.monotonic() - began_s
    drawn: list[Shown] = []
    large: list[float] = []
    try:
        for prompt in asked:
            for seed in range(num_seeds):
                shown = await _draw(engine, prompt, _SMALL, seed)
                on_shown(shown)
                drawn.append(replace(shown, png=b""))
                on_progress(len(drawn))
        for prompt in asked if is_large else ():
            large.append((await _draw(engine, prompt, _LARGE, 0)).took_s)
            on_progress(len(drawn) + len(large))
        peaks = _children_peaks_bytes()
    finally:
        await engine.close()
    own = [peak for pid, peak in peaks.items() if pid not in others]
    return {
        "engine": str(engine.identity),
        "num_prompts": len(asked),
        "num_seeds": num_seeds,
        "start_s": round(start_s, 3),
        "process_peak_mb": round(max(own, default=_peak_bytes()) / 1e6, 1),
        **_times(drawn, large),
        **_times_of_kinds(drawn),
        **_added(drawn),
        **_told(drawn),
    }


async def _draw(engine: base.Engine, prompt: Prompt, size: Size, seed: int) -> Shown:
    request = ImageRequest(
        model="bench", tier=Tier.STANDARD, prompt=prompt.text, size=size, seed=seed
    )
    run = base.Run(
        job_id="bench",
        attempt=1,
        account_id="bench",
        request=request,
        size=size,
        seeds=(seed,),
    )
    png, scene, warnings = b"", {}, []
    began_s = time.monotonic()
    async for event in engine.run(run):
        if isinstance(event, base.Output):
            png, scene = event.picture.data, event.picture.metadata.get(scenes.NAME, {})
        elif isinstance(event, base.Warning):
            warnings.append(event)
    return Shown(
        prompt=prompt,
        seed=seed,
        took_s=time.monotonic() - began_s,
        png=png,
        warnings=tuple(warnings),
        styles=tuple(scene.get("style", ())),
    )


def _children_peaks_bytes() -> dict[str, int]:
    """The most that each process started by this one has held, by its id; empty off Linux."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            lines = file.read_text("utf-8", "replace").splitlines()
            said = dict(line.partition(":")[::2] for line in lines)
            if int(said["PPid"]) == os.getpid() and "VmHWM" in said:
                found[file.parent.name] = int(said["VmHWM"].split()[0]) * 1024
    return found


def _peak_bytes() -> int:
    """The most that any process held that this one has started, where no more can be told.

    On Linux it says too much: it counts what a process held before it became another program,
    which is as much as we hold ourselves.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


def _times(drawn: Sequence[Shown], large: Sequence[float]) -> dict[str, float]:
    small = [shown.took_s for shown in drawn]
    found = {
        "s_1024_p50": round(percentile(small, 0.5), 3),
        "s_1024_p99": round(percentile(small, 0.99), 3),
        "s_1024_max": round(max(small), 3),
    }
    if large:
        found["s_2048_p50"] = round(percentile(large, 0.5), 3)
        found["s_2048_max"] = round(max(large), 3)
    return found


def _times_of_kinds(drawn: Sequence[Shown]) -> dict[str, float]:
    by_kind: dict[str, list[float]] = {}
    for shown in drawn:
        by_kind.setdefault(shown.prompt.kind, []).append(shown.took_s)
    return {f"s_1024_p50_{kind}": round(percentile(s, 0.5), 3) for kind, s in by_kind.items()}


def _added(drawn: Sequence[Shown]) -> dict[str, float]:
    """How much longer each style takes than the same scene without it."""
    by_style: dict[str, list[float]] = {}
    for shown in drawn:
        if shown.prompt.kind == _STYLE:
            by_style.setdefault("+".join(shown.styles), []).append(shown.took_s)
    plain = percentile(by_style.pop("", []), 0.5)
    return {
        f"added_s_{style}": round(percentile(took, 0.5) - plain, 3)
        for style, took in by_style.items()
        if plain
    }


def _told(drawn: Sequence[Shown]) -> dict[str, int]:
    """How many prompts were not drawn in full, by what was said of them."""
    by_code: dict[str, set[str]] = {}
    for shown in drawn:
        for warning in shown.warnings:
            by_code.setdefault(warning.code, set()).add(shown.prompt.text)
    return {f"prompts_with_{code}": len(by_code[code]) for code in sorted(by_code)}
