"""What each sheet of a workbook is: invoices, customers, payments, a summary by age, bills of suppliers, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ar_sheets.adopting.cross_checks import weigh_columns
from ar_sheets.adopting.detect_table import Listing, listing
from ar_sheets.adopting.guess import guesses
from ar_sheets.adopting.header_words import MARKS, MAYBE, SURE, meanings, plain_words
from ar_sheets.adopting.likelihood import Guess
from ar_sheets.adopting.value_types import cell_as_date, date_order, filled
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.schema import translations
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PAYMENTS, SHEETS, START, Sheet

INVOICES_KIND, CUSTOMERS_KIND, PAYMENTS_KIND = INVOICES.name, CUSTOMERS.name, PAYMENTS.name
AGES, BILLS, OURS, NOTHING = "a summary by age", "bills from suppliers", "ours", ""
SUMMARY, CREDITS_KIND = "a summary by customer", "Credit notes"
LEFT_ALONE = "leave alone"
SAID = {  # what an owner may say a sheet is -> what it is
    "invoices": INVOICES_KIND, "payments": PAYMENTS_KIND, "customers": CUSTOMERS_KIND, "credit notes": CREDITS_KIND,
    "summary": SUMMARY, LEFT_ALONE: NOTHING,
}  # fmt: skip
_CREDIT_NAMES = re.compile(
    r"credit note|credit memo|creditnota|kreditnota|kreditfaktura|gutschrift|notas? de credito|avoirs?\b|"
    r"note di credito|kreditnote|hyvityslasku|dobropis|jovairas|faktury koryg|facturas? rectificativa|"
    r"credit (?:no|number|nr)\b"
)
_PAYABLE = re.compile(
    r"supplier|vendor|payable|purchase|\bbills?\b|leverand|leverant|leveranc|kreditor|crediteur|innkjop|inkop|inkoop|"
    r"einkauf|lieferant|eingangsrechn|fornecedor|compras|furnit|blerje|inngaende|ingaende"
)
_OTHER_DOCUMENTS = re.compile(
    r"quote|offer|estimate|tilbud|offert|angebot|orcament|oferta|order|ordre|bestil|bestal|bestell|template|\bmal\b|"
    r"example|eksempel|pivot|lines|linjer|rader|budget|budsjett"
)
_PAYMENT_NAMES = re.compile(
    r"payment|receipt|collection|cobros?\b|pagos|encaissement|reglement|incass|wplat|tahsilat|platby|maksut|suoritukset|"
    r"incasari|befizetes|πληρωμ|εισπραξ|مدفوعات|betaling|betalning|zahlung|pagament|receb|pages|ontvang|innbetal|eingang"
)
_CUSTOMER_NAMES = re.compile(r"customer|client|debtor|contact|kunde|kund|klant|debit|klient|adress|kontakt|relatie")
CONTACTS = ("email", "phone", "street", "postcode", "city")


@dataclass(slots=True)
class Surveyed:
    """One sheet: its name, what it is, the list on it (None for none) and what its columns are likely to be."""

    name: str
    kind: str
    found: Listing | None = None
    guessed: dict[str, Guess] | None = None

    def newest(self) -> date:
        """The last invoice date of a list, or the last due date; 1900 for none."""
        days = [d for role in ("invoice_date", "typed_due_date") for d in self.days(role)]
        return max(days, default=date(1900, 1, 1))

    def days(self, role: str) -> list[date]:
        """The days in the column that is likely to be this."""
        guess = (self.guessed or {}).get(role)
        if guess is None:
            return []
        order = date_order(guess.column.values) or "day first"
        return [d for value in guess.column.values if (d := cell_as_date(value, order)) is not None]


def survey(
    grids: Mapping[str, Sequence[Sequence[Any]]], said: Mapping[str, str], lists: Mapping[str, str] | None = None
) -> list[Surveyed]:
    """Every sheet with what it is. `said`: contract sheet (folded) -> the owner's name for it, once answered; `lists`:
    sheet (folded) -> what the owner said it is, one of SAID."""
    kinds = {
        normalize_header(name): sheet.name if sheet in (INVOICES, CUSTOMERS, PAYMENTS) else OURS
        for sheet in SHEETS if (name := said.get(normalize_header(sheet.name)))
    }  # fmt: skip
    ours = adopted_before(grids)
    told = lists or {}
    found = [
        _surveyed(
            name,
            grid,
            kinds.get(normalize_header(name), ""),
            ours=ours,
            said=told.get(normalize_header(name)),
            alone=len(grids) == 1,
        )
        for name, grid in grids.items()
    ]
    for sheet in found:
        if (
            sheet.kind == INVOICES_KIND
            and normalize_header(sheet.name) not in {**kinds, **told}
            and _pays(sheet, found)
        ):
            sheet.kind, sheet.guessed = PAYMENTS_KIND, guesses(sheet.found, PAYMENTS_KIND)  # type: ignore[arg-type]
    return found


def _pays(sheet: Surveyed, all_sheets: Sequence[Surveyed]) -> bool:
    """Whether the rows name invoices of another list, and say no due day: then they are payments on these."""
    mine = _numbers(sheet)
    if not mine or "typed_due_date" in (sheet.guessed or {}) or any(m in (sheet.guessed or {}) for m in MARKS):
        return False
    others = [s for s in all_sheets if s is not sheet and s.kind == INVOICES_KIND]
    return any(len(mine & _numbers(o)) >= 0.8 * len(mine) and "typed_due_date" in (o.guessed or {}) for o in others)


def _numbers(sheet: Surveyed) -> set[str]:
    guess = (sheet.guessed or {}).get("invoice_no")
    return {str(v).strip().casefold().removesuffix(".0") for v in filled(guess.column.values)} if guess else set()


def _surveyed(
    name: str, grid: Sequence[Sequence[Any]], kind: str, *, ours: bool, said: str | None = None, alone: bool = False
) -> Surveyed:
    if said is not None:
        return _as_said(name, grid, SAID[said])
    if kind == OURS or (not kind and is_ours(name, grid, ours=ours)):
        return Surveyed(name, OURS)
    found = listing(name, grid)
    if found is None:
        return Surveyed(name, NOTHING)
    invoices = guesses(found, INVOICES_KIND)
    weigh_columns(found, invoices)
    kind = kind or _kind(name, found, invoices, other=not (alone and _named_invoices(invoices)))
    if kind == CREDITS_KIND:
        _credit_columns(found, invoices)
    if kind in (INVOICES_KIND, CREDITS_KIND):
        return Surveyed(name, kind, found, invoices)
    if kind in (CUSTOMERS_KIND, PAYMENTS_KIND):
        return Surveyed(name, kind, found, guesses(found, kind))
    return Surveyed(name, kind, found)


def _as_said(name: str, grid: Sequence[Sequence[Any]], kind: str) -> Surveyed:
    """A sheet that is what its owner says it is."""
    found = listing(name, grid, any_words=True)
    if found is None or kind in (NOTHING, SUMMARY):
        return Surveyed(name, kind, found)
    guessed = guesses(found, INVOICES_KIND if kind == CREDITS_KIND else kind)
    if kind in (INVOICES_KIND, CREDITS_KIND):
        weigh_columns(found, guessed)
    if kind == CREDITS_KIND:
        _credit_columns(found, guessed)
    return Surveyed(name, kind, found, guessed)


def _credit_columns(found: Listing, guessed: dict[str, Guess]) -> None:
    """In a list of credit notes the number is that of the credit note; that of an invoice says what is credited."""
    for column in found.columns:
        roles = [m.role for m in meanings(column.header, INVOICES_KIND)]
        if "invoice_no" in roles and _CREDIT_NAMES.search(plain_words(column.header)):
            guessed["invoice_no"] = Guess("invoice_no", column, 0.95, why=[_("it is the number of the credit note")])
        elif roles[:1] == ["invoice_no"]:
            guessed["po_ref"] = Guess("po_ref", column, 0.9, why=[_("it is the invoice that is credited")])


def _kind(name: str, found: Listing, invoices: dict[str, Guess], *, other: bool = True) -> str:
    """What a list is by its columns; its name only where they leave a choice. other: whether its name may say that it
    holds other documents, such as orders."""
    called = plain_words(name)
    above = plain_words(found.title)
    supplier = invoices.get("supplier")
    if _PAYABLE.search(called) or _PAYABLE.search(above) or (supplier and "customer_name" not in invoices):
        return BILLS if _likely(invoices, "amount") or _likely(invoices, "marked_open") else NOTHING
    dated = _likely(invoices, "invoice_date") or _likely(invoices, "typed_due_date")
    if len(found.buckets) >= 2 and not _likely(invoices, "invoice_no") and not dated:
        return AGES
    if _is_payments(called, found, invoices):
        return PAYMENTS_KIND
    whose = _likely(invoices, "customer_name") or _likely(invoices, "customer_id") or found.grouped
    money = _likely(invoices, "amount") or _likely(invoices, "marked_open") or _likely(invoices, "net_amount")
    money = money or _likely(invoices, "item_amount")
    if money and dated and whose and _is_summary(found, invoices):
        return SUMMARY
    if money and dated and whose and (_CREDIT_NAMES.search(called) or _credit_numbers(invoices)):
        return CREDITS_KIND
    if money and dated and whose and not (other and _OTHER_DOCUMENTS.search(called)):
        return INVOICES_KIND
    return CUSTOMERS_KIND if _is_customers(called, found, money=money, dated=dated) else NOTHING


def _named_invoices(invoices: dict[str, Guess]) -> bool:
    """Whether a header speaks of invoices: then the only sheet of a file is a list of them, whatever it is called."""
    number = invoices.get("invoice_no")
    return number is not None and any(
        m.role == "invoice_no" and m.sure >= SURE for m in meanings(number.column.header, INVOICES_KIND)
    )


def _is_summary(found: Listing, invoices: dict[str, Guess]) -> bool:
    """A line for each customer, without numbers of invoices and days they are due."""
    if "invoice_no" in invoices or "typed_due_date" in invoices or found.grouped:
        return False
    who = invoices.get("customer_name") or invoices.get("customer_id")
    return who is not None and who.column.shape.unique == len(found.rows) > 1


def _credit_numbers(invoices: dict[str, Guess]) -> bool:
    number = invoices.get("invoice_no")
    return number is not None and bool(_CREDIT_NAMES.search(plain_words(number.column.header)))


def _likely(guessed: dict[str, Guess], role: str) -> bool:
    return role in guessed and guessed[role].sure >= MAYBE - 0.06


def _is_payments(called: str, found: Listing, invoices: dict[str, Guess]) -> bool:
    """Money with the day it came: by the sheet's name, or by a header that can only be that day."""
    paid = guesses(found, PAYMENTS_KIND)
    if not (_likely(paid, "date") and _likely(paid, "amount")):
        return False
    due = invoices.get("typed_due_date")
    if due is not None and due.sure >= MAYBE - 0.06 and due.column is not paid["date"].column:
        return False
    if not any(_likely(paid, role) for role in ("customer_id", "customer_name", "invoice_no", "reference")):
        return False
    own = plain_words(paid["date"].column.header)
    return bool(_PAYMENT_NAMES.search(called)) or (
        "invoice_date" not in invoices and bool(_PAYMENT_NAMES.search(own) or re.search(r"received|paid|betalt", own))
    )


