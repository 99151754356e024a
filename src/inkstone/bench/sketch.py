"""The sketch benchmark: how long a picture takes on one core, its memory, and a contact sheet.

It draws through the engine, as the server does.
"""

import html
import resource
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from importlib import resources
from typing import Any

from inkstone.bench.results import percentile
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base, registry
from inkstone.engines.limits import EngineLimits

_MEMORY_BYTES = 1024 * 1024 * 1024


def prompts() -> list[str]:
    """The prompts of the benchmark, English and Chinese."""
    text = (resources.files("inkstone") / "data" / "bench_prompts.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line.strip()]


async def run(
    *,
    num_rounds: int,
    on_progress: Callable[[int], None],
) -> tuple[dict[str, Any], str]:
    """Draw every prompt `num_rounds` times at 1024² and once at 2048², on one process.

    Returns the figures, and a contact sheet as HTML.
    """
    limits = EngineLimits(num_processes=1, memory_bytes=_MEMORY_BYTES, timeout_s=120)
    engine = registry.create("sketch", limits)
    began_s = time.monotonic()
    await engine.open()
    opened_s = time.monotonic() - began_s
    small, large, shown = [], [], []
    num_done = 0
    try:
        for seed in range(num_rounds):
            for prompt in prompts():
                took_s, png, words = await _draw(engine, prompt, Size(1024, 1024), seed)
                small.append(took_s)
                if seed == 0:
                    shown.append((prompt, png, words))
                num_done += 1
                on_progress(num_done)
        for prompt in prompts():
            large.append((await _draw(engine, prompt, Size(2048, 2048), 0))[0])
            num_done += 1
            on_progress(num_done)
    finally:
        await engine.close()
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    figures = {
        "engine": str(engine.identity),
        "num_prompts": len(shown),
        "s_1024_p50": round(percentile(small, 0.5), 3),
        "s_1024_p99": round(percentile(small, 0.99), 3),
        "s_2048_p50": round(percentile(large, 0.5), 3),
        "s_2048_max": round(max(large), 3),
        "start_s": round(opened_s, 3),
        "process_peak_mb": round(peak / 1e6, 1),
        "prompts_with_unknown_words": sum(1 for _, _, words in shown if words),
    }
    return figures, _sheet(shown)


async def _draw(
    engine: base.Engine, prompt: str, size: Size, seed: int
) -> tuple[float, bytes, tuple[str, ...]]:
    request = ImageRequest(model="bench", tier=Tier.STANDARD, prompt=prompt, size=size, seed=seed)
    run = base.Run(
        job_id="bench",
        attempt=1,
        account_id="bench",
        request=request,
        size=size,
        seeds=(seed,),
    )
    png = b""
    words: tuple[str, ...] = ()
    began_s = time.monotonic()
    async for event in engine.run(run):
        if isinstance(event, base.Output):
            png = event.picture.data
        elif isinstance(event, base.Warning) and event.code == "unknown_words":
            words = event.words
    return time.monotonic() - began_s, png, words


def _sheet(shown: list[tuple[str, bytes, tuple[str, ...]]]) -> str:
    cells = "".join(
        f'<figure><img src="data:image/png;base64,{b64encode(png).decode()}" width="320">'
        f"<figcaption>{html.escape(prompt)}<br><small>{html.escape(', '.join(words))}</small>"
        "</figcaption></figure>"
        for prompt, png, words in shown
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>Sketch</title><style>'
        "body{display:grid;grid-template-columns:repeat(auto-fill,320px);gap:16px;"
        "font:13px system-ui}figure{margin:0}small{color:#a33}</style>" + cells
    )
