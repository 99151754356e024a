"""Pictures made on a server, for the commands that make them: the same files, the same words.

It does not know how the server makes them.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkstone.cli import pictures
from inkstone.cli.outcome import Made, Outcome, file_of
from inkstone.domain import errors
from inkstone.domain.errors import InputRefused, InvalidRequest
from inkstone.domain.job import JobError, JobWarning
from inkstone.domain.request import Size

if TYPE_CHECKING:
    # The client is imported when there is a server to call, as pictures made here need none.
    from inkstone.client import AsyncClient, AsyncImage, Event, Job, Options
    from inkstone.client import errors as told

Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="INKSTONE_URL",
        show_envvar=False,
        help="Make it on this server, not here; without it, on the one that INKSTONE_URL names.",
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option("--api-key", help="The key for that server; without it, INKSTONE_API_KEY."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A server to make pictures on."""

    url: str
    api_key: str | None


def chosen(
    url: str | None,
    api_key: str | None,
    *,
    engine: str | None,
    data_dir: Path | None,
    checkpoint: str | None = None,
) -> There | None:
    """The server that the options name; none where the picture is made here.

    Raises:
        InvalidRequest: they say both.
    """
    if not url:
        if api_key is not None:
            raise InvalidRequest("--api-key goes with --url (or INKSTONE_URL).")
        return None
    here = {"--engine": engine, "--checkpoint": checkpoint, "--data-dir": data_dir}
    named = next((name for name, value in here.items() if value is not None), None)
    if named is not None:
        raise InvalidRequest(
            f"{named} is about pictures made here, and --url (or INKSTONE_URL) says {url}; "
            "leave one of them out."
        )
    return There(url=url, api_key=api_key)


def options(
    size: Size | None,
    *,
    model: str,
    n: int,
    seed: int | None,
    output_format: str,
    quality: int,
    negative: str = "",
) -> "Options":
    """What to ask the server for, beside words and pictures."""
    return {
        "model": model,
        "size": None if size is None else f"{size.width_px}x{size.height_px}",
        "negative_prompt": negative or None,
        "n": n,
        "seed": seed,
        "output_format": output_format,
        "quality": quality,
    }


async def make(
    there: There,
    prompt: str,
    options: "Options",
    *,
    output: Path,
    inputs: Sequence[Path] = (),
    mask: Path | None = None,
) -> Outcome:
    """Submit to a server, show the progress, and fetch what was made.

    Raises:
        InkstoneError: it could not be done; the class says what would help, as for pictures made
            here.
    """
    async with opened(there) as client:
        brought = [await _brought(client, file) for file in inputs]
        mask_id = None if mask is None else await _brought(client, mask)
        submitted = await client.submit(prompt, brought, mask=mask_id, **options)
        num_images = options["n"] or 1
        try:
            await _watch(client, submitted, num_images)
        except asyncio.CancelledError:
            # Interrupted: nobody is left to fetch what would be made and paid for.
            await client.cancel(submitted)
            raise
        job = await client.wait(submitted)
        made = [await _saved(image, output, num_images=num_images) for image in job.images]
    return _outcome(job, made)


@asynccontextmanager
async def opened(there: There) -> AsyncIterator["AsyncClient"]:
    """A client whose errors are ours."""
    from inkstone import client

    try:
        opened = client.AsyncClient(there.api_key, there.url)
    except ValueError as error:
        raise InvalidRequest(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    try:
        async with opened:
            yield opened
    except client.InkstoneError as error:
        raise _as_ours(error) from error


async def _brought(client: "AsyncClient", file: Path) -> str:
    from inkstone.client import BadRequest

    try:
        return (await client.upload(file)).id
    except BadRequest as error:
        raise InputRefused(f"{file}: {error.message}", code=error.code) from error
    except OSError as error:
        raise InvalidRequest(f"Cannot read {file}: {error.strerror}.") from error


async def _watch(client: "AsyncClient", job: "Job[AsyncImage]", num_images: int) -> None:
    with pictures.progress_bar() as bar:
        task = bar.add_task("server", total=num_images)
        async for event in client.events(job):
            if (done := _num_done(event, num_images)) is not None:
                bar.update(task, completed=done)


def _num_done(event: "Event", num_images: int) -> float | None:
    """How many pictures an event says are done, in parts."""
    if event.kind != "progress":
        return None
    return num_images * float(event.data.get("progress") or 0)


async def _saved(image: "AsyncImage", output: Path, *, num_images: int) -> Made:
    file = file_of(output, image.index, num_images=num_images)
    try:
        await image.save(file)
    except OSError as error:
        raise InvalidRequest(f"Cannot write {file}: {error.strerror}.") from error
    return Made(
        file=file,
        width_px=image.width,
        height_px=image.height,
        seed=image.seed,
        sha256=image.sha256,
    )


def _outcome(job: "Job[AsyncImage]", made: Sequence[Made]) -> Outcome:
    why = job.error
    return Outcome(
        status=job.status,
        engine=job.engine,
        model=job.model,
        made=made,
        warnings=[
            JobWarning(code=each.code, message=each.message, words=each.words)
            for each in job.warnings
        ],
        error=None if why is None else JobError(code=why.code, message=why.message),
    )


def _as_ours(error: "told.InkstoneError") -> errors.InkstoneError:
    """The error that the same would be here, so that it is told and ends alike."""
    message, code = getattr(error, "message", str(error)), getattr(error, "code", None)
    known = {cls.code: cls for cls in _classes(errors.InkstoneError)}
    return known.get(str(code), _nearest(error))(message, code=code)


def _nearest(error: "told.InkstoneError") -> type[errors.InkstoneError]:
    """The class of ours for a code that only the server knows."""
    from inkstone.client import errors as told

    match error:
        case told.BadRequest() | told.Conflict():
            return InvalidRequest
        case told.NotFound():
            return errors.NotFound
        case told.AuthenticationError() | told.InsufficientFunds():
            return errors.NotAuthenticated
        case told.RateLimited() | told.ConnectionFailed() | told.ServerError(status=503):
            return errors.TryLater
        case _:
            return errors.ServerFault


def _classes(cls: type[errors.InkstoneError]) -> Iterator[type[errors.InkstoneError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _classes(child)