def _is_customers(called: str, found: Listing, *, money: bool, dated: bool) -> bool:
    people = guesses(found, CUSTOMERS_KIND)
    named = _likely(people, "customer_name") or _likely(people, "customer_id")
    reached = sum(_likely(people, role) for role in CONTACTS)
    if not named or "supplier" in people:
        return False
    return reached >= 1 and (bool(_CUSTOMER_NAMES.search(called)) or (reached >= 2 and not (money and dated)))


def adopted_before(grids: Mapping[str, Sequence[Sequence[Any]]]) -> bool:
    """Whether the workbook has Settings of ours."""
    return any(_is_settings(grid) for grid in grids.values())


def _is_settings(grid: Sequence[Sequence[Any]]) -> bool:
    named = {translations.plain_name(row[0]) for row in grid if row and isinstance(row[0], str)}
    return len(named & translations.known_settings().keys()) >= 5


def is_ours(name: str, grid: Sequence[Sequence[Any]], *, ours: bool) -> bool:
    """Whether a sheet is one that ar-sheets keeps: it has the name of one of ours, and nearly all of its headers."""
    sheet = contract_sheet(name)
    if sheet is None:
        return False
    if sheet is START:
        return ours
    if sheet.name == "Settings":
        return _is_settings(grid)
    known = translations.known_headers(sheet)
    best = max(
        (len({known[t] for c in row if (t := translations.plain_name(c)) in known}) for row in grid[:5]), default=0
    )
    return best >= 0.9 * sum(not column.optional for column in sheet.columns)


def contract_sheet(name: str) -> Sheet | None:
    """The sheet of the contract that is called so, in any language, with or without (ar-sheets) behind it."""
    return translations.sheets().get(translations.plain_name(name.removesuffix(" (ar-sheets)")))
