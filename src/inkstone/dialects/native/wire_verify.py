"""The native API's JSON about what is known of a picture.

It does not know how it came to be known.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import Wire


class VerifyWire(Wire):
    """The body of `POST /verify`, where it is JSON."""

    image: str | None = Field(
        None,
        description="The picture: a `data:` URI or base64; with a key also an http(s) URL or the "
        "id of an upload.",
    )


class ActionWire(BaseModel):
    """Something that was done to the picture, as its credentials say."""

    action: str | None = Field(description="Such as `c2pa.created` or `c2pa.edited`.")
    when: str | None
    digital_source_type: str | None
    software_agent: str | None


class IngredientWire(BaseModel):
    """A picture that this one was made from, as its credentials say."""

    title: str | None
    relationship: str | None = Field(description="`parentOf` for the first, else `componentOf`.")
    manifest_id: str | None = Field(description="Null where it had no credentials itself.")


class CredentialsWire(BaseModel):
    """Content credentials (C2PA)."""

    state: Literal["trusted", "valid", "invalid"] = Field(
        description="`trusted`: they hold, and this server trusts who signed. `valid`: they hold, "
        "but anybody may have signed. `invalid`: they do not hold."
    )
    problems: list[str] = Field(description="What does not hold, in C2PA's codes.")
    manifest_id: str | None
    title: str | None
    generator: str | None = Field(description="The program that made them.")
    signed_by: str | None = Field(description="As the certificate says.")
    signed_at: str | None
    is_time_stamped: bool = Field(description="Whether a time-stamp authority signed the time.")
    source_type: str | None = Field(description="IPTC's digital source type, as an address.")
    actions: list[ActionWire]
    ingredients: list[IngredientWire]


class LabelsWire(BaseModel):
    """What the file says in labels, which nobody signed."""

    digital_source_type: str | None = Field(description="IPTC's, as an address.")
    creator_tool: str | None
    create_date: str | None
    aigc: dict[str, str] | None = Field(description="The label of GB 45438-2025.")


class WatermarkWire(BaseModel):
    """An invisible watermark of Inkstone's."""

    id: str = Field(description="48 bits in hexadecimal.")
    sigmas: float = Field(description="How far it stands out of chance.")


class MatchWire(BaseModel):
    """A picture that was made here."""

    by: Literal["file", "manifest", "watermark", "likeness"] = Field(
        description="What it was recognised by. `likeness` is a hint and no more."
    )
    certainty: Literal["certain", "strong", "claimed", "likely", "possible"] = Field(
        description="`certain`: the same bytes. `strong`: a watermark, or credentials that hold by "
        "a signer who is trusted here. `claimed`: other credentials. `likely`, `possible`: by "
        "looks."
    )
    is_input: bool = Field(description="Whether it is one that the picture was made from.")
    image_id: str
    made_at: str
    engine: str
    model: str
    is_edit: bool = Field(description="Whether it was made from other pictures.")
    is_deleted: bool = Field(description="Whether it was deleted here since.")
    distance: int | None = Field(description="Of 64 bits of looks, how many differ; null else.")
    job_id: str | None = Field(description="Where your key may read the job; else null.")
    account_id: str | None = Field(description="For the operator; null for others.")


class VerificationWire(BaseModel):
    """What is known of a picture."""

    object: str = "verification"
    verdict: Literal[
        "made_here",
        "edited_here",
        "changed_since_signed",
        "credentials_invalid",
        "signed_by_others",
        "labelled_as_ai",
        "looks_alike",
        "unknown",
    ] = Field(description="What it comes to. No verdict says that a picture is not AI's.")
    summary: str = Field(description="The verdict in plain words, for people.")
    media_type: str = Field(description="By its content.")
    width: int = Field(description="Upright, in pixels.")
    height: int
    sha256: str
    ai_labels: list[Literal["credentials", "iptc", "aigc", "watermark"]] = Field(
        description="What says that AI or an algorithm made it; none proves nothing."
    )
    credentials: CredentialsWire | None = Field(description="Null where it has none.")
    labels: LabelsWire | None = Field(description="Null where they could not be read.")
    parameters: dict[str, Any] | None = Field(
        description="What an Inkstone wrote into the file of its making: seed, model, prompt; "
        "nobody signed it where `credentials` do not hold."
    )
    watermark: WatermarkWire | None = Field(description="Null where none was found.")
    matches: list[MatchWire] = Field(description="Pictures that were made here, surest first.")
    unreadable: list[str] = Field(
        description="What could not be looked at: `credentials`, `labels`, `watermark`, `phash`."
    )
