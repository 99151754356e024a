"""The body of an edit, a form or JSON, as one thing: its fields and the pictures it brings.

Numbers and booleans of a form are text; here they become what JSON would have said. It does not
know what the fields lead to.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile

from inkstone.dialects.body import parse_object
from inkstone.dialects.faults import fault
from inkstone.dialects.openai.wire import GenerationWire
from inkstone.domain.errors import Fault

#: `image`, `image[]` and `image[0]`, and the same of `url`, which callers of other servers send.
_PICTURE = re.compile(r"(image|url)(\[[0-9]{0,3}\])?", re.ASCII)
_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(\.0{1,18})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_NAMED = "an object with `image_url`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A picture as its caller brought it: named in text, or a file."""

    #: The field, as the caller spelled it.
    param: str
    text: str = ""
    file: UploadFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditBody:
    """What an edit brings."""

    #: All but the pictures, with the types that JSON has.
    fields: Mapping[str, Any]
    images: tuple[Named, ...]
    mask: Named | None
    #: What is wrong with the way the pictures are named.
    faults: tuple[Fault, ...] = ()

    def files(self) -> tuple[Named, ...]:
        """Those pictures that are files: the inputs, then the mask."""
        brought = (*self.images, *([self.mask] if self.mask else []))
        return tuple(each for each in brought if each.file is not None)


def from_json(raw: Mapping[str, Any]) -> EditBody:
    """An edit in JSON: `images[].image_url` and `mask.image_url`."""
    faults: list[Fault] = []
    images: list[Named] = []
    listed = raw.get("images")
    if listed is not None and not isinstance(listed, list):
        faults.append(fault("images", listed, f"an array, each {_NAMED}"))
    elif listed:
        found = [_named(f"images[{index}]", value, faults) for index, value in enumerate(listed)]
        images = [each for each in found if each is not None]
    mask = raw.get("mask")
    return EditBody(
        fields={name: value for name, value in raw.items() if name not in {"images", "mask"}},
        images=tuple(images),
        mask=None if mask is None else _named("mask", mask, faults),
        faults=tuple(faults),
    )


def from_form(form: FormData) -> EditBody:
    """An edit in a form: files or addresses as pictures, all else as text.

    Raises:
        InvalidRequest: a text holds what is no text.
    """
    faults: list[Fault] = []
    pictures: dict[str, list[str | UploadFile]] = {"image": [], "url": []}
    masks: list[str | UploadFile] = []
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        picture = _PICTURE.fullmatch(name)
        if _is_empty(value) and name != "prompt":
            continue  # what browsers send of a field that nobody filled in
        if picture:
            pictures[picture[1]].append(value)
        elif name == "mask":
            masks.append(value)
        elif isinstance(value, str):
            fields[name] = _typed(name, value)
        elif name in GenerationWire.model_fields:
            faults.append(Fault(param=name, message=f"`{name}` is a file; it must be text."))
        else:
            fields[name] = value.filename or "file"
    # NOTE: what no store can keep is refused where JSON's is.
    fields = parse_object(json.dumps(fields).encode())
    return EditBody(
        fields=fields,
        images=tuple(
            _brought(name if len(values) == 1 else f"{name}[{index}]", value)
            for name, values in pictures.items()
            for index, value in enumerate(values)
        ),
        mask=_brought("mask", masks[-1]) if masks else None,
        faults=tuple(faults),
    )


def _named(param: str, value: Any, faults: list[Fault]) -> Named | None:
    if not isinstance(value, Mapping):
        faults.append(fault(param, value, _NAMED))
    elif value.get("file_id") is not None:
        message = f"`{param}.file_id` names a file, and this server keeps none; send `image_url`."
        faults.append(Fault(param=f"{param}.file_id", message=message, kind="unsupported"))
    elif not isinstance(value.get("image_url"), str):
        must_be = "an http(s) URL or a data: URI"
        faults.append(fault(f"{param}.image_url", value.get("image_url"), must_be))
    else:
        return Named(param=f"{param}.image_url", text=value["image_url"])
    return None


def _brought(param: str, value: str | UploadFile) -> Named:
    if isinstance(value, str):
        return Named(param=param, text=value)
    return Named(param=param, file=value)


def _is_empty(value: str | UploadFile) -> bool:
    return value == "" if isinstance(value, str) else not value.filename and not value.size


def _typed(name: str, text: str) -> Any:
    """A field's text as JSON would have said it; what does not fit stays text, and is a fault."""
    field = GenerationWire.model_fields.get(name)
    kind = str(field.annotation) if field else ""
    if "bool" in kind:
        return {"true": True, "false": False}.get(text.lower(), text)
    if "int" in kind and (whole := _WHOLE.fullmatch(text)):
        return int(whole[1])
    if "float" in kind and _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
