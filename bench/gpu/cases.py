"""What is measured on a device, one function for each case; each gives its figures back.

It does not know how long all of it may take, nor how it is written down.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

import torch
from PIL import Image
from rig import PROMPT, Rig, asked, references
from torch import Tensor, nn

from inkstone.domain.request import Size
from inkstone.engines.diffusion.contest.sides import Asked, EngineSide
from inkstone.engines.diffusion.models.dense import is_row_invariant
from inkstone.engines.diffusion.scheduling.cost import decode_tflop

Case = tuple[str, Callable[[], Mapping[str, Any]]]


def cases(rig: Rig) -> Iterator[Case]:
    """All of them, what matters most first."""
    sides = (64, 96) if rig.is_tiny else (256, 512, 1024, 2048)
    steps = (2,) if rig.is_tiny else (8,)
    yield "row-invariance", partial(_invariance, rig)
    yield "equality", partial(_equality, rig)
    for side in sides:
        for num_steps in steps:
            yield f"picture-{side}-{num_steps}", partial(_picture, rig, side, num_steps)
    for num in (1,) if rig.is_tiny else (1, 3, 10):
        yield f"edit-{num}", partial(_edit, rig, num)
    for side, num in ((64, 4),) if rig.is_tiny else ((256, 8), (512, 4)):
        yield f"together-{side}-{num}", partial(_together, rig, side, num)
    yield "cached-head", partial(_cached_head, rig, 1 if rig.is_tiny else 10)
    yield "cached-prefix", partial(_cached_prefix, rig, 1 if rig.is_tiny else 10)
    yield f"previews-{sides[-1] // 2}", partial(_previews, rig, sides[-1] // 2)
    for side in () if rig.is_tiny else sides:
        yield f"picture-{side}-40", partial(_picture, rig, side, 40)


def _invariance(rig: Rig) -> Mapping[str, Any]:
    """Which layers give a row the same bits whatever rows are beside it."""
    layers = [m for m in rig.pipeline.transformer.modules() if isinstance(m, nn.Linear)]
    shapes = {(layer.in_features, layer.out_features): layer for layer in layers}
    rows_max = 256 if rig.is_tiny else 4096
    found = {
        f"{wide}x{high}": is_row_invariant([layer], rows_max=rows_max)
        for (wide, high), layer in shapes.items()
    }
    return {"rows_max": rows_max, "shapes": found, "all": all(found.values())}


def _equality(rig: Rig) -> Mapping[str, Any]:
    """How far a sample in company lies from itself alone, and from the plain pipeline."""
    small = 64 if rig.is_tiny else 256
    mixed = [
        *asked(Size(small, small), 4, num=2),
        *asked(Size(2 * small, small), 3, prompt="a boat"),
        *asked(Size(small, small), 4, references=references(1), prompt="make it night"),
    ]
    alone = _alone(rig.side(), mixed)
    together, relaxed = rig.side().draw(mixed), rig.side(is_relaxed=True).draw(mixed)
    plain = rig.plain.draw(mixed)
    strict_off = _off(alone, together)
    pixels = _pixels(rig, mixed, alone)
    return {
        "samples": len(mixed),
        "strict_off": strict_off,
        "relaxed_off": _off(alone, relaxed),
        "pipeline_off": _off(alone, plain),
        "again_off": _off(alone, _alone(rig.side(), mixed)),
        # Of 255, decoded: the pipeline's by its own decoding.
        "strict_pixels_off": _off(pixels, _pixels(rig, mixed, together)),
        "relaxed_pixels_off": _off(pixels, _pixels(rig, mixed, relaxed)),
        "pipeline_pixels_off": _off(pixels, rig.plain.pictures(mixed)),
        "guarantee": "bit for bit" if strict_off == 0 else "NOT bit for bit",
        "rows_share_matrices": bool(rig.family.is_row_invariant),
    }


def _alone(side: EngineSide, mixed: list[Asked]) -> list[Tensor]:
    return [side.draw([each])[0] for each in mixed]


def _pixels(rig: Rig, mixed: list[Asked], drawn: list[Tensor]) -> list[Tensor]:
    grids = [rig.family.grid_of(each.size) for each in mixed]
    return [rig.family.decode(x, grid) for x, grid in zip(drawn, grids, strict=True)]


def _off(first: list[Tensor], second: list[Tensor]) -> float:
    pairs = zip(first, second, strict=True)
    return max(float((a.float() - b.float().reshape(a.shape)).abs().max()) for a, b in pairs)


def _picture(rig: Rig, side: int, num_steps: int) -> Mapping[str, Any]:
    """One picture from text, whole; beside diffusers."""
    wanted = asked(Size(side, side), num_steps)
    ours = rig.side()
    grid = rig.family.grid_of(wanted[0].size)
    condition = rig.family.encode(PROMPT, ())
    step_tflop = rig.family.step_tflop(grid.num_tokens, condition.num_tokens)
    took = rig.best(lambda: ours.pictures(wanted), repeats=1 if num_steps > 8 else 3)
    plain = rig.rival(lambda: rig.plain.pictures(wanted), repeats=1 if num_steps > 8 else 3)
    said = rig.footprint
    predicted = said.weights_bytes + max(
        said.prefix_bytes(condition.num_tokens)
        + said.step_bytes(grid.num_tokens, condition.num_tokens, is_mixed=False),
        said.decode_bytes(side * side),
    )
    decoding = 0.0 if rig.is_tiny else decode_tflop(side, side)
    floor_s = (num_steps * step_tflop + decoding) / rig.peak_tflop_s
    step_s = min(ours.steps_s[1:])
    return {
        "steps": num_steps,
        "engine_s": took.s,
        "diffusers_s": plain.s if plain else "out of memory",
        "times_diffusers": plain.s / took.s if plain else None,
        "floor_s": floor_s,
        "step_s": step_s,
        "step_floor_s": step_tflop / rig.peak_tflop_s,
        "step_share_of_peak": step_tflop / rig.peak_tflop_s / step_s,
        **_memory(took.peak_bytes, predicted),
        "diffusers_peak_gib": _gib(plain.peak_bytes) if plain else None,
    }


def _edit(rig: Rig, num: int) -> Mapping[str, Any]:
    """One edit of so many references, without its decoding."""
    size = Size(rig.reference_px, rig.reference_px)
    wanted = asked(size, 2 if rig.is_tiny else 8, references=references(num))
    ours = rig.side()
    condition = rig.family.encode(PROMPT, wanted[0].references)
    grid = rig.family.grid_of(size)
    num_steps = wanted[0].num_steps
    step_tflop = rig.family.step_tflop(grid.num_tokens, condition.num_tokens)
    prefill_tflop = rig.family.prefill_tflop(condition.num_tokens)
    took = rig.best(lambda: ours.draw(wanted), repeats=2)
    steps_s = ours.steps_s
    plain = rig.rival(lambda: rig.plain.draw(wanted), repeats=2)
    said, tokens = rig.footprint, condition.num_tokens
    work = max(
        said.prefill_bytes(tokens, num_text_tokens=64),
        said.step_bytes(grid.num_tokens, tokens, is_mixed=False),
    )
    return {
        "references": num,
        "prefix_tokens": tokens,
        "engine_s": took.s,
        "diffusers_s": plain.s if plain else "out of memory",
        "floor_s": (num_steps * step_tflop + prefill_tflop) / rig.peak_tflop_s,
        "first_step_s": steps_s[0],
        "step_s": min(steps_s[1:]),
        "step_floor_s": step_tflop / rig.peak_tflop_s,
        **_memory(took.peak_bytes, said.weights_bytes + said.prefix_bytes(tokens) + work),
        "diffusers_peak_gib": _gib(plain.peak_bytes) if plain else None,
    }


def _together(rig: Rig, side: int, num: int) -> Mapping[str, Any]:
    """Pictures a second one by one and at once, latents alone."""
    wanted = asked(Size(side, side), 2 if rig.is_tiny else 8, num=num)
    apart, strict, relaxed = rig.side(), rig.side(), rig.side(is_relaxed=True)
    step_tflop = rig.family.step_tflop(rig.family.grid_of(wanted[0].size).num_tokens, 32)
    floor_s = num * wanted[0].num_steps * step_tflop / rig.peak_tflop_s
    one_by_one_s = rig.best(lambda: _alone(apart, wanted)).s
    strict_s, relaxed_s = (rig.best(partial(each.draw, wanted)).s for each in (strict, relaxed))
    return {
        "pictures": num,
        "strict_times": one_by_one_s / strict_s,
        "relaxed_times": one_by_one_s / relaxed_s,
        # Of operations alone: small pictures wait for weights to be read, and never get there.
        "one_by_one_per_s": num / one_by_one_s,
        "strict_per_s": num / strict_s,
        "relaxed_per_s": num / relaxed_s,
        "diffusers_per_s": num / rig.best(lambda: rig.plain.draw(wanted)).s,
        "diffusers_n_per_s": num / rig.best(lambda: rig.plain.draw_together(wanted)).s,
        "floor_per_s": num / floor_s,
    }


def _cached_head(rig: Rig, num: int) -> Mapping[str, Any]:
    """An edit in as many steps as Turbo has, its references known by another instruction's edit.

    Prompts and references are read on both sides; what is saved is the head's prefill.
    """
    relaxed, strict = (_head_times(rig, num, is_relaxed=is_relaxed) for is_relaxed in (True, False))
    # Strict counts where it holds its promise: a head that was there moves no bit.
    times = [relaxed["times"], *([strict["times"]] if strict["off"] == 0 else [])]
    return {
        "references": num,
        "guarantee": "bit for bit" if strict["off"] == 0 else "NOT bit for bit",
        "times": max(times),
        "relaxed": relaxed,
        "strict": strict,
    }


def _head_times(rig: Rig, num: int, *, is_relaxed: bool) -> dict[str, Any]:
    ours, numbers = rig.side(is_relaxed=is_relaxed), count()
    shown = references(num)

    def another() -> list[Asked]:
        return _edit_of(rig, shown, f"{PROMPT}, number {next(numbers)}")

    cold = rig.best(lambda: ours.draw(another()), repeats=2)
    before = ours.num_hits
    warm = rig.best(lambda: ours.draw(another(), known="prefixes"), repeats=2)
    hits = ours.num_hits - before
    wanted = another()
    (known,) = ours.draw(wanted, known="prefixes")
    (fresh,) = ours.draw(wanted)
    ours.forget()
    return {
        "cold_s": cold.s,
        "warm_s": warm.s,
        "times": cold.s / warm.s,
        "heads_found": hits,
        "off": _off([known], [fresh]),
    }


def _cached_prefix(rig: Rig, num: int) -> Mapping[str, Any]:
    """The same edit once more, prompt and prefix known: nothing is read and nothing prefilled."""
    wanted, ours = _edit_of(rig, references(num), PROMPT), rig.side()
    cold = rig.best(lambda: ours.draw(wanted), repeats=2)
    warm = rig.best(lambda: ours.draw(wanted, known="everything"), repeats=2)
    ours.forget()
    return {"references": num, "cold_s": cold.s, "warm_s": warm.s, "times": cold.s / warm.s}


def _edit_of(rig: Rig, shown: Sequence[Image.Image], prompt: str) -> list[Asked]:
    size = Size(rig.reference_px, rig.reference_px)
    return asked(size, 2 if rig.is_tiny else 8, references=shown, prompt=prompt)


def _previews(rig: Rig, side: int) -> Mapping[str, Any]:
    """What looking at a picture on its way costs, as a share of its steps."""
    wanted, ours = asked(Size(side, side), 4 if rig.is_tiny else 40), rig.side()
    # The colours of a look are learnt once in a process.
    ours.draw(asked(wanted[0].size, 2), has_previews=True)
    without = rig.best(lambda: ours.draw(wanted))
    looked_at = rig.best(lambda: ours.draw(wanted, has_previews=True))
    return {
        "with_s": looked_at.s,
        "without_s": without.s,
        "cost": looked_at.s / without.s - 1,
    }


def _memory(peak_bytes: int, predicted_bytes: float) -> Mapping[str, Any]:
    off = predicted_bytes / peak_bytes - 1 if peak_bytes else None
    return {
        "peak_gib": _gib(peak_bytes),
        "predicted_gib": _gib(predicted_bytes),
        "predicted_off": off,
    }


def _gib(size: float) -> float | None:
    return size / 2**30 if size else None


def out_of_memory(error: torch.OutOfMemoryError) -> Mapping[str, Any]:
    """What is said of a case that did not fit."""
    return {"error": f"out of memory: {str(error).splitlines()[0][:200]}"}
