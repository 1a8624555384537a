"""The nouns of an invoice that goes out as a file: its lines, and the VAT of each rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.base.money import CENT, rounded, unit
from ar_sheets.invoices.document import EarlyDiscount, InvoiceParty
from ar_sheets.schema.invoice_lines import VatPart

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# UNCL 5305 of each category in the column VAT category, and the reason in the code list VATEX of the CEF.
CATEGORY_CODES = {"Standard": "S", "Zero rate": "Z", "Exempt": "E", "Reverse charge": "AE", "EU supply": "K",
                  "Export": "G", "Outside VAT": "O"}  # fmt: skip
REASON_CODES = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
# The step that totals to be paid are rounded to where small coins are gone.
_CASH_STEP = {"SEK": Decimal(1), "NOK": Decimal(1), "DKK": Decimal("0.5"), "CHF": Decimal("0.05")}


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """One line: amounts without VAT, rate in percent. `exact` is the smallest unit of its currency."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    vat_percent: Decimal | None
    exact: Decimal = CENT

    @property
    def net(self) -> Decimal:
        """Quantity times price, half-up to the currency's unit."""
        return rounded(self.quantity * (self.price or ZERO), self.exact)


@dataclass(frozen=True, slots=True)
class OutgoingInvoice:
    """An invoice or credit note as it is written. Amounts are positive for both kinds."""

    number: str
    kind: str
    issued: date
    due: date | None
    currency: str
    amount: Decimal
    seller: InvoiceParty
    buyer: InvoiceParty
    lines: Sequence[OutgoingLine]
    account: str = ""
    bic: str = ""
    order_no: str = ""
    payment_reference: str = ""
    credits: str = ""
    category: str = ""  # as the column VAT category has it: what a rate of 0 means
    reason: str = ""  # why there is no VAT, in words
    delivered: date | None = None
    note: str = ""
    discount: EarlyDiscount | None = None
    one_line: bool = False  # made of the total, as the sheet Lines has none

    def code_of(self, line: OutgoingLine) -> str:
        """The line's VAT category (UNCL 5305): S for every rate above 0; "" where nothing says why there is none."""
        if line.vat_percent:
            return "S"
        code = CATEGORY_CODES.get(self.category, "")
        return "" if code == "S" else code

    @property
    def code(self) -> str:
        """The category of the lines without VAT."""
        return CATEGORY_CODES.get(self.category, "")

    @property
    def reason_code(self) -> str:
        """The code of why there is no VAT; "" where only words tell it."""
        return REASON_CODES.get(self.code, "")

    @property
    def vat_parts(self) -> list[VatPart]:
        """The VAT of each rate, the highest first; half-up to the unit once per rate (BR-S-09)."""
        keys = sorted({(line.vat_percent or ZERO, self.code_of(line)) for line in self.lines}, reverse=True)
        sums = [
            (code, rate, sum((x.net for x in self.lines if (x.vat_percent or ZERO) == rate), ZERO))
            for rate, code in keys
        ]
        exact = unit(self.currency)
        return [VatPart(code, rate, net, rounded(net * rate / HUNDRED, exact)) for code, rate, net in sums]

    @property
    def net(self) -> Decimal:
        """All lines without VAT."""
        return sum((part.net for part in self.vat_parts), ZERO)

    @property
    def vat(self) -> Decimal:
        """The VAT of all rates."""
        return sum((part.vat for part in self.vat_parts), ZERO)

    @property
    def total(self) -> Decimal:
        """All lines with VAT."""
        return self.net + self.vat

    @property
    def rounding(self) -> Decimal:
        """What is added to the total to come to the invoice's amount."""
        return self.amount - self.total

    @property
    def adds_up(self) -> bool:
        """Whether lines and VAT come to the amount: exactly, rounded to the smallest coin, or, of the one line that is
        made from a total, within the unit that no net amount can hit."""
        off, step = abs(self.rounding), _CASH_STEP.get(self.currency)
        if not off or (self.one_line and off <= unit(self.currency)):
            return True
        return step is not None and self.amount % step == 0 and off * 2 <= step


def line_of_total(description: str, amount: Decimal, vat_percent: Decimal | None, exact: Decimal) -> OutgoingLine:
    """The one line of an invoice without lines: what the amount is without its VAT."""
    net = rounded(amount * HUNDRED / (HUNDRED + (vat_percent or ZERO)), exact)
    return OutgoingLine(description, Decimal(1), "", net, vat_percent, exact)


def upright(line: OutgoingLine) -> OutgoingLine:
    """A line whose price is not below 0 (BR-27): what is taken off has a minus in its quantity."""
    if line.price is None or line.price >= 0:
        return line
    return OutgoingLine(line.description, -line.quantity, line.unit, -line.price, line.vat_percent, line.exact)


def turned(line: OutgoingLine) -> OutgoingLine:
    """The line with the other sign: of a credit note that was typed with minus."""
    return OutgoingLine(line.description, -line.quantity, line.unit, line.price, line.vat_percent, line.exact)
