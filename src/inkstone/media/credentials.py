"""Content credentials (C2PA): signed into our own files, and kept of the pictures we start from.

It runs in processes of its own. This module does not know whose certificate signs, nor which
pictures a job made; nothing here asks the network for anything but a time stamp.
"""

import contextlib
import functools
import io
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, ClassVar

import c2pa

from inkstone.domain.errors import InkstoneError
from inkstone.media.certificates import algorithm_of, load_chain, load_key, pem_of
from inkstone.media.claim import Claim
from inkstone.media.credential_reader import context, holds, read
from inkstone.media.local_ca import SigningIdentity

__all__ = [
    "Claim",
    "SignedFile",
    "SigningRefused",
    "bare_ingredient",
    "ingredient",
    "read",
    "sign",
]

GENERATOR = "Inkstone"
#: How long a time-stamp authority may take; the library itself would wait for ever.
STAMP_S = 5.0
#: Manifests of a picture's ancestors travel with each descendant.
ARCHIVE_BYTES_MAX = 2 * 2**20
_TITLE_MAX = 200
_NOT_KEPT = "The manifests of this picture could not be kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A file with its credentials in it."""

    data: bytes = field(repr=False)
    #: Such as `urn:c2pa:` and a UUID.
    manifest_id: str
    is_time_stamped: bool


class SigningRefused(Exception):
    """The library does not sign with what it was given; its words are the message."""


def sign(
    data: bytes,
    *,
    media_type: str,
    claim: Claim,
    ingredients: Sequence[bytes],
    identity: SigningIdentity,
    timestamp_url: str,
) -> SignedFile:
    """Sign a file of ours; without a time stamp where its authority fails.

    Args:
        data: a PNG, JPEG, WebP or AVIF.
        media_type: what it is.
        claim: what is said of it.
        ingredients: what `ingredient` made, in the order of their indexes, of an edit alone.
        identity: who signs.
        timestamp_url: an authority as of RFC 3161; empty for none.

    Raises:
        SigningRefused: the file, the certificate or the key does not do.
        IdentityRefused: the certificate or the key is none.
        OSError: one of them cannot be read.
    """
    if ingredients and not claim.is_edit:
        raise ValueError("Only an edit has ingredients.")
    manifest_id = f"urn:c2pa:{uuid.uuid4()}"
    manifest = _manifest(claim, manifest_id, len(ingredients))
    work = functools.partial(
        _signed, data, media_type=media_type, manifest=manifest, identity=identity
    )
    with _telling():
        usable, signed = _built_on(work, ingredients, media_type)
    if timestamp_url:
        stamped = _in_time(lambda: work(ingredients=usable, timestamp_url=timestamp_url))
        if stamped is not None:
            return SignedFile(data=stamped, manifest_id=manifest_id, is_time_stamped=True)
    return SignedFile(data=signed, manifest_id=manifest_id, is_time_stamped=False)


def ingredient(data: bytes, *, media_type: str, title: str, index: int, anchors: str) -> bytes:
    """One input as an archive for `sign`, with its own manifests, checked and kept as they are.

    What is too large or broken is kept without its manifests, and says so.

    Args:
        data: a stranger's picture.
        media_type: what it is.
        title: what to call it.
        index: its place among the inputs; the first is what the picture was made from.
        anchors: the authorities that are trusted, as PEM; empty for none.

    Raises:
        ValueError: not even its name can be kept.
    """
    named, trusting = _named(media_type, title, index), context(anchors)
    try:
        builder = c2pa.Builder(_nobody(), trusting)
        with contextlib.closing(builder):
            builder.add_ingredient(named, media_type, io.BytesIO(data))
            archive = _archive(builder, index)
    except c2pa.C2paError:
        archive = b""
    if archive and len(archive) <= ARCHIVE_BYTES_MAX:
        return archive
    return bare_ingredient(media_type=media_type, title=title, index=index)


def bare_ingredient(*, media_type: str, title: str, index: int) -> bytes:
    """One input by its name alone; its bytes are not looked at.

    Raises:
        ValueError: not even that can be kept.
    """
    named = _named(media_type, title, index) | {"description": _NOT_KEPT}
    try:
        builder = c2pa.Builder(_nobody() | {"ingredients": [named]}, context(""))
        with contextlib.closing(builder):
            return _archive(builder, index)
    except c2pa.C2paError as error:
        raise ValueError(f"The input cannot be named in a manifest: {error}") from error


