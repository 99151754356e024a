"""Checking a body against a wire model: every fault at once, and what is good stays usable.

It does not know any model, nor what a vendor answers to a fault.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from inkstone.domain.errors import Fault
from inkstone.service.references import Form, Reference, References, form_of

_VALUE_CHARS_MAX = 60
#: Text without spaces this long is some encoding of bytes, and nobody's to read.
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{40,}")


_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)


def _whole(value: Any) -> Any:
    """`1.0` is an integer; `"1"` and `true` are not."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digits(value: Any) -> Any:
    """A query parameter's integer."""
    is_number = isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII)
    return int(value) if is_number else value


def _moment(value: Any) -> Any:
    """A query parameter's moment; in UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # Some years off either end of time there is nothing to find, and sums would overflow.
    if moment.year < _EARLIEST.year:
        return _EARLIEST
    return _LATEST if moment.year > _LATEST.year else moment


#: Makes a field an integer of a JSON body: `Annotated[int, Field(ge=1), WHOLE]`. It stands last, so
#: that the bounds are of the integer.
WHOLE = BeforeValidator(_whole)
#: The same for an integer in a query.
QUERY_WHOLE = BeforeValidator(_digits)
#: A moment in a query, as ISO 8601 writes it.
QueryMoment = Annotated[datetime, BeforeValidator(_moment)]


class Wire(BaseModel):
    """The fields of a request. Every one has a default: what is required, `check` is told."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, protected_namespaces=())


W = TypeVar("W", bound=Wire)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[W]):
    """A checked request: its good fields, and what is wrong with the others."""

    #: Fields with a fault are as if they had been omitted.
    wire: W
    faults: tuple[Fault, ...]

    def is_good(self, *fields: str) -> bool:
        """Whether these fields are without a fault."""
        return not {fault.param.partition("[")[0] for fault in self.faults} & set(fields)


@cache
def _properties(model: type[BaseModel]) -> Mapping[str, Any]:
    """What a wire model's schema says of each field; there are as many as there are models."""
    properties: Mapping[str, Any] = model.model_json_schema()["properties"]
    return properties


def check(model: type[W], raw: Mapping[str, Any], *, required: Sequence[str] = ()) -> Checked[W]:
    """Check a raw object against a wire model; `null` means omitted."""
    given = {name: value for name, value in raw.items() if value is not None}
    faults = [
        Fault(param=name, message=f"`{name}` is missing; it is required.", kind="missing")
        for name in required
        if name not in given
    ]
    try:
        wire = model.model_validate(given)
    except ValidationError as error:
        schema = _properties(model)
        bad: dict[str, Fault] = {}
        for found in error.errors(include_url=False, include_context=False):
            name, *rest = (str(part) for part in found["loc"])
            index = next((part for part in rest if part.isdigit()), None)
            param = name if index is None else f"{name}[{index}]"
            value = given[name] if index is None else given[name][int(index)]
            property_ = schema[name] if index is None else schema[name].get("items", {})
            bad.setdefault(param, fault(param, value, allowed(property_), kind=found["type"]))
        faults += bad.values()
        names = {param.partition("[")[0] for param in bad}
        wire = model.model_validate({k: v for k, v in given.items() if k not in names})
    return Checked(wire=wire, faults=tuple(faults))


def fault(param: str, value: Any, must_be: str, *, kind: str = "invalid_value") -> Fault:
    """A fault that names the field, the value seen and what is allowed."""
    is_long = isinstance(value, str) and "characters" in must_be and len(value) > _VALUE_CHARS_MAX
    seen = f"has {len(value):,} characters" if is_long else f"is {shown(value)}"
    message = f"`{param}` {seen}; it must be {must_be}."
    return Fault(param=param, message=message, kind=kind, value=_short(value))


def input_faults(
    named: Sequence[Reference], references: References, *, forms: Sequence[Form]
) -> list[Fault]:
    """What is wrong with the pictures that a request names, as far as their form shows it."""
    found = []
    for each in named:
        form = form_of(each.text, forms)
        if form is None:
            found.append(fault(each.param, each.text, " or ".join(forms)))
        else:
            found += filter(None, [references.fault(each, form)])
    return found


def _short(value: Any) -> str | int | float | bool | None:
    """A value that a fault may repeat as it is; none that is long or not for reading."""
    if isinstance(value, str) and not _is_short(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return None
    return value if isinstance(value, str | int | float | bool) else None


def _is_short(text: str) -> bool:
    return len(text) <= _VALUE_CHARS_MAX and text.isprintable() and not _ENCODED.match(text)


def shown(value: Any) -> str:
    """A value as a message may quote it: short, printable, and never the bytes of a picture."""
    if isinstance(value, str):
        return _shown_text(value)
    if isinstance(value, list | dict):
        return f"an array of {len(value)}" if isinstance(value, list) else "an object"
    text = json.dumps(value)
    return text if len(text) <= _VALUE_CHARS_MAX else f"a number of {len(text):,} digits"


def _shown_text(text: str) -> str:
    if text[:5].lower() == "data:":
        return f"a data: URI of {len(text):,} characters, {_quoted(text[:40].partition(',')[0])}"
    if _ENCODED.match(text):
        return f"a string of {len(text):,} characters"
    if len(text) > _VALUE_CHARS_MAX:
        return f"{_quoted(text[:40])}… ({len(text):,} characters)"
    return _quoted(text)


def allowed(property_: Mapping[str, Any]) -> str:
    """What a field takes, in words, from its JSON schema."""
    options = [s for s in property_.get("anyOf", [property_]) if s.get("type") != "null"]
    schema = options[0] if options else {}
    kind = schema.get("type")
    if "const" in schema:
        words = str(schema["const"])
    elif "enum" in schema:
        words = "one of " + ", ".join(map(str, schema["enum"]))
    elif kind in ("integer", "number"):
        words = ("an integer" if kind == "integer" else "a number") + _bounds(schema)
    elif kind == "boolean":
        words = "true or false"
    elif kind == "array":
        words = f"an array of at most {schema['maxItems']}" if "maxItems" in schema else "an array"
    elif kind == "object":
        words = "an object"
    elif schema.get("format") == "date-time":
        words = "a date and time such as 2026-11-20T09:15:02Z"
    else:
        most = schema.get("maxLength")
        words = "a string" if most is None else f"a string of at most {most:,} characters"
    return words


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of at least {low}"
    return "" if high is None else f" of at most {high}"


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
