"""`inkstone models`: the catalogue."""

from dataclasses import asdict
from typing import Annotated

import typer

from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.settings import load
from inkstone.wiring import load_catalogue

app = typer.Typer(no_args_is_help=True)


@app.command("list", help="List the models that callers may name.")
@command
async def list_models(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the models."""
    models = load_catalogue(load(data_dir=data_dir)).models
    if as_json:
        print_json([asdict(model) for model in models])
    else:
        rows = [[m.name, m.tier.value, m.resolves_to, m.checkpoint, m.licence] for m in models]
        print_table(["name", "tier", "resolves to", "open weights", "their licence"], rows)


@app.command(help="Show one model, its open weights and their licence.")
@command
async def show(
    name: Annotated[str, typer.Argument(help="A model's name, in any vendor's spelling.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a model."""
    model = asdict(load_catalogue(load(data_dir=data_dir)).find(name))
    if as_json:
        print_json(model)
    else:
        for field, value in model.items():
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            print_line(f"{field.replace('_', ' ')}: {text}")
