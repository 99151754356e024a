"""The benchmark of the invisible watermark: what it withstands, costs, and is mistaken for.

It draws pictures, marks and attacks them in two processes, and looks at many without any mark.
"""

import io
import math
import multiprocessing
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from inkstone.bench import watermark_attacks, watermark_pictures, watermark_unmarked
from inkstone.bench.results import percentile
from inkstone.media import invisible, invisible_find

#: What must hold, whatever else is measured.
PSNR_DB_MIN, EMBED_MS_MAX, FIND_S_MAX, MISTAKEN_SHARE_MAX = 40.0, 60.0, 2.0, 1e-4

_NUM_PROCESSES, _CHUNK = 2, 20
#: Of seven pictures, one is made of numbers.
_MADE_SHARE = 0.15
_SIZE = (1024, 1024)

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attack on one marked picture."""

    attack: str
    is_found: bool
    #: An id was read, and it is another.
    is_wrong: bool
    sigmas: float
    find_s: float
    area_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One picture that was marked."""

    is_whole_size: bool
    psnr_db: float
    embed_ms: float
    png_ms: float
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmarked:
    """One picture without a mark."""

    kind: str
    is_mistaken: bool
    #: The most that anything in it stood out of chance.
    sigmas: float
    find_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured, and what does not hold of it."""

    figures: dict[str, Any]
    violations: list[str] = field(default_factory=list)


async def run(
    folder: Path, *, num_pictures: int, num_unmarked: int, on_progress: Callable[[str, int], None]
) -> Outcome:
    """Measure; drawings are kept in the folder, and taken from there.

    Args:
        folder: for drawings.
        num_pictures: how many are marked.
        num_unmarked: how many are not.
        on_progress: is told what is under way, and how many are done.
    """
    num_made = int(num_pictures * _MADE_SHARE)
    drawings = await watermark_pictures.draw(
        folder, num_pictures - num_made, on_progress=partial(on_progress, "drawn")
    )
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_NUM_PROCESSES, mp_context=context) as pool:
        sources: list[Path | int] = [*drawings, *range(num_made)]
        marked = list(_told(pool.map(measure, sources), partial(on_progress, "marked")))
        look = partial(look_at, drawings=drawings)
        looked = pool.map(look, range(num_unmarked), chunksize=_CHUNK)
        unmarked = list(_told(looked, partial(on_progress, "unmarked")))
    return outcome(marked, unmarked)


def _told(items: Iterable[_Item], on_progress: Callable[[int], None]) -> Iterator[_Item]:
    for number, item in enumerate(items, 1):
        on_progress(number)
        yield item


def measure(source: Path | int) -> Marked:
    """Mark a drawing, or a picture made of numbers, and try every attack on it."""
    if isinstance(source, int):
        name, image = f"made {source}", watermark_pictures.made(source)
    else:
        with Image.open(source) as file:
            name, image = source.name, file.convert("RGB")
    # Not for secrets: the same picture must get the same id and the same attacks.
    mark_id = random.Random(name).getrandbits(invisible.ID_BITS)  # noqa: S311
    began_s = time.process_time()
    marked = invisible.embed(image, mark_id)
    embed_s = time.process_time() - began_s
    began_s = time.process_time()
    marked.save(io.BytesIO(), "PNG", compress_level=3)
    png_s = time.process_time() - began_s
    return Marked(
        is_whole_size=image.size == _SIZE,
        psnr_db=psnr_db(image, marked),
        embed_ms=1000 * embed_s,
        png_ms=1000 * png_s,
        tries=tuple(_try(one, marked, mark_id, name) for one in watermark_attacks.all_attacks()),
    )


def psnr_db(one: Image.Image, other: Image.Image) -> float:
    """The ratio of the peak to the noise between two pictures."""
    apart = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    return 10 * math.log10(255**2 / max(float(np.mean(apart * apart)), 1e-9))


def _try(attack: watermark_attacks.Attack, marked: Image.Image, mark_id: int, name: str) -> Try:
    chance = random.Random(f"{name} {attack.name}")  # noqa: S311
    attacked = attack.change(marked, chance)
    began_s = time.process_time()
    found = invisible_find.find(attacked)
    return Try(
        attack=attack.name,
        is_found=found is not None and found.mark_id == mark_id,
        is_wrong=found is not None and found.mark_id != mark_id,
        sigmas=found.sigmas if found else 0.0,
        find_s=time.process_time() - began_s,
        area_px=attacked.width * attacked.height,
    )


def look_at(index: int, *, drawings: Sequence[Path]) -> Unmarked:
    """Look for a mark where there is none."""
    kind, image = watermark_unmarked.unmarked(index, drawings)
    began_s = time.process_time()
    readings = [reading for reading, _ in invisible_find.readings(image)]
    took_s = time.process_time() - began_s
    least = invisible_find.SIGMAS_MIN
    return Unmarked(
        kind=kind,
        is_mistaken=any(one.is_checked and one.sigmas >= least for one in readings),
        sigmas=max((one.sigmas for one in readings), default=0.0),
        find_s=took_s,
    )


def outcome(marked: Sequence[Marked], unmarked: Sequence[Unmarked]) -> Outcome:
    """What the pictures come to."""
    attacks = watermark_attacks.all_attacks()
    shares = {one.name: _share_found(marked, one.name) for one in attacks}
    figures = {**_costs(marked)}
    for one in attacks:
        sigmas = [each.sigmas for each in _tries(marked, one.name) if each.is_found]
        figures[f"found_{one.name}"] = round(shares[one.name], 4)
        figures[f"sigmas_p05_{one.name}"] = round(percentile(sigmas, 0.05), 1)
    figures["num_wrong_ids"] = sum(each.is_wrong for one in marked for each in one.tries)
    figures |= _mistakes(unmarked)
    violations = [
        f"{one.name}: {shares[one.name]:.1%} were found, and not {one.share_min:.0%}"
        for one in attacks
        if shares[one.name] < one.share_min
    ]
    violations += [
        f"{name} is {figures[name]}, and the limit is {limit}"
        for name, limit, is_over in (
            ("psnr_db_min", PSNR_DB_MIN, figures["psnr_db_min"] < PSNR_DB_MIN),
            ("embed_ms_p50", EMBED_MS_MAX, figures["embed_ms_p50"] > EMBED_MS_MAX),
            ("find_s_max", FIND_S_MAX, figures["find_s_max"] > FIND_S_MAX),
            ("mistaken_share", MISTAKEN_SHARE_MAX, figures["mistaken_share"] > MISTAKEN_SHARE_MAX),
        )
        if is_over
    ]
    return Outcome(figures=figures, violations=violations)


def _tries(marked: Sequence[Marked], attack: str) -> list[Try]:
    return [each for one in marked for each in one.tries if each.attack == attack]


def _share_found(marked: Sequence[Marked], attack: str) -> float:
    tries = _tries(marked, attack)
    return sum(each.is_found for each in tries) / max(1, len(tries))


def _costs(marked: Sequence[Marked]) -> dict[str, Any]:
    whole = [one for one in marked if one.is_whole_size] or list(marked)
    psnr = [one.psnr_db for one in marked]
    plain = [each.find_s for one in whole for each in one.tries if each.attack == "none"]
    every = [each.find_s for one in marked for each in one.tries]
    return {
        "num_pictures": len(marked),
        "psnr_db_mean": round(sum(psnr) / len(psnr), 2),
        "psnr_db_min": round(min(psnr), 2),
        "embed_ms_p50": round(percentile([one.embed_ms for one in whole], 0.5), 1),
        "embed_ms_p95": round(percentile([one.embed_ms for one in whole], 0.95), 1),
        "png_ms_p50": round(percentile([one.png_ms for one in whole], 0.5), 1),
        "find_s_p50_1024": round(percentile(plain, 0.5), 3),
        "find_s_p99": round(percentile(every, 0.99), 3),
        "find_s_max": round(max(every), 3),
    }


def _mistakes(unmarked: Sequence[Unmarked]) -> dict[str, Any]:
    num = sum(one.is_mistaken for one in unmarked)
    sigmas = [one.sigmas for one in unmarked]
    kinds = {one.kind: 0.0 for one in unmarked}
    for one in unmarked:
        kinds[one.kind] = max(kinds[one.kind], one.sigmas)
    return {
        "num_unmarked": len(unmarked),
        "num_mistaken": num,
        "mistaken_share": num / max(1, len(unmarked)),
        "unmarked_find_s_p50": round(percentile([one.find_s for one in unmarked], 0.5), 3),
        "unmarked_sigmas_p50": round(percentile(sigmas, 0.5), 2),
        "unmarked_sigmas_p99": round(percentile(sigmas, 0.99), 2),
        "num_unmarked_over_sigmas_min": sum(one >= invisible_find.SIGMAS_MIN for one in sigmas),
        **{f"unmarked_sigmas_max_{kind}": round(kinds[kind], 2) for kind in sorted(kinds)},
    }
