"""EmpirioLabs' catalogue and usage pages: what there is, what it costs, what was spent.

It does not know how a picture is asked for or answered with.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from inkstone.dialects.answers import timestamp
from inkstone.dialects.empiriolabs.encode import encode_error_of
from inkstone.dialects.empiriolabs.wire import (
    CATALOGUE_ID,
    DEFAULT_RATIO,
    DEFAULT_VARIANT,
    NAME,
    GenerationWire,
)
from inkstone.dialects.empiriolabs.wire_pages import (
    BalanceWire,
    CostWire,
    ModelWire,
    ParameterWire,
    PricingRowWire,
    UsageErrorWire,
    UsageEventWire,
)
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.ledger import Balance
from inkstone.domain.money import Amount
from inkstone.domain.rate_rules import Rate
from inkstone.domain.request import Tier

#: Every request comes by the API; the vendor knows others, such as its playground.
SOURCE = "api"

_DEFAULTS: dict[str, Any] = {
    "model_variant": DEFAULT_VARIANT,
    "aspect_ratio": DEFAULT_RATIO,
    "use_custom_size": False,
    "num_images": 1,
    "negative_prompt": "",
    "prompt_extend": True,
    "watermark": False,
    "response_format": "url",
    "sync": False,
}


def units(micros: int) -> float:
    """An amount as this vendor's JSON shows it: a number of currency units."""
    return float(Amount(micros).units())


def encode_balance(balance: Balance) -> BalanceWire:
    """An account's balance."""
    return BalanceWire(
        amount=units(balance.balance_micros),
        available=units(balance.available_micros),
        held=units(balance.held_micros),
        currency=balance.currency,
    )


def encode_model(
    rates: Mapping[Tier, Rate], *, edits: bool, model_id: str = CATALOGUE_ID
) -> ModelWire:
    """The catalogue's entry of the family, or of one variant of it.

    Args:
        rates: what it costs whoever asks, a row each.
        edits: whether the engine can start from pictures.
        model_id: the family, or the variant.
    """
    rows = [_pricing_row(tier, rate) for tier, rate in rates.items()]
    return ModelWire(
        id=model_id,
        input_modalities=["text", "image"] if edits else ["text"],
        capabilities=["text-to-image", *(["image-editing"] if edits else [])],
        pricing_rows=rows,
        supported_parameters=_parameters(),
    )


def _pricing_row(tier: Tier, rate: Rate) -> PricingRowWire:
    return PricingRowWire(
        charge=tier.value.capitalize(),
        rate_usd=units(rate.price.micros),
        list_rate_usd=units(rate.list_price.micros),
    )


def _parameters() -> list[ParameterWire]:
    parameters = []
    for name, field in GenerationWire.model_json_schema()["properties"].items():
        schema = next(s for s in field.get("anyOf", [field]) if s.get("type") != "null")
        kind = "enum" if "enum" in schema else schema["type"]
        parameters.append(
            ParameterWire(
                name=name,
                type="number" if kind == "integer" else kind,
                default=_DEFAULTS.get(name),
                min=schema.get("minimum"),
                max=schema.get("maximum"),
                max_length=schema.get("maxLength"),
                max_items=schema.get("maxItems"),
                values=schema.get("enum"),
                required=True if name in {"model", "prompt"} else None,
                description=field.get("description", ""),
            )
        )
    return parameters


def event_id(job: Job) -> str:
    """The id of the usage event of a job; also the cursor that follows it."""
    return "usage_" + job.id.removeprefix("job_")


def encode_event(job: Job, *, urls: Iterable[str]) -> UsageEventWire:
    """What a job that has ended came to, whichever dialect it came in by."""
    charged = job.charged or Amount(0, job.quoted.currency)
    is_success = job.status is JobStatus.SUCCEEDED
    status_code, error = (200, None) if is_success else encode_error_of(job)
    return UsageEventWire(
        id=event_id(job),
        created_at=timestamp(job.created_at),
        source=SOURCE,
        model=model_of(job),
        endpoint="/v1/images/generations",
        tokens=None,
        cost=CostWire(amount=float(charged.units()), currency=charged.currency),
        status="success" if is_success else "error",
        status_code=status_code,
        error=None if error is None else UsageErrorWire(code=error.code, message=error.message),
        output_urls=list(urls),
        metadata={
            "job_id": job.id,
            "dialect": job.dialect,
            "model_variant": job.request.model,
            "num_images": len(job.images),
        },
    )


def model_of(job: Job) -> str:
    """The model as its caller named it, where that was in this dialect."""
    return str(job.wire["model"]) if job.dialect == NAME else job.request.model
