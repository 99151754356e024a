"""Pictures for the commands that make them: sizes, formats, one job in this process, the files.

It does not know which command asks.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from inkstone import bootstrap, picture_parts
from inkstone.cli.console import err
from inkstone.cli.outcome import Made, Outcome, file_of
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import Fault, InputRefused, InvalidRequest
from inkstone.domain.job import Job
from inkstone.domain.money import Amount
from inkstone.domain.request import SEED_LIMIT, ImageRequest, Size
from inkstone.service.references import Form, Reference
from inkstone.service.submission import Submission
from inkstone.settings import Settings
from inkstone.wiring import Parts

#: Ratio → size at 1K; 2K doubles both sides, up to 2048 a side.
_RATIOS = {
    "1:1": Size(1024, 1024),
    "16:9": Size(1280, 720),
    "9:16": Size(720, 1280),
    "4:3": Size(1152, 864),
    "3:4": Size(864, 1152),
    "3:2": Size(1248, 832),
    "2:3": Size(832, 1248),
}
_SIDE_MIN, _SIDE_MAX = 256, 2048
_WAIT_S = 900.0
#: The end of a file's name → the format that it asks for.
_FORMATS = {"": "png", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp",
            ".avif": "avif"}  # fmt: skip
_READ_BYTES = 256 * 1024

SIZE_HELP = "A ratio such as 16:9, or pixels: 1024x768."
OutputFile = Annotated[
    Path,
    typer.Option(
        "--output", "-o", help="The file to write; its end says what: png, jpg, webp or avif."
    ),
]
Resolution = Annotated[str, typer.Option(help="1K or 2K, with a ratio.")]
NumImages = Annotated[int, typer.Option("-n", min=1, max=6, help="How many pictures.")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=SEED_LIMIT - 1, help="The same seed, the same picture.")
]
Quality = Annotated[int, typer.Option(min=1, max=100, help="For formats that lose something.")]
Model = Annotated[str, typer.Option(help="A model of the catalogue.")]
EngineName = Annotated[str | None, typer.Option(help="What draws here: auto, sketch or diffusion.")]


def pixels(size: str, resolution: str) -> Size:
    """The size that two options name.

    Raises:
        InvalidRequest: they name none.
    """
    faults = []
    if resolution.upper() not in {"1K", "2K"}:
        faults.append(Fault(param="--resolution", message="--resolution is 1K or 2K."))
    pair = re.fullmatch(r"(\d{1,5})[x×*](\d{1,5})", size)
    ratio = _RATIOS.get(size)
    sides = (int(pair[1]), int(pair[2])) if pair else ()
    if not ratio and not (sides and all(_SIDE_MIN <= side <= _SIDE_MAX for side in sides)):
        message = (
            f"--size is {size!r}; it must be one of {', '.join(_RATIOS)}, "
            f"or WIDTHxHEIGHT with {_SIDE_MIN} to {_SIDE_MAX} pixels a side."
        )
        faults.append(Fault(param="--size", message=message))
    if faults:
        raise InvalidRequest(faults=faults)
    if ratio is None:
        return Size(*sides)
    if resolution.upper() == "1K":
        return ratio
    scale = min(2.0, _SIDE_MAX / max(ratio.width_px, ratio.height_px))
    return Size(round(ratio.width_px * scale), round(ratio.height_px * scale))


def format_of(output: Path) -> str:
    """The format that a file's name asks for.

    Raises:
        InvalidRequest: it is none that is written.
    """
    try:
        return _FORMATS[output.suffix.lower()]
    except KeyError:
        raise InvalidRequest(
            f"{output} ends in {output.suffix}; pictures are written as .png, .jpg, .webp or .avif."
        ) from None


def check_words(prompt: str, negative: str = "") -> None:
    """Refuse a prompt that no dialect would take.

    Raises:
        InvalidRequest: it is blank or too long.
    """
    if not 0 < len(prompt.strip()) <= 4_000 or len(negative) > 500:
        raise InvalidRequest("A prompt has 1 to 4,000 characters, a negative one at most 500.")


@asynccontextmanager
async def own_store(settings: Settings) -> AsyncIterator[Parts]:
    """Everything wired over a store that is thrown away afterwards."""
    identity = picture_parts.signing_identity(settings)
    with tempfile.TemporaryDirectory(prefix="inkstone-") as directory:
        own = settings.model_copy(
            update={
                "data_dir": Path(directory),
                "database_url": "",
                "free_bytes_min": 0,
                "sketch_processes": 1,
                "certificate": identity.chain,
                "certificate_key": identity.key,
            }
        )
        async with (
            bootstrap.open_parts(own, with_worker=True, is_throwaway=True) as parts,
            bootstrap.running(parts),
        ):
            yield parts


async def run(
    parts: Parts,
    request: ImageRequest,
    *,
    inputs: Sequence[Path] = (),
    mask: Path | None = None,
) -> Job:
    """Submit a request over its own store, show its progress, and return it ended."""
    services = parts.services
    account, _ = await services.accounts.ensure("local", grant=Amount.parse("1000"))
    caller = Caller(account_id=account.id, account_name=account.name, key_id="generate")
    references = [await _brought(parts, account.id, file) for file in inputs]
    submitted = await services.submitter.submit(
        Submission(
            caller=caller,
            dialect="native",
            request=request,
            references=references,
            mask=await _brought(parts, account.id, mask) if mask else None,
            forms=(Form.UPLOAD,),
            fingerprint="generate",
        )
    )
    waiting = asyncio.create_task(services.watcher.wait(submitted.job, timeout_s=_WAIT_S))
    with progress_bar() as bar:
        task = bar.add_task(parts.engines.choice[0], total=request.num_images)
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=0.1)
            done = parts.services.board.get(submitted.job) * request.num_images
            bar.update(task, completed=done)
    return waiting.result()


def progress_bar() -> Progress:
    """How far it has come, for whoever watches; gone afterwards."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, transient=True)


async def _brought(parts: Parts, account_id: str, file: Path) -> Reference:
    """A file as an upload, which is how a picture comes in everywhere."""

    async def chunks() -> AsyncIterator[bytes]:
        try:
            with file.open("rb") as opened:
                while chunk := opened.read(_READ_BYTES):
                    yield chunk
        except OSError as error:
            raise InvalidRequest(f"Cannot read {file}: {error.strerror}.") from error

    try:
        upload = await parts.services.uploads.take(account_id, chunks())
    except InputRefused as error:
        raise InputRefused(f"{file}: {error.message}", code=error.code) from error
    return Reference(param=str(file), text=upload.id)


async def write(parts: Parts, job: Job, output: Path) -> Outcome:
    """Write a job's pictures to files; several are numbered."""
    made = []
    for image in job.images:
        file = file_of(output, image.image_index, num_images=job.request.num_images)
        try:
            file.write_bytes(await parts.blobs.get(image.blob_key))
        except OSError as error:
            raise InvalidRequest(f"Cannot write {file}: {error.strerror}.") from error
        made.append(
            Made(
                file=file,
                width_px=image.width_px,
                height_px=image.height_px,
                seed=image.seed,
                sha256=image.sha256,
            )
        )
    return Outcome(
        status=job.status.value,
        engine=job.engine,
        model=job.request.model,
        made=made,
        warnings=job.warnings,
        error=job.error,
    )
