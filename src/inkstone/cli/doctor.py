"""`inkstone doctor`: what this machine can do, and what is amiss."""

import shutil
import sys
from typing import Any

import typer

from inkstone import __version__, bootstrap, engine_parts, limits
from inkstone.cards import load_catalogue
from inkstone.cli import doctor_enhancer, doctor_pictures, doctor_upstreams, doctor_weights
from inkstone.cli.console import DataDir, Exit, Json, command, err, print_json, print_line
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InkstoneError
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.base import Engine, Output, Run
from inkstone.settings import Settings, load

Finding = doctor_weights.Finding


@command
async def doctor(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Look at everything that a server needs."""
    settings = load(data_dir=data_dir)
    catalogue = load_catalogue(settings)
    allowed = limits.engine_limits(settings, catalogue)
    with err.status("Looking around …"):
        findings: list[Finding] = [
            (True, "version", f"Inkstone {__version__}, Python {sys.version.split()[0]}"),
            _disk(settings),
            await _database(settings),
            *await _engine(settings, catalogue),
            *doctor_weights.findings(settings, allowed.diffusion),
            *_fetching(settings),
            *doctor_pictures.findings(settings),
            *await doctor_enhancer.findings(settings),
        ]
    if as_json:
        rows: list[dict[str, Any]] = [
            {"ok": is_well, "what": what, "says": says} for is_well, what, says in findings
        ]
        print_json(rows)
    else:
        for is_well, what, says in findings:
            print_line(f"{'ok  ' if is_well else 'BAD '} {what}: {says}")
    if not all(is_well for is_well, _, _ in findings):
        raise typer.Exit(Exit.FAILED)


def _disk(settings: Settings) -> Finding:
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    is_well = free >= settings.free_bytes_min
    says = f"{free / 2**30:.1f} GiB free for {settings.data_dir}"
    return is_well, "disk", says if is_well else f"{says}; jobs are refused until there is more"


def _fetching(settings: Settings) -> list[Finding]:
    if not settings.fetch_allow:
        return []
    allowed = ", ".join(settings.fetch_allow)
    return [(True, "fetching", f"callers may have us fetch from these, private or not: {allowed}")]


async def _database(settings: Settings) -> Finding:
    if settings.is_embedded and not (settings.data_dir / "inkstone.db").exists():
        return True, "database", "SQLite, made at the first start"
    try:
        async with bootstrap.open_tables(settings) as tables:
            wrong = await tables.accounts.check_ledger()
    except (InkstoneError, OSError) as error:
        return False, "database", str(error)
    kind = "SQLite" if settings.is_embedded else "PostgreSQL"
    return not wrong, "database", f"{kind}; " + ("; ".join(wrong) or "the ledger re-adds")


async def _engine(settings: Settings, catalogue: Catalogue) -> list[Finding]:
    try:
        engines = engine_parts.engines(settings, catalogue)
    except InkstoneError as error:
        return [(False, "engine", error.message)]
    name, why = engines.choice
    upstreams = await doctor_upstreams.findings(settings, engines, catalogue)
    if name == "diffusion":
        # Loading weights takes a minute or more, so none are loaded to draw a test picture.
        says = f"{name} ({why}); `inkstone generate` draws a test picture"
        return [(True, "engine", says), *upstreams]
    if engines.first.capabilities.is_remote:
        says = f"{name} ({why}); no test picture is bought of it"
        return [(True, "engine", says), *upstreams]
    return [*await _test_picture(engines.first, name, why), *upstreams]


async def _test_picture(engine: Engine, name: str, why: str) -> list[Finding]:
    size = Size(256, 256)
    request = ImageRequest(
        model="doctor", tier=Tier.STANDARD, prompt="a red apple 苹果", size=size, seed=1
    )
    run = Run(
        job_id="doctor", attempt=1, account_id="doctor", request=request, size=size, seeds=(1,)
    )
    pictures = 0
    try:
        await engine.open()
        try:
            async for event in engine.run(run):
                pictures += isinstance(event, Output)
        finally:
            await engine.close()
    except InkstoneError as error:
        return [(False, "engine", f"{name} ({why}) cannot draw: {error.message}")]
    return [
        (True, "engine", f"{engine.identity} ({why})"),
        (pictures == 1, "picture", "a test picture was drawn" if pictures else "none was drawn"),
    ]
