"""`inkstone bench upstream`: many jobs through flaky upstreams, while the server is killed.

It does not know what is asked for, what fails, nor what must hold.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from inkstone.bench import results
from inkstone.bench import upstream as bench
from inkstone.cli.console import Exit, Json, command, err, print_json, print_table

Save = Annotated[Path | None, typer.Option(help="A file to write the figures to, as JSON.")]


@command
async def upstream(
    num_jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many are asked for.")] = 2000,
    kills: Annotated[int, typer.Option(min=0, help="How often the server is killed.")] = 8,
    faults: Annotated[
        float, typer.Option(min=0, max=1, help="The share of requests that meet a fault upstream.")
    ] = 0.1,
    seed: Annotated[int, typer.Option(help="What fails, and when the kills come.")] = 1,
    folder: Annotated[
        Path | None, typer.Option(help="Where data and logs are left; else they are removed.")
    ] = None,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Let upstreams fail and servers die, and look whether anything was bought twice."""
    plan = bench.Plan(num_jobs=num_jobs, num_kills=kills, fault_share=faults, seed=seed)
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("jobs", total=num_jobs)
        outcome = await bench.run(
            plan, folder=folder, on_progress=lambda done: bar.update(task, completed=done)
        )
    if save is not None:
        results.save(save, "upstream", outcome.figures)
    _report(outcome.figures, as_json=as_json)
    for violation in outcome.violations:
        err.print(violation, style="red", markup=False, soft_wrap=True)
    if outcome.violations:
        raise typer.Exit(Exit.FAILED)


def _report(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json({"benchmark": "upstream", "machine": results.machine(), "figures": figures})
        return
    rows = [[name, value] for name, value in figures.items() if name != "faults"]
    rows += [[f"upstream, {kind}", num] for kind, num in figures["faults"].items()]
    print_table(["figure", "value"], rows)


def add_to(app: typer.Typer) -> None:
    """Put the command beside the other benchmarks."""
    told = "Whether jobs survive flaky upstreams and kills, each bought once; fails where not."
    app.command("upstream", help=told)(upstream)
