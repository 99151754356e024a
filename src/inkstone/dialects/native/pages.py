"""From the catalogue, the rate card and the ledger to the native API's pages.

It does not know who asks.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inkstone.dialects.answers import timestamp
from inkstone.dialects.native import wire
from inkstone.dialects.native.encode import encode_engine
from inkstone.dialects.native.sizes import AREA_PX_MAX, PIXELS, RATIO_MAX, SIDE_PX_MAX, SIDE_PX_MIN
from inkstone.dialects.native.wire_pages import (
    EnhanceWire,
    EntryWire,
    LimitsWire,
    ModelWire,
    RateCardWire,
    RateWire,
    RuleWire,
    UsageRowWire,
    UsageTotalWire,
    UsageWire,
)
from inkstone.dialects.openapi import body_of
from inkstone.domain.catalogue import PublicModel
from inkstone.domain.ledger import LedgerEntry
from inkstone.domain.rate_card import Buyer
from inkstone.domain.rate_rules import CardVersion, Rate, Rule
from inkstone.domain.usage import UsageRow
from inkstone.engines.base import Capabilities, Identity

_DEFAULTS: dict[str, Any] = {
    "model": wire.DEFAULT_MODEL,
    "size": "auto",
    "resolution": "1K",
    "n": 1,
    "enhance": False,
    "watermark": False,
    "invisible_watermark": False,
    "output_format": "png",
    "quality": 90,
    "priority": 0,
}


def encode_model(
    model: PublicModel,
    rate: Rate | None,
    *,
    can: Capabilities,
    made_by: Identity,
    engines: Sequence[str],
) -> ModelWire:
    """A model name and what can be asked of it here."""
    return ModelWire(
        id=model.name,
        name=model.name,
        tier=model.tier.value,
        resolves_to=model.resolves_to,
        aliases=list(model.aliases),
        summary=model.summary,
        engine=encode_engine(made_by),
        engines=list(engines),
        checkpoint=model.checkpoint,
        licence=model.licence,
        per_image_micros=rate.price.micros if rate else None,
        currency=rate.price.currency if rate else "USD",
        capabilities={
            "edits": can.edits,
            "alpha": can.alpha,
            "negative_prompt": can.negative_prompt,
            "enhance": can.prompt_extend,
            "steps": can.steps,
            "guidance": can.guidance,
            "previews": can.previews,
            "deterministic": can.deterministic,
        },
        limits=LimitsWire(
            prompt_chars_max=wire.PROMPT_CHARS_MAX,
            negative_prompt_chars_max=wire.NEGATIVE_PROMPT_CHARS_MAX,
            num_images_max=wire.NUM_IMAGES_MAX,
            num_inputs_max=_num_inputs(can),
            side_px_min=SIDE_PX_MIN,
            side_px_max=SIDE_PX_MAX,
            area_px_max=min(AREA_PX_MAX, can.area_px_max),
            ratio_max=RATIO_MAX,
            wait_s_max=wire.WAIT_S_MAX,
        ),
        sizes={
            ratio: {name: f"{width}x{height}" for name, (width, height) in pixels.items()}
            for ratio, pixels in PIXELS.items()
        },
        parameters=_parameters(model.name, can),
    )


def _num_inputs(can: Capabilities) -> int:
    return min(wire.NUM_INPUTS_MAX, can.num_inputs_max) if can.edits else 0


def _parameters(model: str, can: Capabilities) -> dict[str, Any]:
    body = body_of(wire.SubmitWire, required=("prompt",), examples={})
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    fields = schema["properties"]
    unserved = {
        "images": not can.edits,
        "mask": not can.edits,
        "negative_prompt": not can.negative_prompt,
        "steps": not can.steps,
        "guidance": not can.guidance,
        "enhance": not can.prompt_extend,
    }
    for name, is_unserved in unserved.items():
        if is_unserved:
            del fields[name]
    for name, value in ({**_DEFAULTS, "model": model}).items():
        if name in fields:
            fields[name]["default"] = value
    if "images" in fields:
        fields["images"]["maxItems"] = _num_inputs(can)
    fields["size"]["examples"] = ["auto", *PIXELS]
    fields["metadata"] |= {
        "maxProperties": wire.NUM_METADATA_MAX,
        "additionalProperties": {"type": "string", "maxLength": wire.METADATA_CHARS_MAX},
    }
    return schema


def encode_rate_card(
    version: CardVersion, *, upcoming: CardVersion | None, buyer: Buyer, dialect: str | None
) -> RateCardWire:
    """The prices in effect, without the rules about others.

    Args:
        version: the prices.
        upcoming: those that will follow them, where any are announced.
        buyer: who asks.
        dialect: whose prices; `None` is everybody's.
    """
    return RateCardWire(
        name=version.name,
        effective_on=version.effective_on.isoformat(),
        currency=version.currency,
        rates=[
            RateWire(
                dialect=each,
                tier=tier.value,
                price_micros=rate.price.micros,
                list_price_micros=rate.list_price.micros,
            )
            for (each, tier), rate in sorted(version.rates.items())
            if dialect in {None, each}
        ],
        rules=[
            _rule(rule)
            for rule in version.rules
            if rule.concerns(account=buyer.account_name, plan=buyer.plan, dialect=dialect)
        ],
        enhance=[
            EnhanceWire(dialect=each, price_micros=fee.micros)
            for each, fee in sorted(version.enhance.items())
            if dialect in {None, each}
        ],
        next_effective_on=upcoming.effective_on.isoformat() if upcoming else None,
    )


def _rule(rule: Rule) -> RuleWire:
    return RuleWire(
        account=rule.account,
        plan=rule.plan,
        dialect=rule.dialect,
        model=rule.model,
        tier=rule.tier,
        edit=rule.is_edit,
        area_px_over=rule.area_px_over,
        area_px_up_to=rule.area_px_up_to,
        num_images_from=rule.num_images_from,
        price_micros=rule.rate.price.micros if rule.rate else None,
        list_price_micros=rule.rate.list_price.micros if rule.rate else None,
        discount_percent=None if rule.discount_percent is None else f"{rule.discount_percent:f}",
    )


def encode_usage(
    rows: Sequence[UsageRow], *, group: str, currency: str, begin: datetime, end: datetime
) -> UsageWire:
    """What an account's jobs came to."""
    return UsageWire(
        from_=timestamp(begin),
        to=timestamp(end),
        group=group,
        currency=currency,
        data=[
            UsageRowWire(
                group=row.group,
                jobs=row.num_jobs,
                images=row.num_images,
                charged_micros=row.charged_micros,
            )
            for row in rows
        ],
        total=UsageTotalWire(
            jobs=sum(row.num_jobs for row in rows),
            images=sum(row.num_images for row in rows),
            charged_micros=sum(row.charged_micros for row in rows),
        ),
    )


def encode_entry(entry: LedgerEntry) -> EntryWire:
    """A ledger entry."""
    return EntryWire(
        id=entry.id,
        kind=entry.kind.value,
        reason=entry.reason,
        job_id=entry.job_id,
        currency=entry.currency,
        balance_micros=entry.balance_micros,
        held_micros=entry.held_micros,
        created_at=timestamp(entry.created_at),
    )
