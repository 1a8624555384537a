"""Rounding: the one place where an amount loses digits, and the smallest unit of each currency (ISO 4217)."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ar_sheets.base.i18n import in_signs

CENT, MILL, WHOLE = Decimal("0.01"), Decimal("0.001"), Decimal(1)
# ISO 4217's minor units where they are not hundredths. Babel's are what people print, and differ (lek, forint).
_UNITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
     "XPF"), WHOLE,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), MILL)  # fmt: skip


def unit(currency: str) -> Decimal:
    """The smallest unit of a currency (ISO code): 0.01 for most, 1 for yen, 0.001 for Kuwaiti dinar."""
    return _UNITS.get(currency.upper(), CENT)


def rounded(amount: Decimal, to: Decimal = CENT) -> Decimal:
    """Half-up to a currency's unit: 0.125 is 0.13, and -0.125 is -0.13."""
    return amount.quantize(to, ROUND_HALF_UP)


def rounded_below(amount: Decimal, to: Decimal = CENT) -> Decimal:
    """Down to a currency's unit, for what the law allows at most: a rounded cap must not exceed the cap."""
    return amount.quantize(to, ROUND_DOWN)


def digits(amount: Decimal, currency: str) -> str:
    """An amount with the digits its currency has, as a cell or a list shows it: "1250.00", "6" yen, "100.125" dinar."""
    return f"{rounded(amount, unit(currency)):f}"


def plain(amount: Decimal) -> str:
    """An amount without grouping, with two decimals or as many more as it has: "1250.00", "100.125"."""
    return f"{amount:.2f}" if amount == rounded(amount) else f"{amount:f}"


def format_amount(amount: Decimal, currency: str) -> str:
    """An amount as a sentence shows it in the language that is spoken, with the digits its currency has: "1,250.00",
    "6" yen, "100.125" dinar."""
    return in_signs(f"{rounded(amount, unit(currency)):,f}")
