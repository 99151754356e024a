"""The rate card: what a request costs in each dialect, to whom, and from which day.

It keeps no account and reads no clock. A price that it does not name is an error, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inkstone.domain.errors import PriceUnknown
from inkstone.domain.money import Amount
from inkstone.domain.rate_document import read_versions
from inkstone.domain.rate_rules import CardVersion, Purchase, Rate
from inkstone.domain.request import ImageRequest, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who a price is for."""

    account_name: str
    #: The account's price plan; empty is the usual prices.
    plan: str


#: Nobody in particular: no rule about an account or a plan matches.
ANYBODY = Buyer(account_name="", plan="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a request will cost at the most, fixed before it is queued."""

    per_image: Amount
    #: The price of one before the discount that `per_image` includes.
    list_per_image: Amount
    num_images: int
    #: What the job costs beside its pictures: the fee for rewriting its prompt, or zero.
    extra: Amount
    #: The version of the rate card that it was read from.
    rate_card: str

    @property
    def total(self) -> Amount:
        """The price of all pictures asked for, and of what comes with them."""
        return self.per_image * self.num_images + self.extra


class RateCard:
    """Prices by version; the newest in effect counts, from midnight UTC of its day."""

    def __init__(self, versions: Sequence[CardVersion]) -> None:
        self._versions = sorted(versions, key=lambda v: v.effective_on)

    @classmethod
    def from_toml(cls, document: Mapping[str, Any]) -> "RateCard":
        """Build the card from its parsed TOML document.

        Raises:
            ValueError: something is missing, unknown or not what it must be; it names the row.
        """
        return cls(read_versions(document))

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies of all versions."""
        return frozenset(version.currency for version in self._versions)

    def rate(
        self,
        dialect: str,
        tier: Tier,
        *,
        at: datetime,
        model: str = "",
        buyer: Buyer = ANYBODY,
        is_edit: bool = False,
    ) -> Rate:
        """What one picture of no size in particular costs; for price pages.

        Raises:
            PriceUnknown: the version in effect does not name it.
        """
        purchase = Purchase(
            dialect=dialect,
            tier=tier,
            model=model,
            is_edit=is_edit,
            account=buyer.account_name,
            plan=buyer.plan,
        )
        return self._find(purchase, at)[1]

    def quote(
        self,
        dialect: str,
        request: ImageRequest,
        *,
        at: datetime,
        buyer: Buyer = ANYBODY,
        is_enhanced: bool = False,
    ) -> Quote:
        """What a request will cost: n pictures cost n prices.

        Args:
            dialect: whose prices count.
            request: what is asked for.
            at: the moment of the submit.
            buyer: who pays.
            is_enhanced: whether its prompt is rewritten first.

        Raises:
            PriceUnknown: the version in effect does not name its price.
        """
        purchase = Purchase(
            dialect=dialect,
            tier=request.tier,
            model=request.model,
            is_edit=request.is_edit,
            area_px=request.size.area_px if request.size else None,
            num_images=request.num_images,
            account=buyer.account_name,
            plan=buyer.plan,
        )
        version, rate = self._find(purchase, at)
        extra = version.enhance.get(dialect) if is_enhanced else Amount(0, version.currency)
        if extra is None:
            raise PriceUnknown(f"The rate card names no price for a rewritten prompt in {dialect}.")
        return Quote(
            per_image=rate.price,
            list_per_image=rate.list_price,
            num_images=request.num_images,
            extra=extra,
            rate_card=version.name,
        )

    def version(self, *, at: datetime) -> CardVersion | None:
        """The version in effect at a moment, where one is."""
        today = at.astimezone(UTC).date()
        return next((v for v in reversed(self._versions) if v.effective_on <= today), None)

    def next_version(self, *, at: datetime) -> CardVersion | None:
        """The version that will come into effect next, where one is announced."""
        today = at.astimezone(UTC).date()
        return next((v for v in self._versions if v.effective_on > today), None)

    def _find(self, purchase: Purchase, at: datetime) -> tuple[CardVersion, Rate]:
        version = self.version(at=at)
        rate = version.find(purchase) if version else None
        if version is None or rate is None:
            raise PriceUnknown(
                f"The rate card names no price for {purchase.dialect} {purchase.tier.value}."
            )
        return version, rate
