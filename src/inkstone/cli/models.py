"""`inkstone models`: the catalogue, and the weights that serve it on a GPU."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from inkstone.cards import load_catalogue
from inkstone.cli import pull as pulling
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.domain.catalogue import PublicModel
from inkstone.domain.errors import InkstoneError
from inkstone.engines import registry
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)
app.command("pull", help="Fetch a model's open weights into the cache; asks about their licence.")(
    pulling.pull
)

_NOT_INSTALLED = "unknown: the diffusion engine is not installed"


@app.command("list", help="List the models that callers may name, and where their weights are.")
@command
async def list_models(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the models."""
    catalogue = load_catalogue(load(data_dir=data_dir))
    there = {name: _whereabouts(name) for name in catalogue.sources()}
    if as_json:
        print_json([_as_json(model, there) for model in catalogue.models])
        return
    rows = [
        [m.name, m.tier.value, _source(m), _said(_source(m), there), m.licence.split(":")[0]]
        for m in catalogue.models
    ]
    print_table(["name", "tier", "open weights", "where", "their licence"], rows)


@app.command(help="Show one model, its open weights, where they are, and their licence.")
@command
async def show(
    name: Annotated[str, typer.Argument(help="A model's name, in any vendor's spelling.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a model."""
    model = load_catalogue(load(data_dir=data_dir)).find(name)
    there = {each: _whereabouts(each) for each in model.sources}
    if as_json:
        print_json(_as_json(model, there))
        return
    for field, value in asdict(model).items():
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        print_line(f"{field.replace('_', ' ')}: {text}")
    for each in model.sources:
        print_line(f"weights of {each}: {_said(each, there)}")


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


def _as_json(model: PublicModel, there: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    return {**asdict(model), "weights": there.get(_source(model))}
