"""From a run to the order that an upstream can be asked for, and what gets lost on the way.

It does not know how an order is sent, nor whether the upstream may be asked now.
"""

from inkstone.domain.errors import UnsupportedRequest
from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstream.api import Order, Reach
from inkstone.engines.upstreams import UpstreamModel


def order_of(
    run: base.Run, model: UpstreamModel, reach: Reach, *, name: str
) -> tuple[Order, tuple[base.Warning, ...]]:
    """The run, as far as the server can be asked for it, and what it is not asked for.

    Args:
        run: what is to be made.
        model: by which of its models.
        reach: what that one can be asked for.
        name: what the upstream is called.

    Raises:
        UnsupportedRequest: it cannot be asked for this, nor for anything near.
    """
    _check(run, reach, name)
    request = run.request
    size = reach.nearest(run.size)
    warnings = _unheard(run, reach)
    if not _is_near(size, run.size):
        message = f"{name} makes no picture of {run.size} pixels: it was made at {size} and scaled."
        warnings = (*warnings, base.Warning("size_adapted", message))
    return (
        Order(
            id=run.job_id,
            model=model.name,
            prompt=request.prompt,
            negative_prompt=request.negative_prompt if reach.negative_prompt else "",
            size=size,
            num_images=request.num_images,
            seed=run.seeds[0],
            inputs=run.inputs,
            mask=run.mask,
            steps=request.steps if reach.steps else None,
            guidance=request.guidance if reach.guidance else None,
            is_transparent=request.is_transparent and reach.alpha,
            prompt_extend=bool(request.prompt_extend) and reach.prompt_extend,
            cost_micros=model.cost_micros,
            checkpoint=run.checkpoint,
        ),
        warnings,
    )


def _check(run: base.Run, reach: Reach, name: str) -> None:
    if len(run.inputs) > reach.num_inputs_max:
        message = f"{name} takes at most {reach.num_inputs_max} pictures."
    elif run.request.num_images > reach.num_images_max:
        message = f"{name} makes at most {reach.num_images_max} pictures at once."
    elif run.mask is not None and not reach.mask:
        message = f"{name} takes no mask."
    elif any(len(each.data) > reach.input_bytes_max for each in run.inputs):
        message = f"{name} takes pictures of at most {reach.input_bytes_max} bytes."
    else:
        return
    raise UnsupportedRequest(message, code="upstream_refused")


def _is_near(size: Size, asked: Size) -> bool:
    """Whether a picture only loses or gains a few pixels, as by rounding to a multiple."""
    apart = (abs(size.width_px - asked.width_px), abs(size.height_px - asked.height_px))
    return max(apart) <= 16


def _unheard(run: base.Run, reach: Reach) -> tuple[base.Warning, ...]:
    """What the caller chose and the server cannot be told."""
    request = run.request
    lost = {
        "seed_unavailable": request.is_seed_chosen and not reach.seed,
        "negative_prompt_unavailable": request.negative_prompt and not reach.negative_prompt,
        "steps_unavailable": request.steps is not None and not reach.steps,
        "guidance_unavailable": request.guidance is not None and not reach.guidance,
    }
    return tuple(
        base.Warning(code, f"The upstream cannot be told the {code.partition('_una')[0]}.")
        for code, is_lost in lost.items()
        if is_lost
    )
