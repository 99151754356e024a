"""`inkstone bench gateway`: Inkstone in front of an upstream, beside LiteLLM's proxy.

It does not know how either is measured.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from inkstone.bench import gateway as bench
from inkstone.bench import gateway_contestants, gateway_goals, results
from inkstone.cli.console import (
    Exit,
    Json,
    command,
    err,
    print_json,
    print_line,
    print_table,
)
from inkstone.domain.errors import InvalidRequest

Save = Annotated[Path | None, typer.Option(help="A file to write the figures to, as JSON.")]


@command
async def gateway(
    litellm: Annotated[
        Path | None,
        typer.Option(help="The Python, or the folder, of an environment that has LiteLLM's proxy."),
    ] = None,
    litellm_config: Annotated[
        Path, typer.Option(help="The configuration of LiteLLM's proxy.")
    ] = Path("bench/gateway/litellm.yaml"),
    rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn in a case.")] = 3,
    seconds: Annotated[
        float, typer.Option(min=0.2, help="How long a turn is measured, in seconds.")
    ] = 6.0,
    warm_up: Annotated[
        float, typer.Option(min=0, help="How long each turn begins unmeasured, in seconds.")
    ] = 2.0,
    delay_ms: Annotated[
        float, typer.Option(min=0, help="How long the upstream takes for a picture.")
    ] = 0.0,
    case: Annotated[
        list[str] | None,
        typer.Option(help=f"One of {', '.join(bench.CASES)}, or none; may be given again."),
    ] = None,
    who: Annotated[
        list[str] | None,
        typer.Option(help=f"One of {', '.join(bench.CONTESTANTS)}; may be given again."),
    ] = None,
    soak: Annotated[
        int, typer.Option(min=0, help="Ask Inkstone for this many pictures of 2 MB at the end.")
    ] = 0,
    folder: Annotated[
        Path | None, typer.Option(help="Where data and logs are left; else they are removed.")
    ] = None,
    engine: Annotated[
        str, typer.Option(hidden=True, help="What draws in Inkstone instead of the upstream.")
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Fail where a goal is missed.")] = False,
    save: Save = None,
    as_json: Json = False,
) -> None:
    """Ask everybody for the same pictures in turns."""
    plan = bench.Plan(
        num_rounds=rounds,
        warm_up_s=warm_up,
        measured_s=seconds,
        delay_s=delay_ms / 1e3,
        cases=_known(case, (*bench.CASES, "none")),
        who=_known(who, bench.CONTESTANTS),
        num_soak=soak,
        litellm=gateway_contestants.litellm_executable(litellm) if litellm else None,
        litellm_config=litellm_config,
        engine=engine,
    )
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("turns", total=bench.num_turns(plan))
        outcome = await bench.run(
            plan, folder=folder, on_progress=lambda done: bar.update(task, completed=done)
        )
    if save is not None:
        results.save(save, "gateway", outcome.figures)
    _report(outcome.figures, as_json=as_json)
    wrong = [*outcome.violations, *(gateway_goals.missed(outcome.figures) if check else ())]
    for each in wrong:
        err.print(each, style="red", markup=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(Exit.FAILED)


def _known(names: list[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are named, or all; `none` is nobody's name."""
    wrong = [name for name in names or () if name not in known]
    if wrong:
        raise InvalidRequest(f"There is no {wrong[0]}; there are {', '.join(known)}.")
    return tuple(name for name in known if name != "none" and (not names or name in names))


def _report(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json({"benchmark": "gateway", "machine": results.machine(), "figures": figures})
        return
    print_table(list(gateway_goals.COLUMNS), list(gateway_goals.table(figures)))
    for part in ("setup", "soak"):
        if part in figures:
            print_line("")
            print_table([part, ""], [[name, value] for name, value in figures[part].items()])
    print_line("")
    rows = [
        [goal["name"], goal["found"], goal["wanted"], "met" if goal["is_met"] else "missed"]
        for goal in figures["goals"]
    ]
    print_table(["goal", "found", "wanted", ""], rows)


def add_to(app: typer.Typer) -> None:
    """Put the command beside the other benchmarks."""
    told = "What Inkstone adds to an upstream, and what LiteLLM's proxy does; fails where books do."
    app.command("gateway", help=told)(gateway)
