"""Uploads, prices, balances, usage and models, as the server tells them.

It does not know how they are asked for. What the server says beyond the fields here is in `raw`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from inkstone.client.jobs import Document, Warned, decode_warning, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture that was brought, to start requests from."""

    id: str
    #: Names it as well as its id does; opens without a key until `expires_at`.
    url: str = field(repr=False)
    width: int
    height: int
    media_type: str
    #: Its size in bytes.
    bytes: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a request would cost, in millionths of its currency."""

    amount_micros: int
    per_image_micros: int
    images: int
    currency: str
    #: The rate card that it is by.
    rate_card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A prompt in other words."""

    prompt: str
    #: The ratio that suits it, such as `16:9`; `None` for any.
    ratio: str | None
    #: A job with this seed and the same prompt is drawn from these words.
    seed: int
    #: Who rewrote it.
    enhancer: str
    #: Whether it was rewritten before.
    is_cached: bool
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account has, in millionths of its currency."""

    account: str
    currency: str
    #: Granted and not yet captured.
    balance_micros: int
    #: Set aside for jobs under way; part of the balance.
    held_micros: int
    #: What a new job may cost at the most.
    available_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """What some jobs came to."""

    #: The day in UTC, the model or the key's id; empty for the total.
    group: str
    jobs: int
    images: int
    charged_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What an account's jobs came to, added up as it was asked for."""

    rows: tuple[UsageRow, ...]
    total: UsageRow
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that requests may name."""

    name: str
    tier: str
    #: The dated name that an undated one means today.
    resolves_to: str
    #: `None` where the server has no price for it.
    per_image_micros: int | None
    currency: str
    #: All that the server says of it: limits, licence, the schema of its parameters.
    raw: Document = field(repr=False, compare=False)


def decode_upload(document: Document) -> Upload:
    """An upload from its JSON."""
    return Upload(
        id=document["id"],
        url=document.get("url", ""),
        width=document.get("width", 0),
        height=document.get("height", 0),
        media_type=document.get("media_type", ""),
        bytes=document.get("bytes", 0),
        expires_at=moment(document.get("expires_at")),
    )


def decode_estimate(document: Document) -> Estimate:
    """A quote from its JSON."""
    return Estimate(
        amount_micros=document["amount_micros"],
        per_image_micros=document.get("per_image_micros", 0),
        images=document.get("images", 0),
        currency=document.get("currency", ""),
        rate_card=str(document.get("rate_card", "")),
    )


def decode_rewrite(document: Document) -> Rewrite:
    """A rewritten prompt from its JSON."""
    return Rewrite(
        prompt=document["prompt"],
        ratio=document.get("ratio"),
        seed=document.get("seed", 0),
        enhancer=document.get("enhancer", ""),
        is_cached=bool(document.get("is_cached")),
        warnings=tuple(decode_warning(each) for each in document.get("warnings") or ()),
    )


def decode_balance(document: Document) -> Balance:
    """A balance from its JSON."""
    return Balance(
        account=document.get("account", ""),
        currency=document.get("currency", ""),
        balance_micros=document["balance_micros"],
        held_micros=document.get("held_micros", 0),
        available_micros=document.get("available_micros", 0),
    )


def decode_usage(document: Document) -> Usage:
    """Usage from its JSON."""
    return Usage(
        rows=tuple(_usage_row(each) for each in rows_of(document)),
        total=_usage_row(document["total"]),
        currency=document.get("currency", ""),
    )


def decode_models(document: Document) -> tuple[Model, ...]:
    """The catalogue from its JSON."""
    return tuple(decode_model(each) for each in rows_of(document))


def decode_model(document: Document) -> Model:
    """A model from its JSON."""
    return Model(
        name=document["name"],
        tier=document.get("tier", ""),
        resolves_to=document.get("resolves_to", ""),
        per_image_micros=document.get("per_image_micros"),
        currency=document.get("currency", ""),
        raw=document,
    )


def rows_of(document: Document) -> tuple[Document, ...]:
    """The rows of a listing."""
    return tuple(document["data"])


def _usage_row(document: Document) -> UsageRow:
    return UsageRow(
        group=document.get("group", ""),
        jobs=document["jobs"],
        images=document["images"],
        charged_micros=document["charged_micros"],
    )