def _manifest(claim: Claim, manifest_id: str, num_ingredients: int) -> dict[str, Any]:
    did = {
        "action": "c2pa.edited" if num_ingredients else "c2pa.created",
        "digitalSourceType": claim.source_type,
        "softwareAgent": {"name": claim.agent_name, "version": claim.agent_version},
        "when": claim.when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    brought = [
        {
            "action": "c2pa.placed" if index else "c2pa.opened",
            "parameters": {"ingredientIds": [_label(index)]},
        }
        for index in range(num_ingredients)
    ]
    return {
        "label": manifest_id,
        "title": claim.title[:_TITLE_MAX],
        "instance_id": claim.instance_id,
        "claim_generator_info": [{"name": GENERATOR, "version": claim.generator_version}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [*brought, did]}}],
    }


def _built_on(
    work: Callable[..., bytes], ingredients: Sequence[bytes], media_type: str
) -> tuple[Sequence[bytes], bytes]:
    """The ingredients that our own file holds with, and the file.

    What strangers signed may be such that nothing can be built on it, although it was read: then
    it goes by its name alone.
    """
    if not ingredients:
        return (), work(ingredients=())

    def attempt(archives: Sequence[bytes]) -> bytes | None:
        try:
            made = work(ingredients=archives)
        except c2pa.C2paError:
            return None
        return made if holds(made, media_type=media_type) else None

    if made := attempt(ingredients):
        return ingredients, made
    bare = [
        bare_ingredient(media_type="", title=f"input {index + 1}", index=index)
        for index in range(len(ingredients))
    ]
    sound = [
        archive if attempt([*bare[:index], archive, *bare[index + 1 :]]) else bare[index]
        for index, archive in enumerate(ingredients)
    ]
    if made := attempt(sound):
        return sound, made
    return bare, work(ingredients=bare)


def _signed(
    data: bytes,
    *,
    media_type: str,
    manifest: Mapping[str, Any],
    ingredients: Sequence[bytes],
    identity: SigningIdentity,
    timestamp_url: str | None = None,
) -> bytes:
    changed = identity.chain.stat().st_mtime_ns, identity.key.stat().st_mtime_ns
    algorithm, chain, key = _loaded(identity, changed)
    info = c2pa.C2paSignerInfo(algorithm, chain, key, timestamp_url)
    file = io.BytesIO()
    builder = c2pa.Builder(dict(manifest), context(""))
    with contextlib.closing(builder), c2pa.Signer.from_info(info) as signer:
        for archive in ingredients:
            builder.add_ingredient_from_archive(io.BytesIO(archive))
        builder.sign(signer, media_type, io.BytesIO(data), file)
    return file.getvalue()


@functools.lru_cache(maxsize=2)
def _loaded(identity: SigningIdentity, _changed: tuple[int, int]) -> tuple[str, bytes, bytes]:
    """Algorithm, chain and key, read again when the files have changed."""
    load_chain(identity.chain)
    chain = identity.chain.read_bytes()
    return algorithm_of(identity.key), chain, pem_of(load_key(identity.key))


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except c2pa.C2paError as error:
        raise SigningRefused(str(error)) from error


def _nobody() -> dict[str, Any]:
    """A manifest that only holds an ingredient until it is put into an archive."""
    return {"claim_generator_info": [{"name": GENERATOR}]}


def _label(index: int) -> str:
    return f"input{index}"


def _named(media_type: str, title: str, index: int) -> dict[str, Any]:
    return {
        "title": title[:_TITLE_MAX],
        "format": media_type or "application/octet-stream",
        "relationship": "componentOf" if index else "parentOf",
        "label": _label(index),
    }


def _archive(builder: c2pa.Builder, index: int) -> bytes:
    file = io.BytesIO()
    builder.write_ingredient_archive(_label(index), file)
    return file.getvalue()


class _Asking(threading.Thread):
    """One signing that waits for a time-stamp authority, which may never answer."""

    #: At most one is left behind; while it waits the authority is not asked again.
    last: "ClassVar[_Asking | None]" = None

    def __init__(self, work: Callable[[], bytes]) -> None:
        super().__init__(name="inkstone-time-stamp", daemon=True)
        self._work = work
        self.signed: bytes | None = None

    def run(self) -> None:
        # What else is wrong shows when it is signed without a time stamp.
        with contextlib.suppress(c2pa.C2paError, InkstoneError, OSError):
            self.signed = self._work()


def _in_time(work: Callable[[], bytes]) -> bytes | None:
    """What it makes, if it makes it in time."""
    if _Asking.last is not None and _Asking.last.is_alive():
        return None
    _Asking.last = asking = _Asking(work)
    asking.start()
    asking.join(STAMP_S)
    return asking.signed
