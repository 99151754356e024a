"""AIML API's catalogue: which models there are, what they take, and what they cost.

It does not know how a picture is asked for or answered with.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from inkstone.dialects.aimlapi.encode import usd
from inkstone.dialects.aimlapi.wire import MODELS, NAME
from inkstone.dialects.aimlapi.wire_pages import (
    ModalitiesWire,
    ModelInfoWire,
    ModelWire,
    PriceUnitWire,
    PricingWire,
)
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.errors import PriceUnknown
from inkstone.domain.rate_card import Buyer, RateCard
from inkstone.domain.rate_rules import Rate
from inkstone.domain.request import Tier

#: The sections of a model that are left out unless they are asked for.
SECTIONS = frozenset({"pricing", "modalities", "capabilities"})
_FILTERS = (
    "id",
    "type",
    "tags",
    "modalities",
    "input_modalities",
    "output_modalities",
    "capabilities",
)
_TITLES = {Tier.STANDARD: "Qwen Image 2.0", Tier.PRO: "Qwen Image 2.0 Pro"}
_RELEASED_AT = "2026-03-03"


def encode_models(
    catalogue: Catalogue,
    rate_card: RateCard,
    *,
    at: datetime,
    buyer: Buyer,
    edits: bool,
    docs_url: str,
) -> list[ModelWire]:
    """Every model with every section.

    Args:
        catalogue: what there is.
        rate_card: what it costs.
        at: the moment that the prices are of.
        buyer: whose prices they are.
        edits: whether the engine can start from pictures.
        docs_url: where this server's documents are, without a slash at the end.
    """
    listed = []
    for name in MODELS:
        found = catalogue.find(name)
        with suppress(PriceUnknown):  # what has no price is not for sale
            rate = rate_card.rate(NAME, found.tier, at=at, model=found.resolves_to, buyer=buyer)
            listed.append(_model(found, rate, name=name, edits=edits, docs_url=docs_url))
    return listed


def _model(found: PublicModel, rate: Rate, *, name: str, edits: bool, docs_url: str) -> ModelWire:
    return ModelWire(
        id=name,
        aliases=list(MODELS[name]),
        info=ModelInfoWire(
            name=_TITLES[found.tier],
            developer="Alibaba Cloud",
            description=found.summary,
            releasedAt=_RELEASED_AT,
            url=docs_url,
            docsUrl=f"{docs_url}/docs",
            docsJson=f"{docs_url}/openapi.json",
        ),
        tags=["playground:image"],
        modalities=ModalitiesWire(input=["text", "image"] if edits else ["text"], output=["image"]),
        capabilities=["text_to_image", *(["image_to_image"] if edits else [])],
        pricing=PricingWire(
            currency=rate.price.currency, units=[PriceUnitWire(price=usd(rate.price))]
        ),
    )


def with_sections(model: ModelWire, sections: Iterable[str]) -> ModelWire:
    """A model with only some of the sections that may be left out."""
    return model.model_copy(update=dict.fromkeys(SECTIONS - set(sections)))


def asked_sections(query: Mapping[str, list[str]]) -> frozenset[str]:
    """The sections that a query asks for; words that mean nothing are ignored."""
    words = frozenset(query.get("include", ()))
    if "all" in words or query.get("details") == ["true"]:
        return SECTIONS
    return words & SECTIONS


def fits(model: ModelWire, query: Mapping[str, list[str]]) -> bool:
    """Whether a model passes every filter: one of the words of each."""
    assert model.modalities is not None, "every section is there"
    taken, made = set(model.modalities.input), set(model.modalities.output)
    has: dict[str, set[str]] = {
        "id": {model.id, *model.aliases},
        "type": {model.type},
        "tags": set(model.tags),
        "modalities": taken | made,
        "input_modalities": taken,
        "output_modalities": made,
        "capabilities": set(model.capabilities or ()),
    }
    return all(has[name] & set(query[name]) for name in _FILTERS if name in query)


def words_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """A query as words in lower case, by the name that they came under, with commas or repeated."""
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).extend(
            word.strip().lower() for word in value.split(",") if word.strip()
        )
    return {name: words for name, words in query.items() if words}


def etag(body: bytes) -> str:
    """What a listing is told by, as long as it stays the same."""
    return f'W/"{len(body):x}-{hashlib.sha256(body).hexdigest()[:24]}"'


def is_known(sent: str, tag: str) -> bool:
    """Whether an `If-None-Match` names this listing."""
    asked = {each.strip().removeprefix("W/") for each in sent.split(",")}
    return "*" in asked or tag.removeprefix("W/") in asked
