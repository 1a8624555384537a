"""Payment terms as a text may hold them. Only the German #SKONTO# lines are read; no number is guessed out of prose."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.invoices.document import EarlyDiscount

# KoSIT, XRechnung BR-DE-18: #SKONTO#TAGE=14#PROZENT=2.00# with or without BASISBETRAG.
_SKONTO = re.compile(r"#SKONTO#TAGE=(\d{1,3})#PROZENT=(\d{1,2}\.\d{2})#(?:BASISBETRAG=(-?\d+\.\d{2})#)?")
_PULLED = re.compile(
    r"lastschrift|direct debit|prélèvement|automatische incasso|domiciliation|domiciliëring|autogiro|avtalegiro|"
    r"débito direto|domiciliación|betalingsservice", re.IGNORECASE
)  # fmt: skip


def read_skonto(text: str, issued: date) -> tuple[tuple[EarlyDiscount, ...], date | None]:
    """The discounts of #SKONTO# lines, and the due date that a line with 0.00 % gives. A line on a part of the amount
    is no discount on the whole: it stays in the text."""
    discounts: list[EarlyDiscount] = []
    due = None
    for days, percent, part in _SKONTO.findall(text):
        day = issued + timedelta(days=int(days))
        if Decimal(percent) == 0:
            due = day if due is None else max(due, day)
        elif not part:
            discounts.append(EarlyDiscount(Decimal(percent), day))
    return tuple(discounts), due


def write_skonto(discount: EarlyDiscount, issued: date) -> str:
    """The discount as a #SKONTO# line, which any reader of XRechnung understands."""
    return f"#SKONTO#TAGE={(discount.until - issued).days}#PROZENT={discount.percent:.2f}#\n"


def says_pulled(text: str) -> bool:
    """Whether the terms say that the seller pulls the money."""
    return bool(_PULLED.search(text))
