"""The far side of the process pool: one drawing a call, as plain JSON values and bytes.

It does not know which process asked.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from inkstone.domain.request import SizeRule
from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.draw import draw, preview
from inkstone.engines.sketch.lettering import fonts
from inkstone.engines.sketch.lettering.user_fonts import UserFont
from inkstone.media import pixels

_WARM_PX = 64


def draw_job(args: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Draw or edit one picture; answer with what it shows, its size and warnings, and its PNG.

    Asked for a preview, it answers with that PNG alone.
    """
    fonts.use(tuple(UserFont(**row) for row in args.get("fonts", ())))
    if blobs:
        return _edit(args, blobs)
    width, height = args["size"]
    asked: dict[str, Any] = {
        "prompt": str(args["prompt"]),
        "negative_prompt": str(args.get("negative_prompt") or ""),
        "width_px": int(width),
        "height_px": int(height),
        "seed": int(args["seed"]),
    }
    if args.get("preview_px"):
        return {}, [preview(**asked, side_px=int(args["preview_px"]))]
    drawing = draw(**asked)
    return {
        "width_px": width,
        "height_px": height,
        "documents": {"inkstone:scene": drawing.scene},
        "warnings": _plain(drawing.warnings),
        "pixels_sha256": pixels.sha256_of_file(drawing.png),
    }, [drawing.png]


def _edit(args: dict[str, Any], blobs: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    # Reading pictures takes a library that most jobs do without.
    from inkstone.engines.sketch.edit.run import edit  # noqa: PLC0415

    num_inputs, (width, height) = int(args["num_inputs"]), args["size"]
    rule = args["rule"]
    edited = edit(
        instruction=str(args["prompt"]),
        inputs=blobs[:num_inputs],
        mask=blobs[num_inputs] if len(blobs) > num_inputs else None,
        size=None if rule else (int(width), int(height)),
        default_size=(int(width), int(height)),
        rule=SizeRule(**rule) if rule else None,
        seed=int(args["seed"]),
        documents=args.get("documents") or (),
    )
    answer: dict[str, Any] = {
        "width_px": edited.width_px,
        "height_px": edited.height_px,
        "documents": {"inkstone:edits": list(edited.operations)},
        "warnings": _plain([*edited.warnings, *_unheeded(args)]),
    }
    if edited.scene is not None:
        answer["documents"]["inkstone:scene"] = edited.scene
        answer["pixels_sha256"] = pixels.sha256_of_file(edited.png)
    return answer, [edited.png]


def _unheeded(args: dict[str, Any]) -> list[EngineWarning]:
    """What was asked for beside the instruction, and rules cannot follow."""
    if not args.get("negative_prompt"):
        return []
    message = "Edits by rules add nothing on their own, so there is nothing to avoid."
    return [EngineWarning(code="negative_prompt_unavailable", message=message)]


def _plain(warnings: Iterable[EngineWarning]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "message": one.message, "words": list(one.words)} for one in warnings
    ]


def warm() -> None:
    """Read the lexicon and the fonts, and draw something small with both."""
    draw(
        prompt='poster with the title "A 字", a cat and a tree at night',
        negative_prompt="",
        width_px=_WARM_PX,
        height_px=_WARM_PX,
        seed=1,
    )
