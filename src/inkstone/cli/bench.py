"""`inkstone bench`: the benchmarks of this repository, as tables."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from inkstone import bootstrap
from inkstone.bench import acceptance as acceptance_bench
from inkstone.bench import contact_sheet, results
from inkstone.bench import engine as engine_bench
from inkstone.bench import jobs as jobs_bench
from inkstone.bench import marks as marks_bench
from inkstone.bench import sketch as sketch_bench
from inkstone.bench import watermark as watermark_bench
from inkstone.cli import bench_gateway, bench_upstream, pictures
from inkstone.cli.console import Exit, Json, command, err, print_json, print_table
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)
bench_gateway.add_to(app)
bench_upstream.add_to(app)

Save = Annotated[Path | None, typer.Option(help="A file to write the figures to, as JSON.")]


def _report(name: str, figures: dict[str, Any], *, save: Path | None, as_json: bool) -> None:
    if save is not None:
        results.save(save, name, figures)
    if as_json:
        print_json({"benchmark": name, "machine": results.machine(), "figures": figures})
    else:
        print_table(["figure", "value"], [[key, value] for key, value in figures.items()])


def _fail_for(violations: Sequence[str]) -> None:
    """End the command as failed where something does not hold."""
    for violation in violations:
        err.print(violation, style="red", markup=False, soft_wrap=True)
    if violations:
        raise typer.Exit(Exit.FAILED)


@app.command(help="How soon a job starts, and how many a second get through.")
@command
async def jobs(
    num_jobs: Annotated[int, typer.Option("--jobs", min=10, help="How many jobs.")] = 1000,
    clients: Annotated[int, typer.Option(min=1, help="How many clients at once.")] = 32,
    database_url: Annotated[
        str, typer.Option(help="A PostgreSQL database; without it a new SQLite file.")
    ] = "",
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Measure the jobs."""
    warm_up = max(8, num_jobs // 10)
    total = warm_up + max(20, num_jobs // 10) + num_jobs
    with (
        tempfile.TemporaryDirectory(prefix="inkstone-bench-") as directory,
        Progress(console=err, transient=True) as bar,
    ):
        settings = load(
            data_dir=Path(directory),
            engine="echo",
            database_url=database_url,
            free_bytes_min=0,
            # One for all runs, and never a real server's: its database refuses to be measured.
            secret_key="be" * 32,
        )
        task = bar.add_task("jobs", total=total)
        async with (
            bootstrap.open_parts(settings, with_worker=True) as parts,
            bootstrap.running(parts),
        ):
            figures = await jobs_bench.run(
                parts,
                num_jobs=num_jobs,
                num_clients=clients,
                on_progress=lambda done: bar.update(task, completed=done),
            )
    _report("jobs", figures, save=save, as_json=as_json)


@app.command(help="How long a sketch takes, and what it looks like.")
@command
async def sketch(
    seeds: Annotated[int, typer.Option(min=1, help="With how many seeds each is drawn.")] = 3,
    sheet: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file for a contact sheet, as .html or as pages of .png; may be given again."
        ),
    ] = None,
    prompts: Annotated[
        Path | None,
        typer.Option(help="Prompts of your own, one a line; [kind] begins those of a kind."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="A kind, such as scene, menu or style; may be given again."),
    ] = None,
    large: Annotated[
        bool, typer.Option("--large/--no-large", help="Each once at 2048x2048 too.")
    ] = True,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Measure the sketch engine."""
    for file in sheet or ():
        contact_sheet.check_name(file)
    asked = sketch_bench.prompts(prompts, only=only or ())
    cells: list[contact_sheet.Cell] = []
    total = sketch_bench.num_pictures(asked, num_seeds=seeds, is_large=large)
    with pictures.progress_bar() as bar:
        task = bar.add_task("pictures", total=total)
        figures = await sketch_bench.run(
            asked,
            num_seeds=seeds,
            is_large=large,
            on_progress=lambda done: bar.update(task, completed=done),
            on_shown=lambda shown: cells.append(_cell(shown)) if sheet else None,
        )
    for file in sheet or ():
        for written in contact_sheet.write(file, cells):
            err.print(f"{written}", markup=False, soft_wrap=True)
    _report("sketch", figures, save=save, as_json=as_json)


def _cell(shown: sketch_bench.Shown) -> contact_sheet.Cell:
    told = [f"{one.code}: {', '.join(one.words)}" for one in shown.warnings]
    caption = f"{shown.prompt.text} ({shown.prompt.kind}, seed {shown.seed})"
    return contact_sheet.cell(shown.png, caption=caption, remark="; ".join(told))


@app.command(help="How many times as fast as the plain pipeline the diffusion engine is.")
@command
async def engine(
    checkpoint: Annotated[
        str, typer.Option(help="A folder or a hub id of Qwen-Image-2.1, which may be tiny.")
    ],
    repeats: Annotated[int, typer.Option(min=1, help="How often each side runs.")] = 9,
    threads: Annotated[
        int, typer.Option(min=0, help="Threads of torch on a CPU; 0 is one for each core.")
    ] = 0,
    only: Annotated[
        list[str] | None, typer.Option(help="A case by its name; may be given again.")
    ] = None,
    large: Annotated[bool, typer.Option("--large", help="With pictures of 1024x1024.")] = False,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Measure the diffusion engine."""
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("cases", total=None)
        figures = engine_bench.run(
            checkpoint,
            num_repeats=repeats,
            num_threads=threads,
            is_large=large,
            only=only or (),
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        _report("engine", figures, save=save, as_json=True)
        return
    if save is not None:
        results.save(save, "engine", figures)
    print_table(engine_bench.COLUMNS, engine_bench.table(figures))


@app.command(help="Whether jobs and money survive kills, stops and restarts; fails where not.")
@command
async def acceptance(
    num_jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many are asked for.")] = 2000,
    seed: Annotated[int, typer.Option(help="What is asked for, and what breaks.")] = 1,
    clients: Annotated[int, typer.Option(min=1, help="How many clients at once.")] = 24,
    pause_s: Annotated[
        float | None,
        typer.Option(
            "--pause", min=0.1, help="Seconds between two faults; else 10 or 2 by database."
        ),
    ] = None,
    postgresql: Annotated[
        bool, typer.Option("--postgresql", help="Many processes on a PostgreSQL of its own.")
    ] = False,
    database_url: Annotated[
        str, typer.Option(help="An empty PostgreSQL database, which is not restarted.")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where data and logs are left; else they are removed.")
    ] = None,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Break things, and look whether all is well."""
    pause_s = pause_s or (2.0 if postgresql or database_url else 10.0)
    plan = acceptance_bench.Plan(num_jobs=num_jobs, seed=seed, num_clients=clients, pause_s=pause_s)
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("jobs", total=num_jobs)
        outcome = await acceptance_bench.run(
            plan,
            folder=folder,
            database_url=database_url,
            owns_postgresql=postgresql and not database_url,
            on_progress=lambda done: bar.update(task, completed=done),
        )
    _report("acceptance", outcome.figures, save=save, as_json=as_json)
    _fail_for(outcome.violations)


@app.command(help="What marks add to keeping a finished picture; fails where it is too much.")
@command
async def marks(
    repeats: Annotated[int, typer.Option(min=1, help="How often each picture is kept.")] = 9,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Keep pictures with marks and without."""
    with (
        tempfile.TemporaryDirectory(prefix="inkstone-bench-") as directory,
        pictures.progress_bar() as bar,
    ):
        task = bar.add_task("turns", total=marks_bench.num_turns(repeats))
        figures = await marks_bench.run(
            Path(directory),
            num_repeats=repeats,
            on_progress=lambda done: bar.update(task, completed=done),
        )
    _report("marks", figures, save=save, as_json=as_json)
    _fail_for(marks_bench.violations(figures))


@app.command(help="What the invisible watermark withstands and costs; fails if too little or much.")
@command
async def watermark(
    num_pictures: Annotated[
        int, typer.Option("--pictures", min=1, help="How many pictures are marked.")
    ] = 200,
    num_unmarked: Annotated[
        int, typer.Option("--unmarked", min=1, help="How many without a mark are looked at.")
    ] = 10_000,
    folder: Annotated[
        Path | None, typer.Option(help="Where drawings are kept for the next run.")
    ] = None,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Mark pictures, attack them, and look for the marks."""
    with (
        tempfile.TemporaryDirectory(prefix="inkstone-bench-") as directory,
        pictures.progress_bar() as bar,
    ):
        totals = {"drawn": num_pictures, "marked": num_pictures, "unmarked": num_unmarked}
        bars = {name: bar.add_task(name, total=total) for name, total in totals.items()}
        outcome = await watermark_bench.run(
            folder or Path(directory),
            num_pictures=num_pictures,
            num_unmarked=num_unmarked,
            on_progress=lambda name, done: bar.update(bars[name], completed=done),
        )
    _report("watermark", outcome.figures, save=save, as_json=as_json)
    _fail_for(outcome.violations)
