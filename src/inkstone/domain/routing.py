"""Routing rules: which engines may make which requests, in which order, as an operator says.

It does not know which engines there are, nor how they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from inkstone.domain.request import ImageRequest, Tier

_KEYS = frozenset(
    {
        "to",
        "models",
        "tiers",
        "edits",
        "num_images_max",
        "num_inputs_max",
        "area_px_min",
        "area_px_max",
        "cost_max",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The engines for requests that meet every condition; the first rule that they meet counts."""

    #: Engines, or upstreams, by name: the first that can is asked first.
    to: tuple[str, ...]
    #: Public names, snapshots that they mean included; empty for any.
    models: frozenset[str] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    #: `None` for new pictures and edits alike.
    edits: bool | None = None
    num_images_max: int | None = None
    num_inputs_max: int | None = None
    area_px_min: int = 0
    area_px_max: int | None = None
    #: What one picture may cost the operator, in micros; dearer engines are passed over.
    cost_max_micros: int | None = None

    def meets(self, request: ImageRequest) -> bool:
        """Whether it is for this request."""
        area_px = request.size.area_px if request.size else None
        return (
            (not self.models or request.model in self.models)
            and (not self.tiers or request.tier in self.tiers)
            and self.edits in {None, request.is_edit}
            and (self.num_images_max is None or request.num_images <= self.num_images_max)
            and (self.num_inputs_max is None or len(request.inputs) <= self.num_inputs_max)
            # Where nobody knows the size yet, it meets no condition on it.
            and (not self.area_px_min or (area_px or 0) >= self.area_px_min)
            and (self.area_px_max is None or (area_px or 2**62) <= self.area_px_max)
        )


def rule_from_toml(row: Mapping[str, Any], models: Mapping[str, Sequence[str]]) -> Rule:
    """A rule from its parsed table.

    Args:
        row: the table.
        models: every public name → the names that requests for it carry.

    Raises:
        ValueError: it has faults, with what they are.
    """
    if unknown := set(row) - _KEYS:
        raise ValueError(f"[[route]] has no key {', '.join(sorted(unknown))}")
    to, named = _strings(row, "to"), _strings(row, "models")
    if not to:
        raise ValueError("[[route]] needs `to`: the engines, in order")
    if missing := [name for name in named if name not in models]:
        raise ValueError(f"[[route]] names models that are not listed: {', '.join(missing)}")
    edits = row.get("edits")
    if edits is not None and not isinstance(edits, bool):
        raise ValueError("[[route]] `edits` is true or false")
    return Rule(
        to=to,
        models=frozenset(each for name in named for each in models[name]),
        tiers=frozenset(Tier(each) for each in _strings(row, "tiers")),
        edits=edits,
        num_images_max=_number(row, "num_images_max"),
        num_inputs_max=_number(row, "num_inputs_max"),
        area_px_min=_number(row, "area_px_min") or 0,
        area_px_max=_number(row, "area_px_max"),
        cost_max_micros=micros_of(row["cost_max"]) if "cost_max" in row else None,
    )


def micros_of(price: object) -> int:
    """A price such as `"0.035"` in micros.

    Raises:
        ValueError: it is none, or finer than a micro.
    """
    try:
        micros = Decimal(str(price)) * 1_000_000
    except DecimalException as error:
        raise ValueError(f"{price!r} is no price") from error
    if (
        isinstance(price, bool)
        or not micros.is_finite()
        or not 0 <= micros < 10**15
        or micros != int(micros)
    ):
        raise ValueError(f"{price!r} is no price in whole micros")
    return int(micros)


def _strings(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = row.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError(f"[[route]] `{key}` is a list of names")
    return tuple(given)


def _number(row: Mapping[str, Any], key: str) -> int | None:
    given = row.get(key)
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 0):
        raise ValueError(f"[[route]] `{key}` is a whole number from 0")
    return given
