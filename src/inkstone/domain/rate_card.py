"""The rate card: what a picture costs in each dialect and tier, by effective date.

It does not know who pays. A price it does not name is an error, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from inkstone.domain.errors import PriceUnknown
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The price of one picture."""

    price: Amount
    #: The price before the discount that `price` includes; equal to it where there is none.
    list_price: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a request will cost at the most, fixed before it is queued."""

    per_image: Amount
    num_images: int
    #: The version of the rate card that it was read from.
    rate_card: str

    @property
    def total(self) -> Amount:
        """The price of all pictures asked for."""
        return self.per_image * self.num_images


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVersion:
    """The prices from one day on, until a newer version's day."""

    name: str
    effective_on: date
    #: By dialect and tier.
    rates: Mapping[tuple[str, Tier], Rate]


class RateCard:
    """Prices by dialect and tier; the newest version in effect counts."""

    def __init__(self, versions: Sequence[CardVersion]) -> None:
        self._versions = sorted(versions, key=lambda v: v.effective_on)

    @classmethod
    def from_toml(cls, document: Mapping[str, Any]) -> "RateCard":
        """Build the card from its parsed TOML document.

        Raises:
            ValueError: a price is missing, negative or not an integer number of micros.
        """
        versions = []
        for table in document.get("version", ()):
            rates: dict[tuple[str, Tier], Rate] = {}
            for dialect, tiers in table["rates"].items():
                for tier, row in tiers.items():
                    price, listed = row["price_micros"], row.get("list_price_micros")
                    listed = price if listed is None else listed
                    for micros in (price, listed):
                        if type(micros) is not int or micros < 0:
                            raise ValueError(f"{dialect}.{tier}: {micros!r} is not micros")
                    rates[dialect, Tier(tier)] = Rate(
                        price=Amount(price), list_price=Amount(listed)
                    )
            on = table["effective_on"]
            if not isinstance(on, date) or isinstance(on, datetime):
                raise ValueError(f"effective_on must be a date, got {on!r}")
            versions.append(CardVersion(name=str(table["name"]), effective_on=on, rates=rates))
        if not versions:
            raise ValueError("a rate card needs at least one version")
        return cls(versions)

    def rate(self, dialect: str, tier: Tier, *, at: datetime) -> Rate:
        """The price of one picture at a moment.

        Raises:
            PriceUnknown: no version in effect names it.
        """
        return self._find(dialect, tier, at)[1]

    def quote(self, dialect: str, request: ImageRequest, *, at: datetime) -> Quote:
        """What a request will cost: n pictures cost n prices.

        Raises:
            PriceUnknown: no version in effect names its price.
        """
        version, rate = self._find(dialect, request.tier, at)
        return Quote(per_image=rate.price, num_images=request.num_images, rate_card=version.name)

    def version(self, *, at: datetime) -> CardVersion | None:
        """The version in effect at a moment, where one is."""
        today = at.astimezone(UTC).date()
        return next((v for v in reversed(self._versions) if v.effective_on <= today), None)

    def _find(self, dialect: str, tier: Tier, at: datetime) -> tuple[CardVersion, Rate]:
        version = self.version(at=at)
        rate = version.rates.get((dialect, tier)) if version else None
        if version is None or rate is None:
            raise PriceUnknown(f"The rate card names no price for {dialect} {tier.value}.")
        return version, rate
