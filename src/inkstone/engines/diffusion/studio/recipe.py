"""What a run's request comes to on one checkpoint: sizes, steps, guidance, and what is left out.

It does not know how a prompt is read, nor who else is drawing. Nothing here computes.
"""

import math
from dataclasses import dataclass

from inkstone.domain.errors import Fault, InvalidRequest, UnsupportedRequest
from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.diffusion.models.abilities import AREA_PX_MAX
from inkstone.engines.diffusion.models.base import Traits

#: The longer side is at most so many times the shorter; beyond it positions mean nothing.
RATIO_MAX = 16
STEPS_MAX = 200
GUIDANCE_MAX = 30.0
#: What is guided away from where a request guides and names nothing to avoid. The checkpoints'
#: own examples say so: an empty text is no prompt to their encoders.
BLANK = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What is drawn, exactly."""

    #: What the caller gets.
    size: Size
    #: What is drawn, and cut to it.
    drawn: Size
    num_steps: int
    #: 1 where there is no second branch.
    guidance: float
    #: What the second branch reads; `None` where there is none.
    negative_prompt: str | None
    #: Whether the picture keeps its alpha channel.
    is_transparent: bool
    #: The side of the tiles that it is decoded in; `None` where it is decoded whole.
    tile_px: int | None = None
    warnings: tuple[base.Warning, ...] = ()


def recipe_of(run: base.Run, traits: Traits, *, steps: int) -> Recipe:
    """What a run comes to.

    Args:
        run: what is asked for.
        traits: what the checkpoint is made for.
        steps: how many the model's tier takes.

    Raises:
        InvalidRequest: steps or guidance are out of range.
        UnsupportedRequest: the checkpoint cannot draw that.
    """
    _check_range(run)
    _check_inputs(len(run.inputs), traits)
    num_steps, of_steps = _steps(run, traits, steps)
    guidance, negative, of_guidance = _guidance(run, traits)
    is_transparent = run.request.is_transparent and traits.has_alpha
    drawn, known = drawn_size(run.size, traits), FAMILIES.get(traits.family)
    of_alpha = () if is_transparent == run.request.is_transparent else (_NO_ALPHA,)
    return Recipe(
        size=run.size,
        drawn=drawn,
        num_steps=num_steps,
        guidance=guidance,
        negative_prompt=negative,
        is_transparent=is_transparent,
        tile_px=known.tile_of(drawn) if known is not None else None,
        warnings=(*of_steps, *of_guidance, *of_alpha),
    )


def drawn_size(size: Size, traits: Traits) -> Size:
    """What is drawn for a picture: the next multiple, and two tokens a side at the least.

    Raises:
        UnsupportedRequest: it is too large or too long.
    """
    long, short = max(size.width_px, size.height_px), min(size.width_px, size.height_px)
    if size.area_px > AREA_PX_MAX:
        message = f"The model draws at most {AREA_PX_MAX} pixels, and {size} has {size.area_px}."
        raise UnsupportedRequest(message, code="size_unsupported")
    if long > RATIO_MAX * short:
        message = f"A side may be at most {RATIO_MAX} times the other, which {size} is not."
        raise UnsupportedRequest(message, code="size_unsupported")
    multiple = traits.multiple_px
    least = max(multiple, 2 * traits.token_px)
    width, height = (
        math.ceil(max(side, least) / multiple) * multiple
        for side in (size.width_px, size.height_px)
    )
    return Size(width, height)


_NO_ALPHA = base.Warning(
    "transparency_unavailable",
    "This model cannot leave the background transparent; the picture is opaque.",
)


def _check_range(run: base.Run) -> None:
    """Refuse numbers that no checkpoint can use; dialects have bounds of their own before this."""
    steps, guidance = run.request.steps, run.request.guidance
    faults = []
    if steps is not None and not 1 <= steps <= STEPS_MAX:
        message = f"`steps` is {steps}; it must be from 1 to {STEPS_MAX}."
        faults.append(Fault(param="steps", message=message, kind="out_of_range", value=steps))
    if guidance is not None and not 0 <= guidance <= GUIDANCE_MAX:
        message = f"`guidance` is {guidance:g}; it must be from 0 to {GUIDANCE_MAX:g}."
        faults.append(Fault(param="guidance", message=message, kind="out_of_range"))
    if faults:
        raise InvalidRequest(faults=faults)


def _check_inputs(num_inputs: int, traits: Traits) -> None:
    if num_inputs and not traits.num_references_max:
        raise UnsupportedRequest(
            "The request asks for an edit, and this model makes pictures from text only.",
            code="edit_unsupported",
        )
    if num_inputs > traits.num_references_max:
        raise UnsupportedRequest(
            f"The request has {num_inputs} pictures; this model takes at most "
            f"{traits.num_references_max}.",
            code="too_many_inputs",
        )
    if traits.needs_reference and not num_inputs:
        raise UnsupportedRequest(
            "This model only edits: the request needs a picture to start from.",
            code="input_required",
        )


def _steps(run: base.Run, traits: Traits, steps: int) -> tuple[int, tuple[base.Warning, ...]]:
    asked = run.request.steps
    if traits.sigmas is None:
        return asked or steps, ()
    fixed = len(traits.sigmas)
    if asked in {None, fixed}:
        return fixed, ()
    message = f"This model is made for {fixed} steps and takes no other number, such as {asked}."
    return fixed, (base.Warning("steps_unavailable", message),)


def _guidance(run: base.Run, traits: Traits) -> tuple[float, str | None, tuple[base.Warning, ...]]:
    """How far to guide, away from what, and what cannot be done of that.

    NOTE: a negative prompt is what the second branch reads, and there is one only where guidance is
    more than 1; the checkpoints' own pipelines drop a negative prompt without it in silence.
    """
    asked, negative = run.request.guidance, run.request.negative_prompt
    warnings: list[base.Warning] = []
    default = traits.guidance_for_negative if negative else traits.guidance
    if asked is not None and traits.sigmas is not None and asked != default:
        message = f"This model is made for a guidance of {default:g}, and takes no other."
        warnings.append(base.Warning("guidance_unavailable", message))
        asked = None
    scale = default if asked is None else asked
    if scale > 1:
        return scale, negative or BLANK, tuple(warnings)
    if negative:
        why = "this model has none" if asked is None else f"it is {asked:g} here"
        message = f"A negative prompt needs a guidance of more than 1, and {why}."
        warnings.append(base.Warning("negative_prompt_unavailable", message))
    return 1.0, None, tuple(warnings)
