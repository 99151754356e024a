"""Verify: what is known of any picture, by its file, its pixels and the registry of ours.

It costs nothing and anybody may ask, so it keeps to itself: its own workshop, few at once. It does
not know how a picture travelled here, nor in which words the answer is told.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from inkstone.domain.accounts import Caller
from inkstone.domain.errors import InputRefused, UnsupportedRequest
from inkstone.isolate.pool import WorkerCrashed
from inkstone.media.workshop import Workshop
from inkstone.net.fetch import Fetcher
from inkstone.service.turnstile import Turnstile, network_of
from inkstone.service.verification import (
    By,
    Certainty,
    Match,
    Verification,
    ai_labels,
    judge,
)
from inkstone.store import picture_registry
from inkstone.store.jobs import LOOKS_BITS
from inkstone.store.picture_registry import Registered
from inkstone.store.unit_of_work import Store, Transaction

#: How many are verified at once; the rest of those let in bring their pictures, or wait.
NUM_AT_ONCE = 2
NUM_PLACES = 10
NUM_PLACES_EACH = 4
#: In how many of 64 bits pictures may differ that look alike, and that look the same.
DISTANCE_MAX, DISTANCE_LIKELY = 8, 3
_NUM_ALIKE = 4
#: What is still looked at where the decoder of the rest did not survive the file.
_SAFE_PARTS = ("labels", "phash")


class Verifier:
    """Tells what is known of pictures."""

    def __init__(
        self,
        *,
        store: Store | None,
        workshop: Workshop,
        anchors: str,
        per_minute: int,
        fetcher: Fetcher | None = None,
    ) -> None:
        """Describe it; nothing starts.

        Args:
            store: where the pictures that were made here are registered; None for nowhere.
            workshop: where pictures are examined; nobody else's, so that nobody waits for it.
            anchors: the authorities whose signatures are trusted, as PEM; empty for none.
            per_minute: how many pictures one account, or one address, may have verified.
            fetcher: gets pictures from elsewhere; None where only bytes are taken.
        """
        self._store = store
        self._workshop = workshop
        self._anchors = anchors
        self._fetcher = fetcher
        self._turnstile = Turnstile(
            per_minute=per_minute, num_places=NUM_PLACES, num_places_each=NUM_PLACES_EACH
        )
        self._slots = asyncio.Semaphore(NUM_AT_ONCE)

    async def open(self) -> None:
        """Take pictures from now on; no process starts before the first."""
        await self._workshop.open()

    async def close(self) -> None:
        """End the processes; what is under way fails."""
        await self._workshop.close()

    @asynccontextmanager
    async def admit(self, caller: Caller | None, address: str) -> AsyncIterator[None]:
        """Let a caller in for one picture, for the length of the block, and count it.

        Args:
            caller: whose key it is, where one was sent.
            address: where the call came from; it counts where there is no key.

        Raises:
            RateLimited: it has had as many verified as it may.
            Busy: too many are inside.
        """
        who = network_of(address) if caller is None else caller.account_id
        with self._turnstile.passed(who):
            yield

    async def fetch(self, url: str) -> bytes:
        """The bytes of a picture that is elsewhere.

        Raises:
            UnsupportedRequest: nothing is fetched here.
            InputRefused: it could not be had.
            TryLater: not now.
        """
        if self._fetcher is None:
            raise UnsupportedRequest("Pictures from elsewhere are not fetched here.")
        async with self._fetcher.get(url) as download:
            return b"".join([chunk async for chunk in download.chunks()])

    async def verify(self, source: Path | bytes, caller: Caller | None) -> Verification:
        """What is known of a picture, as far as its caller may know.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        async with self._slots:
            found = await self._examined(source)
        matches: tuple[Match, ...] = ()
        if self._store is not None:
            matches = await self._store.read(lambda tx: _matches(tx, found, caller))
        says_ai = ai_labels(found)
        verdict, summary = judge(found, matches, says_ai)
        return Verification(
            verdict=verdict,
            summary=summary,
            media_type=found["media_type"],
            width_px=found["width_px"],
            height_px=found["height_px"],
            sha256=found["sha256"],
            credentials=found["credentials"],
            labels=found["labels"],
            ai_labels=says_ai,
            watermark=found["watermark"],
            matches=matches,
            unreadable=tuple(found["unreadable"]),
        )

    async def _examined(self, source: Path | bytes) -> dict[str, Any]:
        try:
            return await self._workshop.examine(source, anchors=self._anchors)
        except InputRefused as error:
            if not isinstance(error.__cause__, WorkerCrashed):
                raise
        # Whatever ended the process may have been one part of the file, and the picture whole.
        return await self._workshop.examine(source, parts=_SAFE_PARTS)


def _matches(tx: Transaction, found: Mapping[str, Any], caller: Caller | None) -> tuple[Match, ...]:
    """Which pictures of ours it is, or was made from, the surest first; each but once."""
    credentials = found["credentials"] or {}
    known: dict[str, Match] = {}

    def add(rows: Sequence[Registered], by: By, certainty: Certainty, **more: Any) -> None:
        for row in rows:
            match = _match(row, caller, by=by, certainty=certainty, **more)
            known.setdefault(match.image_id, match)

    add(picture_registry.by_sha256(tx, found["sha256"]), By.FILE, Certainty.CERTAIN)
    # Anybody can sign a manifest with a name that is ours: it counts where who signed is trusted.
    signed = Certainty.STRONG if credentials.get("state") == "trusted" else Certainty.CLAIMED
    own = list(_names([credentials.get("manifest_id")]))
    if signed is Certainty.STRONG:
        add(picture_registry.by_manifest(tx, own), By.MANIFEST, signed)
    if found["watermark"] is not None:
        rows = picture_registry.by_watermark(tx, found["watermark"]["mark_id"])
        add(rows, By.WATERMARK, Certainty.STRONG)
    add(picture_registry.by_manifest(tx, own), By.MANIFEST, signed)
    inputs = list(_names(each["manifest_id"] for each in credentials.get("ingredients", ())))
    add(picture_registry.by_manifest(tx, inputs), By.MANIFEST, signed, is_input=True)
    if not any(match.is_sure for match in known.values()):
        for row, distance in _alike(tx, found["phash"]):
            how = Certainty.LIKELY if distance <= DISTANCE_LIKELY else Certainty.POSSIBLE
            add([row], By.LIKENESS, how, distance=distance)
    return tuple(known.values())


def _match(row: Registered, caller: Caller | None, **more: Any) -> Match:
    is_operator = caller is not None and caller.is_operator
    is_owner = caller is not None and caller.account_id == row.account_id
    return Match(
        image_id=f"{row.job_id}-{row.image.image_index}",
        made_at=row.created_at,
        engine=row.engine,
        model=row.model,
        is_edit=row.image.is_edit,
        is_deleted=row.is_deleted,
        job_id=row.job_id if is_operator or is_owner else None,
        account_id=row.account_id if is_operator else None,
        **more,
    )


def _alike(tx: Transaction, phash: int | None) -> Iterator[tuple[Registered, int]]:
    if phash is None or phash.bit_count() not in LOOKS_BITS:
        return
    rows = picture_registry.alike(tx, phash, distance_max=DISTANCE_MAX, limit=_NUM_ALIKE)
    for row in rows:
        if row.image.phash is not None:
            yield row, (row.image.phash ^ phash).bit_count()


def _names(given: Any) -> Iterator[str]:
    """The names of manifests that one could have: pictures without one have an empty name."""
    for name in given:
        if name and "\0" not in name:
            yield name
