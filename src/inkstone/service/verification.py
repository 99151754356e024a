"""Verifications: what is known of a picture, and what that comes to for whoever asked.

It does not know how a picture is read, nor where those made here are registered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

#: The ends of IPTC's digital source types that say that no camera made all of a picture.
_NOT_BY_CAMERA = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicMedia",
    "compositeSynthetic",
)
#: `Label` of GB 45438-2025: made by AI, probably, suspected.
_AIGC_LABELS = frozenset({"1", "2", "3"})
#: Of what a file is labelled with, what is told; documents are told as parameters.
_LABELS = ("digital_source_type", "creator_tool", "create_date", "aigc")
_PROVES_NOTHING = "That proves nothing: labels, credentials and marks can be removed."


class Verdict(StrEnum):
    """What all that is known comes to; none of them says that a picture was not made by AI."""

    #: It was made here: its file, its credentials or its watermark say so.
    MADE_HERE = "made_here"
    #: The same, and it was made here from other pictures.
    EDITED_HERE = "edited_here"
    #: It is not what was signed any more.
    CHANGED_SINCE_SIGNED = "changed_since_signed"
    #: It has credentials that do not hold for another reason.
    CREDENTIALS_INVALID = "credentials_invalid"
    #: It has credentials that hold, and lead to no picture that is registered here.
    SIGNED_BY_OTHERS = "signed_by_others"
    #: Its file or its pixels say that a machine made it, and nobody signed that.
    LABELLED_AS_AI = "labelled_as_ai"
    #: It looks like a picture that was made here, which is a hint and no more.
    LOOKS_ALIKE = "looks_alike"
    #: Nothing is known of it.
    UNKNOWN = "unknown"


class By(StrEnum):
    """What a picture was recognised by."""

    FILE = "file"
    MANIFEST = "manifest"
    WATERMARK = "watermark"
    LIKENESS = "likeness"


class Certainty(StrEnum):
    """How sure it is that it was this one."""

    #: The very same bytes.
    CERTAIN = "certain"
    #: Credentials that hold by a trusted signer, or a watermark.
    STRONG = "strong"
    #: It says so itself, in credentials that do not hold or whose signer is not trusted.
    CLAIMED = "claimed"
    #: It looks the same.
    LIKELY = "likely"
    #: It looks much the same.
    POSSIBLE = "possible"


_IS_SURE = frozenset({Certainty.CERTAIN, Certainty.STRONG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A picture that was made here."""

    by: By
    certainty: Certainty
    #: Whether it is one that the picture in question was made from.
    is_input: bool = False
    image_id: str
    made_at: datetime
    #: `name/model@revision`.
    engine: str
    model: str
    #: Whether it was made from other pictures.
    is_edit: bool = False
    #: Whether its job's results were deleted here.
    is_deleted: bool = False
    #: In how many of 64 bits its looks differ, for `LIKENESS`.
    distance: int | None = None
    #: For its owner and the operator alone.
    job_id: str | None = None
    #: For the operator alone.
    account_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        made_at = self.made_at.astimezone(UTC).isoformat(timespec="milliseconds")
        return asdict(self) | {"made_at": made_at.replace("+00:00", "Z")}

    @property
    def is_sure(self) -> bool:
        """Whether it is this picture beyond reasonable doubt."""
        return self.certainty in _IS_SURE and not self.is_input


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What is known of a picture."""

    verdict: Verdict
    #: The same in plain words.
    summary: str
    media_type: str
    width_px: int
    height_px: int
    sha256: str
    #: As `credential_reader.read` tells them; None where there are none.
    credentials: Mapping[str, Any] | None
    #: As `labels_read.read` tells them; None where they could not be read.
    labels: Mapping[str, Any] | None
    #: What says that no camera made all of it: `credentials`, `iptc`, `aigc`, `watermark`.
    ai_labels: tuple[str, ...]
    #: The number in its pixels and how far it stands out; None where none was found.
    watermark: Mapping[str, Any] | None
    #: The surest first.
    matches: tuple[Match, ...]
    #: What could not be read of the file: `credentials`, `labels`, `watermark`, `phash`.
    unreadable: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values: what is told, on the line and on the screen."""
        labels, mark = self.labels, self.watermark
        return {
            "verdict": self.verdict.value,
            "summary": self.summary,
            "media_type": self.media_type,
            "width": self.width_px,
            "height": self.height_px,
            "sha256": self.sha256,
            "ai_labels": list(self.ai_labels),
            "credentials": self.credentials,
            "labels": None if labels is None else {name: labels.get(name) for name in _LABELS},
            "parameters": _parameters(labels or {}),
            "watermark": mark
            and {"id": f"{mark['mark_id']:012x}", "sigmas": round(mark["sigmas"], 1)},
            "matches": [match.to_json() for match in self.matches],
            "unreadable": list(self.unreadable),
        }


