"""Ledgers that are no source of invoices (SAF-T of Norway, DATEV, FEC): what each customer owes, to compare with ours.

They have no due dates or few, and weak invoice numbers.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import (
    ZERO,
    InvoiceContent,
    InvoiceParty,
    LedgerBalance,
    NotAnInvoice,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_text, needed, read_amount

DATEV_COLUMNS = ("Umsatz", "Soll/Haben-Kennzeichen", "Konto", "Gegenkonto")
FEC_CUSTOMERS = "411"  # plan comptable général, article 441: clients


def read_saft_ledger(root: ET.Element) -> InvoiceContent:
    """SAF-T Financial (Norway and others): the closing balance of each customer."""
    currency = element_text(root, "Header/DefaultCurrencyCode") or "NOK"
    company = root.find("Header/Company")
    own = element_text(company, "RegistrationNumber")
    seller = InvoiceParty(element_text(company, "Name"), (PartyNumber("0192", own),) if own else ())
    balances = []
    for one in root.iterfind("MasterFiles/Customers/Customer"):
        debit, credit = (_closing(one, side) for side in ("Debit", "Credit"))
        number = element_text(one, "RegistrationNumber")
        balances.append(LedgerBalance(
            element_text(one, "CustomerID"), element_text(one, "Name"), debit - credit, currency,
            (PartyNumber("0192", number),) if number else ()))  # fmt: skip
    return InvoiceContent("SAF-T", balances=balances, seller=seller)


def _closing(customer: ET.Element, side: str) -> Decimal:
    """Up to version 1.20 beside the customer's name, from 1.30 on in its BalanceAccount, which may stand twice."""
    own = element_amount(customer, f"Closing{side}Balance")
    if own is not None:
        return own
    parts = (element_amount(one, f"Closing{side}Balance") or ZERO for one in customer.iterfind("BalanceAccount"))
    return sum(parts, ZERO)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.splitlines(), delimiter=delimiter)
    except csv.Error as fault:
        raise NotAnInvoice(_("The file is damaged ({reason}). Export it again.", reason=fault)) from fault


def read_datev_ledger(text: str) -> InvoiceContent:
    """DATEV EXTF Buchungsstapel: debit less credit of each debtor's account in the batch.

    NotAnInvoice for other EXTF files, such as the list of debtors.
    """
    rows = list(_rows(text, ";"))
    head = rows[0]
    if len(head) < 14 or head[3] != "Buchungsstapel":
        raise NotAnInvoice(_('This is DATEV\'s "{kind}", which has no invoices and no sums in it. Take the invoices '
                             "themselves, or bring a list in with ar-sheets adopt.",
                             kind=head[3] if len(head) > 3 else ""))  # fmt: skip
    columns = {name.split(" (")[0]: at for at, name in enumerate(rows[1] if len(rows) > 1 else [])}
    for name in DATEV_COLUMNS:
        needed(name if name in columns else "", name)
    wide = int(head[13]) + 1 if head[13].isdigit() else 5  # an account of a person has a digit more than the others
    currency = head[21] if len(head) > 21 and head[21] else "EUR"
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in rows[2:]:
        if len(row) <= max(columns[name] for name in DATEV_COLUMNS):
            continue
        amount = read_amount(row[columns["Umsatz"]], "Umsatz", comma=True)
        amount = amount if row[columns["Soll/Haben-Kennzeichen"]] == "S" else -amount
        for account, sign in ((row[columns["Konto"]], 1), (row[columns["Gegenkonto"]], -1)):
            if len(account) == wide and account[0] in "123456":  # 7 to 9 are suppliers
                sums[account] += sign * amount
    return InvoiceContent("DATEV", balances=[LedgerBalance(one, "", total, currency) for one, total in sums.items()])


def read_fec_ledger(text: str) -> InvoiceContent:
    """FEC (France, article A47 A-1 LPF): debit less credit of each customer's account 411."""
    first = text.splitlines()[0]
    lines = list(_rows(text, "\t" if "\t" in first else "|"))
    rows = (dict(zip(lines[0], line, strict=False)) for line in lines[1:])
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        if (row.get("CompteNum") or "").startswith(FEC_CUSTOMERS):
            account = row.get("CompAuxNum") or row.get("CompteNum") or ""
            name = row.get("CompAuxLib") or row.get("CompteLib") or ""
            debit, credit = (read_amount(row.get(key) or "0", key, comma=True) for key in ("Debit", "Credit"))
            sums[account, name] += debit - credit
    needed(sums or None, "411")
    return InvoiceContent("FEC", balances=[LedgerBalance(account, name, total, "EUR")
                                           for (account, name), total in sums.items()])  # fmt: skip
