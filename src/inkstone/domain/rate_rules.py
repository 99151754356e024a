"""The rules of a rate card: what is priced, which rows match it, and what they make of its price.

It does not know files, days, or who is asking; the rate card does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inkstone.domain.money import Amount
from inkstone.domain.request import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The price of one picture."""

    price: Amount
    #: The price before the discount that `price` includes; equal to it where there is none.
    list_price: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is priced, as far as a rule looks at it."""

    dialect: str
    tier: Tier
    #: The resolved model; empty where nobody names one, and then no rule about a model matches.
    model: str = ""
    is_edit: bool = False
    #: The size of each picture; `None` where the request names none, and then no band matches.
    area_px: int | None = None
    num_images: int = 1
    #: The name of the account that pays, and its price plan; empty for nobody in particular.
    account: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A price for what meets every condition that it states; `None` states none."""

    account: str | None = None
    plan: str | None = None
    dialect: str | None = None
    model: str | None = None
    tier: Tier | None = None
    is_edit: bool | None = None
    #: The size band: larger than the one, and at most as large as the other.
    area_px_over: int | None = None
    area_px_up_to: int | None = None
    #: For as many pictures or more in one request.
    num_images_from: int | None = None
    #: What it costs; else `discount_percent` says.
    rate: Rate | None = None
    #: 0 to 100, off the base price.
    discount_percent: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.rate is None) == (self.discount_percent is None):
            raise ValueError("a rule has a price or a discount, and not both")

    def matches(self, purchase: Purchase) -> bool:
        """Whether every condition holds."""
        wanted = (self.account, self.plan, self.dialect, self.model, self.tier, self.is_edit)
        found = (
            purchase.account,
            purchase.plan,
            purchase.dialect,
            purchase.model,
            purchase.tier,
            purchase.is_edit,
        )
        is_enough = purchase.num_images >= (self.num_images_from or 1)
        same = all(want is None or want == have for want, have in zip(wanted, found, strict=True))
        return same and is_enough and self._has_in_band(purchase.area_px)

    def _has_in_band(self, area_px: int | None) -> bool:
        if self.area_px_over is None and self.area_px_up_to is None:
            return True
        if area_px is None:
            return False
        return (self.area_px_over is None or area_px > self.area_px_over) and (
            self.area_px_up_to is None or area_px <= self.area_px_up_to
        )

    def concerns(self, *, account: str, plan: str, dialect: str | None = None) -> bool:
        """Whether it may ever matter to somebody, in one dialect or in any."""
        return (
            self.account in {None, account}
            and self.plan in {None, plan}
            and (dialect is None or self.dialect in {None, dialect})
        )

    def rate_of(self, base: Rate | None) -> Rate | None:
        """What it makes of the base price; nothing where it is off a price that nobody named."""
        if self.discount_percent is None:
            return self.rate
        if base is None:
            return None
        return Rate(price=base.price.less(self.discount_percent), list_price=base.list_price)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVersion:
    """The prices from one day on, until a newer version's day."""

    name: str
    #: In UTC.
    effective_on: date
    currency: str
    #: The base prices, by dialect and tier.
    rates: Mapping[tuple[str, Tier], Rate]
    #: Tried in order, before the base prices; the first that matches counts.
    rules: tuple[Rule, ...] = ()
    #: By dialect: what a job costs beside its pictures where its prompt was rewritten.
    enhance: Mapping[str, Amount]

    @property
    def dialects(self) -> frozenset[str]:
        """Every dialect that it names."""
        ruled = {rule.dialect for rule in self.rules if rule.dialect is not None}
        return frozenset({dialect for dialect, _ in self.rates} | ruled)

    def find(self, purchase: Purchase) -> Rate | None:
        """The price of one picture; `None` where nothing names it."""
        base = self.rates.get((purchase.dialect, purchase.tier))
        rule = next((rule for rule in self.rules if rule.matches(purchase)), None)
        return base if rule is None else rule.rate_of(base)