def ai_labels(found: Mapping[str, Any]) -> tuple[str, ...]:
    """What of an examined picture says that no camera made all of it."""
    credentials, labels = found["credentials"] or {}, found["labels"] or {}
    says = {
        "credentials": _is_machine_made(credentials.get("source_type")),
        "iptc": _is_machine_made(labels.get("digital_source_type")),
        "aigc": str((labels.get("aigc") or {}).get("Label")) in _AIGC_LABELS,
        "watermark": found["watermark"] is not None,
    }
    return tuple(name for name, is_said in says.items() if is_said)


def judge(
    found: Mapping[str, Any], matches: Sequence[Match], says_ai: Sequence[str]
) -> tuple[Verdict, str]:
    """The verdict and its words."""
    credentials = found["credentials"]
    sure = next((match for match in matches if match.is_sure), None)
    is_file = sure is not None and sure.by is By.FILE
    if credentials is not None and credentials["state"] == "invalid" and not is_file:
        return _invalid(credentials, sure)
    if sure is not None:
        return _made_here(sure)
    if credentials is not None:
        return Verdict.SIGNED_BY_OTHERS, _signed(credentials, matches)
    if says_ai:
        return Verdict.LABELLED_AS_AI, (
            f"The picture says that AI or an algorithm made it ({', '.join(says_ai)}). Nobody "
            "signed that, and it does not lead to a picture that was made here."
        )
    return _unmarked(matches)


def _unmarked(matches: Sequence[Match]) -> tuple[Verdict, str]:
    alike = next((match for match in matches if match.by is By.LIKENESS), None)
    if alike is not None:
        return Verdict.LOOKS_ALIKE, (
            f"The picture looks like {alike.image_id}, which was made here {_when(alike)}. That is "
            "a hint and no proof: other pictures look alike, too."
        )
    return Verdict.UNKNOWN, (
        "Nothing is known of this picture: it carries no credentials, label or mark that can be "
        f"read, and it is like none that was made here. {_PROVES_NOTHING}"
    )


def _parameters(labels: Mapping[str, Any]) -> dict[str, Any] | None:
    found = (labels.get("documents") or {}).get("inkstone:parameters")
    return found if isinstance(found, dict) else None


def _made_here(match: Match) -> tuple[Verdict, str]:
    how = {
        By.FILE: "This very file was made here",
        By.MANIFEST: "The picture was made here, and signed; it has not been changed since",
        By.WATERMARK: "The picture comes from here: its pixels carry the mark of one that was made "
        "here. It is not the file that was made, so it may have been changed since",
    }[match.by]
    if match.is_edit:
        more = " It was made from other pictures."
        return Verdict.EDITED_HERE, f"{how} ({match.image_id}, {_when(match)}).{more}"
    return Verdict.MADE_HERE, f"{how} ({match.image_id}, {_when(match)})."


def _invalid(credentials: Mapping[str, Any], sure: Match | None) -> tuple[Verdict, str]:
    also = ""
    if sure is not None:
        also = f" Its pixels carry the mark of {sure.image_id}, which was made here {_when(sure)}."
    if any("mismatch" in problem for problem in credentials["problems"]):
        return Verdict.CHANGED_SINCE_SIGNED, (
            "The picture has been changed since it was signed, or its signature was taken from "
            f"another picture: what its credentials say cannot be relied on.{also}"
        )
    return Verdict.CREDENTIALS_INVALID, (
        f"The picture's credentials do not hold, so what they say cannot be relied on.{also}"
    )


def _signed(credentials: Mapping[str, Any], matches: Sequence[Match]) -> str:
    who = credentials["signed_by"] or "somebody who gives no name"
    if credentials["state"] == "trusted":
        said = f"The picture was signed by {who}, who is trusted here"
    else:
        said = (
            f"The picture was signed by {who}. That name is not vouched for by anybody who is "
            "trusted here: anyone can make such a signature"
        )
    is_ai = _is_machine_made(credentials["source_type"])
    told = " Its credentials say that AI or an algorithm made it." if is_ai else ""
    claimed = next((match for match in matches if match.certainty is Certainty.CLAIMED), None)
    ours = "It leads to no picture that is registered here."
    if claimed is not None and not claimed.is_input:
        ours = f"It names {claimed.image_id}, which was made here, but was not signed here."
    return f"{said}; it has not been changed since. {ours}{told}"


def _is_machine_made(source_type: object) -> bool:
    return isinstance(source_type, str) and source_type.rpartition("/")[2] in _NOT_BY_CAMERA


def _when(match: Match) -> str:
    return f"on {match.made_at.date().isoformat()}"
