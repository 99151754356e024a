"""`inkstone models`: the catalogue, the weights that serve it on a GPU, and who makes what here."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from inkstone import engine_parts
from inkstone.cards import load_catalogue
from inkstone.cli import pull as pulling
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import InkstoneError
from inkstone.domain.money import Amount
from inkstone.engines import registry
from inkstone.service.route import Router
from inkstone.settings import Settings, load

app = typer.Typer(no_args_is_help=True)
app.command("pull", help="Fetch a model's open weights into the cache; asks about their licence.")(
    pulling.pull
)

_NOT_INSTALLED = "unknown: the diffusion engine is not installed"


@app.command("list", help="List the models that callers may name, and where their weights are.")
@command
async def list_models(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the models."""
    settings = load(data_dir=data_dir)
    catalogue = load_catalogue(settings)
    router = _router(settings, catalogue)
    there = {name: _whereabouts(name) for name in catalogue.sources()}
    if as_json:
        print_json([_as_json(model, there, router) for model in catalogue.models])
        return
    rows = [
        [
            m.name,
            m.tier.value,
            _makers(m, router),
            _source(m),
            _said(_source(m), there),
            m.licence.split(":")[0],
        ]
        for m in catalogue.models
    ]
    columns = ["name", "tier", "made here by", "open weights", "where", "their licence"]
    print_table(columns, rows)


@app.command(
    help="Show one model, its open weights, where they are, their licence, and who makes it here."
)
@command
async def show(
    name: Annotated[str, typer.Argument(help="A model's name, in any vendor's spelling.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a model."""
    settings = load(data_dir=data_dir)
    catalogue = load_catalogue(settings)
    model = catalogue.find(name)
    router = _router(settings, catalogue)
    there = {each: _whereabouts(each) for each in model.sources}
    if as_json:
        print_json(_as_json(model, there, router))
        return
    for field, value in asdict(model).items():
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        print_line(f"{field.replace('_', ' ')}: {text}")
    for each in model.sources:
        print_line(f"weights of {each}: {_said(each, there)}")
    print_line(f"new pictures made here by: {_makers(model, router)}")
    print_line(f"edits made here by: {_makers(model, router, is_edit=True)}")


def _source(model: PublicModel) -> str:
    """What draws its new pictures; empty where the catalogue names no weights."""
    return model.sources[0] if model.checkpoint else ""


def _whereabouts(checkpoint: str) -> dict[str, Any] | None:
    """What is known of a checkpoint in the cache; `None` where nothing here could tell."""
    if registry.lacking_libraries():
        return None
    try:
        facts = registry.weights().inspect(checkpoint)
    except InkstoneError as error:
        return {"is_cached": False, "why_not": error.code}
    return {
        "is_cached": True,
        "revision": facts.revision,
        "size_bytes": facts.total_bytes,
        "folder": str(facts.folder),
    }


def _said(checkpoint: str, there: dict[str, dict[str, Any] | None]) -> str:
    if not checkpoint:
        return ""
    found = there[checkpoint]
    if found is None:
        return _NOT_INSTALLED
    if not found["is_cached"]:
        partly = {"checkpoint_incomplete": "partly fetched", "checkpoint_broken": "damaged"}
        return partly.get(found["why_not"], "not fetched")
    return f"in the cache, {found['size_bytes'] / 2**30:.1f} GiB, revision {found['revision'][:12]}"


def _router(settings: Settings, catalogue: Catalogue) -> Router | None:
    """Who is asked for what; `None` where no engine can be made, as `inkstone doctor` explains."""
    try:
        return engine_parts.engines(settings, catalogue).router
    except InkstoneError:
        return None


def _makers(model: PublicModel, router: Router | None, *, is_edit: bool = False) -> str:
    """The engines that are asked in turn, each with what a picture costs the operator there."""
    routes = router.serving(model, is_edit=is_edit) if router else ()
    costs = [(each.queue, each.costs.get(model.resolves_to, 0)) for each in routes]
    named = [f"{queue} ({Amount(cost).units():f})" if cost else queue for queue, cost in costs]
    return ", ".join(named) or "nobody"


def _as_json(
    model: PublicModel, there: dict[str, dict[str, Any] | None], router: Router | None
) -> dict[str, Any]:
    def made_by(*, is_edit: bool) -> list[dict[str, Any]]:
        return [
            {"engine": each.queue, "cost_micros": each.costs.get(model.resolves_to, 0)}
            for each in (router.serving(model, is_edit=is_edit) if router else ())
        ]

    return {
        **asdict(model),
        "weights": there.get(_source(model)),
        "made_by": made_by(is_edit=False),
        "edited_by": made_by(is_edit=True),
    }
