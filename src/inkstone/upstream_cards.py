"""The operator's upstreams and routes: tables of the catalogue's file, read and checked.

Upstreams that the shipped catalogue lists are there too, unless the operator's names its own. One
whose key is not set is left out. This module opens no connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from inkstone.cards import catalogue_document
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest, UnknownModel
from inkstone.domain.request import Size
from inkstone.domain.routing import Rule, micros_of, rule_from_toml
from inkstone.engines.upstreams import Reach, Upstream, UpstreamModel
from inkstone.settings import Settings, environment

_KEYS = frozenset(
    {
        "name",
        "flavour",
        "url",
        "url_env",
        "api_key_env",
        "models",
        "concurrency",
        "requests_per_minute",
        "timeout_s",
        "failures_max",
        "rest_s",
        "reach",
    }
)
#: The names of engines that are no upstreams.
_BUILT_IN = frozenset({"auto", "sketch", "diffusion", "echo"})
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamCards:
    """What the files say of upstreams."""

    upstreams: tuple[Upstream, ...]
    #: Name → why it is not used.
    left_out: Mapping[str, str]
    rules: tuple[Rule, ...]


def load_upstreams(settings: Settings, catalogue: Catalogue) -> UpstreamCards:
    """Every upstream that can be used, and the rules of who makes what.

    Raises:
        InvalidRequest: a table has faults.
    """
    file = settings.models_file or "models.toml"
    own = catalogue_document(settings)
    shipped = catalogue_document(None)
    rows = list(own.get("upstream", ()))
    names = {row.get("name") for row in rows}
    rows += [row for row in shipped.get("upstream", ()) if row["name"] not in names]
    upstreams: list[Upstream] = []
    left_out: dict[str, str] = {}
    try:
        resolved = _resolved(catalogue)
        for row in rows:
            upstream = _upstream(row, catalogue)
            variable = row.get("api_key_env", "")
            if variable and not upstream.api_key:
                left_out[upstream.name] = f"{variable} is not set"
            elif not upstream.models:
                left_out[upstream.name] = "it serves no model of the catalogue"
            else:
                upstreams.append(upstream)
        rules = tuple(rule_from_toml(row, resolved) for row in own.get("route", ()))
    except (ValueError, TypeError, UnknownModel) as error:
        raise InvalidRequest(f"{file}: {error}.") from error
    known = {each.name for each in upstreams} | set(left_out) | (_BUILT_IN - {"auto"})
    for rule in rules:
        if strangers := [name for name in rule.to if name not in known]:
            raise InvalidRequest(f"{file}: [[route]] names no engine {', '.join(strangers)}.")
    return UpstreamCards(upstreams=tuple(upstreams), left_out=left_out, rules=rules)


def _resolved(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for model in catalogue.models:
        for name in (model.name, *model.aliases):
            found[name] = tuple(dict.fromkeys((model.name, model.resolves_to)))
    return found


def _upstream(row: Mapping[str, Any], catalogue: Catalogue) -> Upstream:
    name = str(row.get("name", ""))
    what = f"[[upstream]] {name or 'without a name'}"
    if unknown := set(row) - _KEYS:
        raise ValueError(f"{what} has no key {', '.join(sorted(unknown))}")
    if not name or name in _BUILT_IN or set(name) - _NAME_CHARS or len(name) > 48:
        raise ValueError(f"{what} needs a name of its own: small letters, digits, - _ .")
    url = environment(row.get("url_env", "")) or row.get("url", "")
    if not url:
        raise ValueError(f"{what} needs its `url`")
    usual = {each.name: each.default for each in fields(Upstream)}
    numbers: dict[str, Any] = {}
    for key, least in (
        ("concurrency", 1),
        ("requests_per_minute", 0),
        ("timeout_s", 1),
        ("failures_max", 1),
        ("rest_s", 0.1),
    ):
        given = row.get(key, usual[key])
        if isinstance(given, bool) or not isinstance(given, int | float) or given < least:
            raise ValueError(f"{what}: `{key}` is a number from {least}")
        if isinstance(usual[key], int) and not isinstance(given, int):
            raise ValueError(f"{what}: `{key}` is a whole number")
        numbers[key] = given
    return Upstream(
        name=name,
        flavour=str(row.get("flavour", "openai")),
        url=str(url),
        api_key=environment(row.get("api_key_env", "")),
        models=_models(what, row.get("models", {}), catalogue),
        reach=_reach(what, row.get("reach", {})),
        **numbers,
    )


def _models(what: str, rows: object, catalogue: Catalogue) -> Mapping[str, UpstreamModel]:
    if not isinstance(rows, dict):
        raise ValueError(f"{what}: `models` is a table: public name = its own name")
    found: dict[str, UpstreamModel] = {}
    for public, given in rows.items():
        row = {"name": given} if isinstance(given, str) else given
        if not isinstance(row, dict) or set(row) - {"name", "cost"} or not row.get("name"):
            raise ValueError(f'{what}: {public} = {{ name = "…", cost = "0.02" }}')
        served = UpstreamModel(name=str(row["name"]), cost_micros=micros_of(row.get("cost", 0)))
        try:
            model = catalogue.find(public)
        except UnknownModel:
            continue  # a catalogue of one's own need not list all that the shipped one does
        found[model.name] = served
        # Requests for an undated name are for the snapshot that it means.
        found.setdefault(model.resolves_to, served)
    return found


def _reach(what: str, row: object) -> Mapping[str, Any]:
    known = {each.name for each in fields(Reach)}
    if not isinstance(row, dict) or set(row) - known:
        raise ValueError(f"{what}: `reach` knows {', '.join(sorted(known))}")
    found = dict(row)
    if "sizes" in found:
        sides = [str(each).split("x") for each in found["sizes"]]
        found["sizes"] = tuple(Size(int(width), int(height)) for width, height in sides)
    return found
