"""An order in OpenAI's words: the path, the headers and the body of one request.

What differs from server to server is data; this module does not know their names, nor answers.
"""

import asyncio
import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageOps

from inkstone.engines import base
from inkstone.engines.upstream import multipart
from inkstone.engines.upstream.api import Order
from inkstone.engines.upstream.openai_flavours import Extra, Flavour

JSON = "application/json"
EVENTS = "text/event-stream"
_GENERATIONS, _EDITS = "/images/generations", "/images/edits"
_NUM_PREVIEWS = 3
#: What is written on the event loop; more takes longer than a hop to a thread.
_SMALL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, ready to be sent."""

    path: str
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    #: The prompt as the server reads it.
    prompt: str
    #: Whether previews are to come before the answer.
    is_streamed: bool
    #: What of the order it does not say.
    unsaid: tuple[base.Warning, ...] = ()


async def asked(flavour: Flavour, order: Order) -> Asked:
    """The request for an order; what is large is written away from the event loop."""
    size = sum(len(each.data) for each in order.inputs)
    if order.mask is None and size <= _SMALL_BYTES:
        return _written(flavour, order)
    return await asyncio.to_thread(_written, flavour, order)


def _written(flavour: Flavour, order: Order) -> Asked:
    is_streamed = flavour.streams and order.num_images == 1
    prompt, fields = _fields(flavour, order)
    if is_streamed:
        fields |= {"stream": True, "partial_images": _NUM_PREVIEWS}
    is_form = bool(order.inputs) and not flavour.inputs_field
    if is_form:
        media_type, content = _form(flavour, order, fields)
    else:
        if order.inputs:
            fields[flavour.inputs_field] = [_base64(each.data) for each in order.inputs]
        # In ASCII: half a character in a prompt cannot be written in UTF-8.
        media_type, content = JSON, json.dumps(fields).encode("ascii")
    headers = {"Content-Type": media_type, "Accept": EVENTS if is_streamed else JSON}
    if flavour.resends:
        headers["Idempotency-Key"] = order.id
    return Asked(
        path=_EDITS if is_form else _GENERATIONS,
        headers=headers,
        content=content,
        prompt=prompt,
        is_streamed=is_streamed,
        unsaid=_unsaid(flavour, order),
    )


def _fields(flavour: Flavour, order: Order) -> tuple[str, dict[str, Any]]:
    """The prompt as it is sent, and all fields but the pictures."""
    prompt = _prompt(flavour, order)
    fields: dict[str, Any] = {"model": order.model, "prompt": prompt, "n": order.num_images}
    if order.size is not None:
        sides = (order.size.width_px, order.size.height_px)
        fields["size"] = flavour.size_joint.join(map(str, sides))
    if flavour.asks_base64:
        fields["response_format"] = "b64_json"
    if order.is_transparent:
        fields["background"] = "transparent"
    fields |= flavour.fixed
    extras = _extras(flavour, order)
    if not flavour.extras_field:
        fields |= extras
    elif extras:
        fields[flavour.extras_field] = json.dumps(extras)
    return prompt, fields


def _prompt(flavour: Flavour, order: Order) -> str:
    joint = flavour.negative_joint
    if not joint:
        return order.prompt
    # What parts a prompt from its negative prompt may stand in neither.
    both = [text.replace(joint, " ") for text in (order.prompt, order.negative_prompt) if text]
    return joint.join(both)


def _extras(flavour: Flavour, order: Order) -> dict[str, Any]:
    if order.inputs and not flavour.has_edit_extras:
        return {}
    is_seed_heeded = flavour.varies_seed or order.num_images == 1
    negative = order.negative_prompt
    if not negative and order.guidance is not None:
        negative = flavour.negative_blank
    told: dict[Extra, Any] = {
        "seed": order.seed if is_seed_heeded else None,
        "negative_prompt": negative or None,
        "steps": order.steps,
        "guidance": order.guidance,
        "prompt_extend": order.prompt_extend,
    }
    return {
        flavour.extras[extra]: value
        for extra, value in told.items()
        if value is not None and extra in flavour.extras
    }


def _unsaid(flavour: Flavour, order: Order) -> tuple[base.Warning, ...]:
    """What this request leaves out although others to the same server say it."""
    found: list[base.Warning] = []
    if order.inputs and not flavour.has_edit_extras:
        lost = {
            "negative_prompt": bool(order.negative_prompt),
            "steps": order.steps is not None,
            "guidance": order.guidance is not None,
        }
        found += [
            base.Warning(f"{word}_unavailable", f"The upstream's edits cannot be told the {word}.")
            for word, is_lost in lost.items()
            if is_lost
        ]
    if order.mask is not None and len(order.inputs) > 1 and not flavour.turns_inputs:
        message = "The picture with the mask was sent first, as the upstream wants it."
        found.append(base.Warning("masked_input_first", message))
    return tuple(found)


def _form(flavour: Flavour, order: Order, fields: Mapping[str, Any]) -> tuple[str, bytes]:
    inputs = order.inputs
    if order.mask is not None:
        # Our mask is of the last input, and theirs of the first.
        inputs = (inputs[-1], *inputs[:-1])
    name = flavour.input_part if len(inputs) == 1 else flavour.inputs_part
    files = [
        multipart.File(
            name=name, filename=f"image-{index}.png", media_type="image/png", data=each.data
        )
        for index, each in enumerate(inputs, start=1)
    ]
    if order.mask is not None and flavour.mask_part:
        data = _see_through(order.mask.data)
        mask = multipart.File(
            name=flavour.mask_part, filename="mask.png", media_type="image/png", data=data
        )
        files.append(mask)
    return multipart.encoded([(word, _text(value)) for word, value in fields.items()], files)


def _text(value: Any) -> str:
    """A field as forms write it: numbers and booleans as JSON does."""
    return value if isinstance(value, str) else json.dumps(value)


def _see_through(mask: bytes) -> bytes:
    """A mask for those who read its white and for those who read its transparency.

    Both mean what may change. It is the workshop's own picture, not its caller's.
    """
    with Image.open(io.BytesIO(mask), formats=["PNG"]) as image:
        grey = image.convert("L")
    written = io.BytesIO()
    merged = Image.merge("RGBA", (grey, grey, grey, ImageOps.invert(grey)))
    merged.save(written, "PNG", compress_level=1)
    return written.getvalue()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
