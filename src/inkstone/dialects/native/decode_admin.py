"""The native API's administrative bodies to our words: names, limits, policies, the terms of keys.

It does not know who asks, nor whether they may.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from inkstone.dialects.faults import Checked, W, Wire, check, fault, shown
from inkstone.dialects.native.wire_admin import (
    NAME_CHARS_MAX,
    PLAN_CHARS_MAX,
    REASON_CHARS_MAX,
    KeyChangeWire,
    KeyNewWire,
    LimitsWire,
    PolicyWire,
)
from inkstone.domain.accounts import Limits, Scope
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.service.keys import KeyTerms

#: What of a limit's new values is asked for: `None` takes it off.
LimitsAsked = Mapping[str, int | None]
#: What of a policy's new values is asked for: `None` leaves it to what the next one up says.
PolicyAsked = Mapping[str, bool | Handling | None]
_POLICY_FIELDS = tuple(PolicyWire.model_fields)
#: More names than there are fields, and few enough to answer each that is unknown.
_POLICY_NAMES_MAX = 20
#: What of an unknown field may stand in a fault's `param`.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsAsked:
    """The terms that a body names, and no others."""

    #: Of `scopes`, `models` and `expires_at`, in our words.
    values: Mapping[str, Any] = field(default_factory=dict)
    limits: LimitsAsked = field(default_factory=dict)
    policy: PolicyAsked = field(default_factory=dict)

    def on(self, terms: KeyTerms) -> KeyTerms:
        """Some terms, changed as the body says."""
        return replace(
            terms,
            **self.values,
            limits=limits_on(terms.limits, self.limits),
            policy=policy_on(terms.policy, self.policy),
        )


def limits_on(limits: Limits, asked: LimitsAsked) -> Limits:
    """Some limits, changed as a body says."""
    return Limits(**{**asdict(limits), **asked})


def policy_on(policy: PicturePolicy, asked: PolicyAsked) -> PicturePolicy:
    """A policy, changed as a body says."""
    values: dict[str, Any] = {**asdict(policy), **asked}
    return PicturePolicy(**values)


def without_faults(checked: Checked[W], *more: list[Fault]) -> W:
    """A body that has no fault.

    Raises:
        InvalidRequest: it has some; it names all of them.
    """
    faults = [*checked.faults, *(each for found in more for each in found)]
    if faults:
        raise InvalidRequest(faults=faults)
    return checked.wire


def text_faults(
    *, name: str | None = None, reason: str | None = None, plan: str | None = None
) -> list[Fault]:
    """What is wrong with texts that are not too long, as far as they are given."""
    found = []
    if name is not None and not (name and name.isprintable()):
        found.append(fault("name", name, f"1 to {NAME_CHARS_MAX} printable characters"))
    if reason is not None and not reason.strip():
        must_be = f"1 to {REASON_CHARS_MAX} characters that are not all blank"
        found.append(fault("reason", reason, must_be))
    if plan is not None and not plan.isprintable():
        found.append(fault("plan", plan, f"at most {PLAN_CHARS_MAX} printable characters"))
    return found


def limits_asked(raw: Mapping[str, Any]) -> tuple[LimitsAsked, list[Fault]]:
    """The limits that a body names, and what is wrong with them."""
    given = raw.get("limits")
    if not isinstance(given, dict):
        return {}, []  # it is missing, or the body's own check says that it is no object
    return _fields_asked(LimitsWire, given, within="limits")


def policy_asked(raw: Mapping[str, Any]) -> tuple[PolicyAsked, list[Fault]]:
    """What a body says of how pictures are marked and moderated, and what is wrong with it."""
    given = raw.get("policy")
    if not isinstance(given, dict):
        return {}, []  # as with limits
    if len(given) > _POLICY_NAMES_MAX:
        # Whoever sends so many gets no list of them back.
        return {}, [_no_policy("policy", f"an object of {len(given):,} fields")]
    unknown = [
        _no_policy(f"policy.{name}" if _NAME.fullmatch(name) else "policy", shown(name))
        for name in given
        if name not in _POLICY_FIELDS
    ]
    asked, faults = _fields_asked(PolicyWire, given, within="policy")
    if asked.get("moderation") is not None:
        asked["moderation"] = Handling(asked["moderation"])
    return asked, [*faults, *unknown]


def _no_policy(param: str, what: str) -> Fault:
    message = f"`policy` has no place for {what}; its fields are {', '.join(_POLICY_FIELDS)}."
    return Fault(param=param, message=message)


def _fields_asked(
    model: type[Wire], given: Mapping[str, Any], *, within: str
) -> tuple[dict[str, Any], list[Fault]]:
    """The fields of an object within a body, `null` being a value, and what is wrong with them."""
    checked = check(model, given)
    asked = {
        name: getattr(checked.wire, name)
        for name in model.model_fields
        if name in given and checked.is_good(name)
    }
    return asked, [
        replace(
            each,
            param=f"{within}.{each.param}",
            message=each.message.replace(f"`{each.param}`", f"`{within}.{each.param}`", 1),
        )
        for each in checked.faults
    ]


def terms_asked(
    raw: Mapping[str, Any],
    wire: KeyNewWire | KeyChangeWire,
    catalogue: Catalogue,
    *,
    takes_off: bool = False,
) -> tuple[TermsAsked, list[Fault]]:
    """The terms of a key that a body names, and what is wrong with them.

    Args:
        raw: the body.
        wire: the same, checked.
        catalogue: the models that there are.
        takes_off: whether `null` takes a restriction off; otherwise it is as if left out.
    """
    limits, faults = limits_asked(raw)
    policy, policy_faults = policy_asked(raw)
    faults += policy_faults
    values: dict[str, Any] = {}
    if takes_off:
        values |= {name: None for name in ("models", "expires_at") if _is_null(raw, name)}
    if wire.scopes is not None:
        faults += _scope_faults(wire.scopes)
        values["scopes"] = frozenset(set(Scope) & set(wire.scopes))
    if wire.models is not None:
        faults += _model_faults(wire.models, catalogue)
        values["models"] = tuple(dict.fromkeys(wire.models))
    expires_at, found = _end(raw, wire)
    if expires_at is not None:
        values["expires_at"] = expires_at
    return TermsAsked(values=values, limits=limits, policy=policy), [*faults, *found]


def _is_null(raw: Mapping[str, Any], name: str) -> bool:
    return name in raw and raw[name] is None


def _scope_faults(scopes: list[str]) -> list[Fault]:
    known = [scope.value for scope in Scope]
    must_be = f"one of {', '.join(known)}"
    if not scopes:
        return [fault("scopes", scopes, f"an array of at least {must_be}")]
    return [
        fault(f"scopes[{index}]", scope, must_be)
        for index, scope in enumerate(scopes)
        if scope not in known
    ]


def _model_faults(models: list[str], catalogue: Catalogue) -> list[Fault]:
    if not models:
        return [fault("models", models, "an array of at least one name; leave it out for all")]
    found = []
    for index, name in enumerate(models):
        try:
            catalogue.find(name)
        except UnknownModel as error:
            param = f"models[{index}]"
            found.append(Fault(param=param, message=error.message, kind=error.code))
    return found


def _end(
    raw: Mapping[str, Any], wire: KeyNewWire | KeyChangeWire
) -> tuple[datetime | None, list[Fault]]:
    """When the key ends by itself."""
    now = datetime.now(UTC)
    if wire.expires_at is not None and wire.expires_in_s is not None:
        message = "`expires_in_s` says the same as `expires_at`; give one of them."
        return None, [Fault(param="expires_in_s", message=message)]
    if wire.expires_in_s is not None:
        return now + timedelta(seconds=wire.expires_in_s), []
    if wire.expires_at is not None and wire.expires_at <= now:
        return None, [fault("expires_at", raw["expires_at"], "a moment that is yet to come")]
    return wire.expires_at, []
