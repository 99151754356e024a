"""The far side of the process pool: one drawing a call, as plain JSON values and bytes.

It does not know which process asked.
"""

from typing import Any

from inkstone.engines.sketch.draw import draw

_WARM_PX = 64


def draw_job(args: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Draw one picture; answer with its scene and warnings, and its PNG."""
    del blobs  # nothing is drawn from pictures yet
    drawing = draw(
        prompt=str(args["prompt"]),
        negative_prompt=str(args.get("negative_prompt") or ""),
        width_px=int(args["width_px"]),
        height_px=int(args["height_px"]),
        seed=int(args["seed"]),
    )
    warnings = [
        {"code": one.code, "message": one.message, "words": list(one.words)}
        for one in drawing.warnings
    ]
    return {"scene": drawing.scene, "warnings": warnings}, [drawing.png]


def warm() -> None:
    """Read the lexicon and the fonts, and draw something small with both."""
    draw(
        prompt='poster with the title "A 字", a cat and a tree at night',
        negative_prompt="",
        width_px=_WARM_PX,
        height_px=_WARM_PX,
        seed=1,
    )
