"""Amounts of money: integer micros and a currency; the only place that rounds.

It does not know what anything costs.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

#: Micros in one unit of a currency.
MICROS = 1_000_000
#: The largest amount taken from outside: a billion units keeps every sum within 64 bits.
AMOUNT_MAX_MICROS = 1_000_000_000 * MICROS
#: The most that an account may have.
BALANCE_MAX_MICROS = 1_000 * AMOUNT_MAX_MICROS
_MICRO = Decimal(1).scaleb(-6)
_EXACT = Context(traps=[Inexact, InvalidOperation])


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A sum of money in millionths of a currency unit."""

    micros: int
    currency: str = "USD"

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.micros + self._same(other), self.currency)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.micros - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Amount":
        return Amount(self.micros * times, self.currency)

    def _same(self, other: "Amount") -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return other.micros

    def less(self, percent: Decimal) -> "Amount":
        """The same less a percentage (0 to 100) of it, rounded half to even to the micro.

        Raises:
            ValueError: the percentage is out of range.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"{percent} % cannot be taken off")
        # Fractions are exact; decimals would round to the digits of their context first.
        left = self.micros * (100 - Fraction(percent)) / 100
        return Amount(round(left), self.currency)

    @classmethod
    def parse(cls, text: str, currency: str = "USD") -> "Amount":
        """Read a decimal number of currency units, such as `0.322`.

        Raises:
            ValueError: not a number, out of range, or finer than a micro.
        """
        try:
            units = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"{text!r} is not an amount of money") from error
        if not units.is_finite() or abs(units) > AMOUNT_MAX_MICROS // MICROS:
            raise ValueError(f"{text!r} is out of range")
        try:
            # The default context would round a long number to 28 digits without a word.
            micros = _EXACT.quantize(units, _MICRO)
        except (Inexact, InvalidOperation) as error:
            raise ValueError(f"{text!r} is finer than a millionth") from error
        return cls(int(micros.scaleb(6)), currency)

    def units(self) -> Decimal:
        """The amount in currency units, exactly."""
        return Decimal(self.micros) / MICROS

    def rounded(self, places: int = 2) -> Decimal:
        """The amount in currency units, rounded half to even for display."""
        return self.units().quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)

    def __str__(self) -> str:
        return f"{self.units():f} {self.currency}"


#: No money.
NOTHING = Amount(0)
