"""What is known of a picture, as the server tells it.

It does not know how it is asked for. What the server says beyond the fields here is in `raw`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inkstone.client.jobs import Document, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Content credentials (C2PA) of a picture."""

    #: `trusted`, `valid` (anybody may have signed) or `invalid`.
    state: str
    #: What does not hold.
    problems: tuple[str, ...]
    signed_by: str | None
    #: As its signer or a time-stamp authority says.
    signed_at: str | None
    is_time_stamped: bool
    #: The program that made them.
    generator: str | None
    #: What the picture was made from: titles and names of manifests.
    ingredients: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A picture that was made on the server."""

    #: `file`, `manifest`, `watermark` or `likeness`.
    by: str
    #: `certain`, `strong`, `claimed`, `likely` or `possible`.
    certainty: str
    #: Whether it is one that the picture was made from.
    is_input: bool
    image_id: str
    made_at: datetime | None
    engine: str
    model: str
    #: Of 64 bits of looks, how many differ.
    distance: int | None
    #: For its owner and the operator alone.
    job_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What is known of a picture."""

    #: `made_here`, `edited_here`, `changed_since_signed`, `credentials_invalid`,
    #: `signed_by_others`, `labelled_as_ai`, `looks_alike` or `unknown`.
    verdict: str
    #: The verdict in plain words.
    summary: str
    media_type: str
    width: int
    height: int
    sha256: str
    #: What says that AI or an algorithm made it; none proves nothing.
    ai_labels: tuple[str, ...]
    credentials: Credentials | None
    #: What an Inkstone wrote into the file of its making: seed, model, prompt.
    parameters: Mapping[str, Any] | None
    #: The surest first.
    matches: tuple[Match, ...]
    #: All that the server says: labels, the watermark, what could not be read.
    raw: Document = field(repr=False, compare=False)


def decode_verification(document: Document) -> Verification:
    """What is known, from its JSON."""
    found = document.get("credentials")
    return Verification(
        verdict=document["verdict"],
        summary=document.get("summary", ""),
        media_type=document.get("media_type", ""),
        width=document.get("width", 0),
        height=document.get("height", 0),
        sha256=document.get("sha256", ""),
        ai_labels=tuple(document.get("ai_labels") or ()),
        credentials=None if found is None else _credentials(found),
        parameters=document.get("parameters"),
        matches=tuple(_match(each) for each in document.get("matches") or ()),
        raw=document,
    )


def _credentials(document: Document) -> Credentials:
    return Credentials(
        state=document["state"],
        problems=tuple(document.get("problems") or ()),
        signed_by=document.get("signed_by"),
        signed_at=document.get("signed_at"),
        is_time_stamped=bool(document.get("is_time_stamped")),
        generator=document.get("generator"),
        ingredients=tuple(document.get("ingredients") or ()),
    )


def _match(document: Document) -> Match:
    return Match(
        by=document["by"],
        certainty=document.get("certainty", ""),
        is_input=bool(document.get("is_input")),
        image_id=document["image_id"],
        made_at=moment(document.get("made_at")),
        engine=document.get("engine", ""),
        model=document.get("model", ""),
        distance=document.get("distance"),
        job_id=document.get("job_id"),
    )
