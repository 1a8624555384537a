"""What an invoice says beside its total: its lines, its VAT by rate, and the texts that the law wants on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class InvoiceItem(NamedTuple):
    """One line: `price` for one and `net` are without VAT, `vat_percent` in percent."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    vat_percent: Decimal
    net: Decimal


class VatPart(NamedTuple):
    """The VAT of one rate: `code` of UNCL 5305 (S, Z, E, AE, K, G, O), rate in percent, what it is on, how much."""

    code: str
    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """All of it. `items` is empty where the sheet Lines has none; `vat` where nothing tells the rate."""

    items: tuple[InvoiceItem, ...] = ()
    vat: tuple[VatPart, ...] = ()
    rounding: Decimal = Decimal(0)
    delivered: date | None = None
    buyer_number: str = ""
    texts: tuple[str, ...] = ()
