"""What a picture's file says of its making, wherever the rules let it be said.

Anybody may have written the file: nothing raises, and what is read is a claim that nobody signed.
This module does not know whether it is true. Source: GB 45438-2025, annex E; TC260-PG-20259A.
"""

import json
from typing import Any

from inkstone.media import png, xmp
from inkstone.media.embedded import Embedded, embedded

#: Longer JSON is not read.
JSON_CHARS_MAX = 2**20
#: How deep it may be nested: ours never is as deep.
DEPTH_MAX = 32

_AIGC = "AIGC"
_NUM_VALUES_MAX = 32


def read(data: bytes, media_type: str) -> dict[str, Any]:
    """What a PNG, JPEG, WebP or AVIF says; of another type nothing is known.

    `digital_source_type`, `creator_tool`, `create_date` and `instance_id` are as they stand in the
    XMP, or None; `aigc` has the values of the label by name, or is None; `documents` has our own
    documents, as parsed JSON. For AVIF a decoder is asked, so call it where those may crash.
    """
    found = embedded(data, media_type)
    said = xmp.labels(found.xmp)
    texts = _texts(data) if media_type == "image/png" else xmp.documents(found.xmp)
    documents = {name: _parsed(text) for name, text in texts.items()}
    return {
        "digital_source_type": said.get("digital_source_type"),
        "creator_tool": said.get("creator_tool"),
        "create_date": said.get("create_date"),
        "instance_id": said.get("instance_id"),
        "aigc": _aigc(said.get("aigc", ""), found),
        "documents": {name: value for name, value in documents.items() if value is not None},
    }


def _texts(data: bytes) -> dict[str, str]:
    try:
        found = png.texts(data)
    except ValueError:
        return {}
    return {name: text for name, text in found.items() if name.startswith(xmp.PREFIX)}


def _aigc(unwrapped: str, found: Embedded) -> dict[str, str] | None:
    """The label's values: of the XMP, else of the text, else of the comment."""
    for text in (unwrapped, found.text, found.comment()):
        value = _parsed(text.strip(" \0\r\n\t")) if text else None
        if isinstance(value, dict) and isinstance(value.get(_AIGC), dict):
            # Outside XMP the label is wrapped in its name; who mixes that up is understood.
            value = value[_AIGC]
        if isinstance(value, dict) and "Label" in value:
            pairs = list(value.items())[:_NUM_VALUES_MAX]
            return {name: str(each) for name, each in pairs if isinstance(each, str | int)}
    return None


def _parsed(text: str) -> Any:
    """What JSON says; None where it says nothing, or could not be told again."""
    if len(text) > JSON_CHARS_MAX:
        return None
    try:
        value = json.loads(text, parse_constant=_refused)
        # Half a pair of surrogates, or 1e999, is read, but can be written to nobody.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if _is_shallow(value) else None


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON.")


def _is_shallow(value: Any) -> bool:
    """Whether it is nested no deeper than whoever handles it can stand."""
    level = [value]
    for _ in range(DEPTH_MAX):
        if not level:
            return True
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return False
