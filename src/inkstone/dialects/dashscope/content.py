"""The `input` of a body: what to draw and from which pictures, however it is spelled.

It does not know the parameters beside it, nor who asks.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inkstone.dialects.dashscope.wire import (
    NUM_INPUTS_MAX,
    NUM_PARTS_MAX,
    PROMPT_CHARS_MAX,
    AvoidWire,
    PartWire,
    PromptWire,
)
from inkstone.dialects.faults import check, fault
from inkstone.domain.errors import Fault
from inkstone.service.references import Reference

#: The kind of the fault of an `input` that has nothing in it.
EMPTY_INPUT = "empty_input"

_CONTENT = "input.messages[0].content"
_TEXT = f"a string of 1 to {PROMPT_CHARS_MAX} characters that are not all blank"
#: The first ten characters of the rest of an id are its time: an upload has that of its ticket.
_TIME_CHARS, _REST_CHARS = 10, 16
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_OSS = re.compile(r"oss://tmp/(upload_[0-9a-z]{26})/([^/]{1,255})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an `input` says."""

    prompt: str = ""
    negative_prompt: str | None = None
    #: The pictures to edit, as the caller named them.
    references: tuple[Reference, ...] = ()
    #: Whether it has the older form, whose answers have `results`.
    is_prompt_form: bool = False
    faults: tuple[Fault, ...] = ()


def upload_id_of(ticket: str, name: str) -> str:
    """The id of the upload that a file of this name becomes under a ticket.

    One ticket serves every file of a message, so the name tells the uploads apart.
    """
    digest = hashlib.sha256(f"{ticket}/{name}".encode("utf-8", "surrogatepass")).digest()
    rest = "".join(_ALPHABET[byte % 32] for byte in digest[:_REST_CHARS])
    prefix, _, identifier = ticket.partition("_")
    return f"{prefix}_{identifier[:_TIME_CHARS]}{rest}"


def within(prefix: str, faults: Sequence[Fault]) -> list[Fault]:
    """Faults of fields that stand inside another."""
    return [
        replace(
            each,
            param=f"{prefix}.{each.param}",
            message=each.message.replace(f"`{each.param}`", f"`{prefix}.{each.param}`", 1),
        )
        for each in faults
    ]


def read(value: Any) -> Content:
    """Read the `input` of a body."""
    if value is None or value == {}:
        message = "`input` is missing; it must hold `messages` or a `prompt`."
        return Content(faults=(Fault(param="input", message=message, kind=EMPTY_INPUT),))
    if not isinstance(value, dict):
        return Content(faults=(fault("input", value, "an object with `messages` or `prompt`"),))
    avoid = check(AvoidWire, value)
    if value.get("messages") is not None:
        found = _of_messages(value["messages"])
    elif value.get("prompt") is not None:
        found = _of_prompt(value)
    else:
        message = "`input` has neither `messages` nor a `prompt`; send one of them."
        found = Content(faults=(Fault(param="input", message=message, kind=EMPTY_INPUT),))
    return replace(
        found,
        negative_prompt=avoid.wire.negative_prompt,
        faults=(*found.faults, *within("input", avoid.faults)),
    )


def _of_messages(messages: Any) -> Content:
    must_be = "an array of one message with the role user"
    if not isinstance(messages, list) or len(messages) != 1:
        return Content(faults=(fault("input.messages", messages, must_be),))
    message = messages[0]
    if not isinstance(message, dict):
        return Content(faults=(fault("input.messages[0]", message, "an object"),))
    faults = []
    if message.get("role") != "user":
        faults.append(fault("input.messages[0].role", message.get("role"), "user"))
    content = message.get("content")
    if isinstance(content, str):
        content = [{"text": content}]
    if not isinstance(content, list) or not 0 < len(content) <= NUM_PARTS_MAX:
        must_be = f"an array of one text and at most {NUM_INPUTS_MAX} images"
        return Content(faults=(*faults, fault(_CONTENT, content, must_be)))
    found = _of_parts(content)
    return replace(found, faults=(*faults, *found.faults))


def _of_parts(parts: Sequence[Any]) -> Content:
    """The parts of a message, in whatever order they come."""
    texts: dict[str, str] = {}
    images: list[Reference] = []
    faults: list[Fault] = []
    for index, part in enumerate(parts):
        param = f"{_CONTENT}[{index}]"
        given = _given(part)
        if not given:
            faults.append(fault(param, part, 'an object with "text" or "image"'))
            continue
        checked = check(PartWire, given)
        faults += within(param, checked.faults)
        if checked.wire.image is not None:
            images.append(reference(f"{param}.image", checked.wire.image))
        if "text" in given:
            texts[f"{param}.text"] = checked.wire.text if checked.wire.text is not None else "?"
    faults += _text_faults(texts)
    if len(images) > NUM_INPUTS_MAX:
        message = f"`{_CONTENT}` has {len(images)} images; it may have {NUM_INPUTS_MAX}."
        faults.append(Fault(param=_CONTENT, message=message))
    prompt = next(iter(texts.values()), "")
    return Content(prompt=prompt, references=tuple(images), faults=tuple(faults))


def _given(part: Any) -> Mapping[str, Any]:
    """What a part holds of what we know."""
    if not isinstance(part, dict):
        return {}
    return {name: part[name] for name in ("text", "image") if part.get(name) is not None}


def _text_faults(texts: Mapping[str, str]) -> list[Fault]:
    if not texts:
        message = f"`{_CONTENT}` has no text; it must have one, {_TEXT}."
        return [Fault(param=_CONTENT, message=message, kind="missing")]
    if len(texts) > 1:
        message = f"`{_CONTENT}` has {len(texts)} texts; it must have one."
        return [Fault(param=_CONTENT, message=message)]
    return [_blank(param) for param, text in texts.items() if not text.strip()]


def _of_prompt(value: Mapping[str, Any]) -> Content:
    checked = check(PromptWire, value)
    wire, faults = checked.wire, within("input", checked.faults)
    if wire.prompt is not None and not wire.prompt.strip():
        faults.append(_blank("input.prompt"))
    return Content(
        prompt=wire.prompt or "",
        references=tuple(
            reference(f"input.images[{index}]", text)
            for index, text in enumerate(wire.images or ())
        ),
        is_prompt_form=True,
        faults=tuple(faults),
    )


def _blank(param: str) -> Fault:
    return Fault(param=param, message=f"`{param}` is blank; it must be {_TEXT}.")


def reference(param: str, text: str) -> Reference:
    """A picture as it is named; an `oss://` address of ours is the upload behind it."""
    found = _OSS.fullmatch(text)
    return Reference(param=param, text=upload_id_of(found[1], found[2]) if found else text)
