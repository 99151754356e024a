"""The command `inkstone`: its subcommands and nothing else."""

from typing import Annotated

import typer

from inkstone import __version__
from inkstone.cli import (
    accounts,
    audit,
    bench,
    doctor,
    edit,
    enhance,
    generate,
    keys,
    models,
    scene,
    serve,
    usage,
    verify,
    webhooks,
    worker,
)
from inkstone.cli.console import print_line

app = typer.Typer(
    name="inkstone",
    help="The self-hosted Qwen Image 2.0 platform.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve", help="Serve the API, and draw.")(serve.serve)
app.command("worker", help="Draw for servers that share a PostgreSQL database.")(worker.worker)
app.command("generate", help="Make a picture, here or on a server.")(generate.generate)
app.command("edit", help="Change a picture, or make one of several, here or on a server.")(
    edit.edit
)
app.command("enhance", help="Put a prompt in other words, here or on a server.")(enhance.enhance)
app.command("scene", help="Take the scene out of a picture: as JSON, as SVG, or drawn again.")(
    scene.scene
)
app.command("verify", help="Say where a picture comes from, and who signed it.")(verify.verify)
app.add_typer(accounts.app, name="accounts", help="Who pays.")
app.add_typer(keys.app, name="keys", help="What authenticates.")
app.add_typer(usage.app, name="usage", help="What was spent.")
app.add_typer(audit.app, name="audit", help="What was administered.")
app.add_typer(webhooks.app, name="webhooks", help="Who was told that jobs have ended.")
app.add_typer(models.app, name="models", help="The catalogue.")
app.command("doctor", help="Say what this machine can do, and what is amiss.")(doctor.doctor)
app.add_typer(bench.app, name="bench", help="Measure.")


def _version(asked: bool) -> None:
    if asked:
        print_line(f"inkstone {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    # The option acts by itself: the function below is reached with a subcommand only.
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    app()
