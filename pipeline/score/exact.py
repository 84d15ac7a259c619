"""Exact quotients, rounded once, and written as French people write numbers."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

CENT = 2
"""Decimals of a mark, and of a number in a sentence."""


def half_up(value: Fraction, places: int = CENT) -> Decimal:
    """Round a positive quotient, halves upwards, as people do by hand."""
    return Decimal(floor(value * 10**places + Fraction(1, 2))).scaleb(-places)


def relative(shares: Mapping[str, Fraction], scale: int) -> dict[str, Decimal]:
    """Give each share as a part of the largest, 0 to 1, such that × scale has 2 decimals.

    All are 0 when the largest is.
    """
    best = max(shares.values(), default=Fraction())
    return {
        name: half_up(share * scale / best) / scale if best else Decimal()
        for name, share in shares.items()
    }


def number(value: Fraction | Decimal, unit: str = "") -> str:
    """Write « 3,42 », or « 1,20 point » and « 2,00 points » with a unit."""
    rounded = half_up(Fraction(value))
    said = str(rounded).replace(".", ",")
    return f"{said}\u00a0{unit}{'s' if rounded >= 2 else ''}" if unit else said
