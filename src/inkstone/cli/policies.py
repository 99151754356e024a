"""How marking and moderation are written in flags and tables: `NAME=VALUE`, read strictly.

It does not know whose policy it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Annotated, Any

import typer

from inkstone.domain.errors import InvalidRequest
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy

_FLAG = "--policy"
#: What takes a field back to what the next one up says: the account, or the server.
INHERIT = "inherit"
_MODERATION = "moderation"
_NAMES = tuple(field.name for field in fields(PicturePolicy))
_SWITCH: Mapping[str, bool | None] = {"on": True, "off": False, INHERIT: None}
_HANDLINGS: Mapping[str, Handling | None] = {
    **{handling.value: handling for handling in Handling},
    INHERIT: None,
}

Policies = Annotated[
    list[str] | None,
    typer.Option(
        _FLAG,
        metavar="NAME=VALUE",
        help="How pictures are marked and moderated, such as visible_label=on, prompt=off, "
        "moderation=flag or labels=inherit; several times for several.",
    ),
]


def changed(policy: PicturePolicy, named: Sequence[str]) -> PicturePolicy:
    """A policy as flags change it: what is not named stays, and `inherit` takes one back.

    Raises:
        InvalidRequest: a flag names no field, one twice, or has no such value.
    """
    values: dict[str, Any] = {}
    for text in named:
        name, _, value = text.partition("=")
        if name not in _NAMES:
            raise InvalidRequest(
                f"{_FLAG}: {text[:60]!r} does not begin with one of {', '.join(_NAMES)}, and ="
            )
        if name in values:
            raise InvalidRequest(f"{_FLAG}: {name} is there twice")
        allowed = _HANDLINGS if name == _MODERATION else _SWITCH
        if value not in allowed:
            raise InvalidRequest(
                f"{_FLAG}: {name} is one of {', '.join(allowed)}; got {value[:60]!r}"
            )
        values[name] = allowed[value]
    return replace(policy, **values)


def word(value: object) -> str:
    """A value of a policy, or any other, as flags write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def words(said: Mapping[str, object]) -> str:
    """What a policy says, for people."""
    return ", ".join(f"{name} {word(value)}" for name, value in said.items())
