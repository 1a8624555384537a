"""The nouns of an invoice that goes out as a file: its lines, the VAT of each rate, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.base.money import rounded
from ar_sheets.invoices.document import InvoiceParty

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# What is said of a missing field: the sheet and column it stands in.
SELLER_NAME = N_("Business name in Settings")
SELLER_NUMBER = N_("VAT number in Settings")
SELLER_COUNTRY = N_("Country in Settings")
BUYER_NUMBER = N_("VAT / org no in Customers")
BUYER_COUNTRY = N_("Country in Customers")
REFERENCE = N_("PO / ref: the customer's order number or reference")
ACCOUNT = N_("IBAN or Account number in Settings")
VAT_RATE = N_("VAT % in Lines, for each line; a rate of 0 needs a reason, which the sheet does not have")
PRICE = N_("Price in Lines, for each line")
SUM = N_("the lines with VAT do not come to the amount of the invoice")


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """One line: amounts without VAT, rate in percent."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    vat_percent: Decimal | None

    @property
    def net(self) -> Decimal:
        """Quantity times price, half-up to the cent."""
        return rounded(self.quantity * (self.price or ZERO))


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

    @property
    def vat_by_rate(self) -> list[tuple[Decimal, Decimal, Decimal]]:
        """(rate, net, VAT) of each rate, the highest first; VAT half-up to the cent once per rate (BR-S-09)."""
        rates = sorted({line.vat_percent for line in self.lines if line.vat_percent is not None}, reverse=True)
        sums = [(rate, sum((line.net for line in self.lines if line.vat_percent == rate), ZERO)) for rate in rates]
        return [(rate, net, rounded(net * rate / HUNDRED)) for rate, net in sums]

    @property
    def total(self) -> Decimal:
        """All lines with VAT."""
        return sum((net + vat for _rate, net, vat in self.vat_by_rate), ZERO)


def lacking_fields(invoice: OutgoingInvoice) -> list[str]:
    """What a Peppol BIS 3 invoice needs and the workbook does not say; empty where it can be written."""
    faults = (
        (not invoice.seller.name, SELLER_NAME),
        (not invoice.seller.country, SELLER_COUNTRY),
        (not invoice.seller.numbers, SELLER_NUMBER),
        (not invoice.buyer.country, BUYER_COUNTRY),
        (not invoice.buyer.numbers, BUYER_NUMBER),
        (not invoice.order_no and not invoice.credits, REFERENCE),  # PEPPOL-EN16931-R003
        (not invoice.account and invoice.kind != "Credit note", ACCOUNT),
        (any(line.price is None for line in invoice.lines), PRICE),
        (any(not line.vat_percent or line.vat_percent < 0 for line in invoice.lines), VAT_RATE),
    )
    found = [what for fault, what in faults if fault]
    return found or ([SUM] if invoice.total != invoice.amount else [])
