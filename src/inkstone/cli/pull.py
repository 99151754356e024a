"""`inkstone models pull`: weights from the hub into the cache, after their licence was shown."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from inkstone.cards import load_catalogue
from inkstone.cli.console import DataDir, Json, command, err, print_json, print_line
from inkstone.domain.catalogue import FREE_LICENCES, Catalogue, PublicModel
from inkstone.domain.errors import InvalidRequest, UnknownModel
from inkstone.engines import registry
from inkstone.engines.weights import CheckpointFacts, Offer
from inkstone.settings import Settings, load


@command
async def pull(
    name: Annotated[
        str, typer.Argument(help="A model of the catalogue, or a hub id with optional @REVISION.")
    ],
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the licence without being asked.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Fetch the weights of a model, or those under a hub id."""
    settings = load(data_dir=data_dir)
    listed = load_catalogue(settings.model_copy(update={"commercial": False}))
    weights = registry.weights()
    pulled: list[dict[str, Any]] = []
    for source in _sources(settings, name):
        with err.status(f"Asking the hub about {source} …"):
            offer = await asyncio.to_thread(weights.offer, source)
        known = listed.checkpoints().get(offer.source)
        is_free = _is_free(offer, known)
        if settings.commercial and not is_free:
            raise InvalidRequest(
                f"{source} is not for business ({_licence(offer, known)}), and this server is "
                "(INKSTONE_COMMERCIAL).",
                code="licence_refused",
            )
        _show(offer, _licence(offer, known), with_text=not is_free)
        if not is_free and not accept_licence and offer.missing_bytes:
            _ask(offer)
        facts = await _fetched(offer)
        pulled.append(_told(offer, facts, _licence(offer, known)))
    if as_json:
        print_json(pulled)
        return
    for each in pulled:
        size = f"{each['size_bytes'] / 2**30:.1f} GiB"
        print_line(f"{each['checkpoint']}@{each['revision']}: {size} in {each['folder']}")


def _sources(settings: Settings, name: str) -> list[str]:
    """The hub ids that a name means, for new pictures and for edits, at the revisions pinned.

    Raises:
        UnknownModel: it is neither a model nor a hub id.
        InvalidRequest: its licence is known not to be for business, and business is meant.
    """
    catalogue: Catalogue = load_catalogue(settings.model_copy(update={"checkpoint": name}))
    try:
        model = catalogue.find(name)
    except UnknownModel:
        if "/" in name:
            return [name]
        raise
    if not model.sources:
        raise InvalidRequest(f"The catalogue names no weights for {model.name}.")
    return list(model.sources)


def _is_free(offer: Offer, known: PublicModel | None) -> bool:
    return known.is_free if known is not None else offer.licence.lower() in FREE_LICENCES


def _licence(offer: Offer, known: PublicModel | None) -> str:
    return (known.licence if known is not None else "") or offer.licence or "not named by its owner"


def _show(offer: Offer, licence: str, *, with_text: bool) -> None:
    """The licence first, then what is to come."""
    err.print(f"{offer.source}: licence {licence}", markup=False, soft_wrap=True)
    if with_text and offer.licence_text:
        err.print(offer.licence_text, markup=False, soft_wrap=True, style="dim")
    to_come = f"{offer.missing_bytes / 2**30:.1f} GiB" if offer.missing_bytes else "nothing"
    err.print(
        f"Revision {offer.revision}: {offer.num_files} files, {offer.total_bytes / 2**30:.1f} GiB, "
        f"of which {to_come} is to be fetched.",
        markup=False,
        soft_wrap=True,
    )


def _ask(offer: Offer) -> None:
    """Have the user agree.

    Raises:
        InvalidRequest: nobody did.
    """
    try:
        answer = err.input(f"Do you agree to the licence of {offer.source}? (y/N) ", markup=False)
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise InvalidRequest(
            "Nothing was fetched: the licence was not agreed to. Where nobody can be asked, "
            "--accept-licence says so.",
            code="licence_not_accepted",
        )


async def _fetched(offer: Offer) -> CheckpointFacts:
    stopped = threading.Event()
    with _bar(offer) as bar:
        task = bar.add_task(offer.source, total=offer.missing_bytes)

        def tell(num_bytes: int) -> None:
            if stopped.is_set():
                # An interrupt ends the command's task, not the threads that fetch.
                raise InterruptedError
            bar.advance(task, num_bytes)

        try:
            return await asyncio.to_thread(registry.weights().fetch, offer, tell)
        finally:
            stopped.set()


@contextmanager
def _bar(offer: Offer) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not offer.missing_bytes) as bar:
        yield bar


def _told(offer: Offer, facts: CheckpointFacts, licence: str) -> dict[str, Any]:
    return {
        "checkpoint": offer.source,
        "revision": facts.revision,
        "folder": str(facts.folder),
        "family": facts.family,
        "size_bytes": facts.total_bytes,
        "fetched_bytes": offer.missing_bytes,
        "licence": licence,
    }
