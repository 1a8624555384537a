"""What the commands about documents say on the screen, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ar_sheets.base.i18n import _, n_
from ar_sheets.reports.papers.files import DocumentWritten
from ar_sheets.reports.papers.numbering import Proposal
from ar_sheets.reports.papers.references import ReferenceProposal
from ar_sheets.reports.wording import in_words


def proposed(found: Sequence[Proposal]) -> str:
    """The rows without a number, and what each would get."""
    head = n_(
        "{n:,} row has no number yet. It would get:", "{n:,} rows have no number yet. They would get:", len(found)
    )
    return "\n".join([head, *map(_row, found)])


def _row(of: Proposal) -> str:
    values = {"number": of.number, "cell": of.cell, "customer": of.customer, "kind": in_words(of.kind), "day": of.day,
              "amount": of.amount, "currency": of.currency}  # fmt: skip
    if of.kind == "Invoice":
        return _("  {number}  in {cell}: {customer}, {day}, {amount:,.2f} {currency}", **values)
    return _("  {number}  in {cell}: {customer}, {kind}, {day}, {amount:,.2f} {currency}", **values)


def papers_question() -> str:
    """Before anything is written."""
    return _("Write them into the workbook and make the invoices?")


def nothing_changed() -> str:
    """After a no."""
    return _("Nothing was changed.")


def nothing_to_do(number: str, workbook: Path) -> str:
    """When no invoice was named and every row has its number."""
    return _("Every row that is filled in has its number; the next free one is {number}.\n"
             "To make an invoice, name it: ar-sheets invoice {workbook} NUMBER",
             number=number, workbook=workbook)  # fmt: skip


def describe_numbers(found: Sequence[Proposal], backup: Path | None) -> str:
    """After the numbers were written."""
    said = n_("{n:,} number is in the workbook.", "{n:,} numbers are in the workbook.", len(found))
    if backup is None:
        return said
    return f"{said} " + _("The workbook as it was: {backup}; ar-sheets undo puts it back.", backup=backup)


def describe_documents(documents: Sequence[DocumentWritten]) -> str:
    """The files, and what to mind about each."""
    lines = []
    for of in documents:
        lines.append(f"{of.name}: {', '.join(path.name for path in of.files)}")
        lines += [f"  {note}" for note in of.notes]
    if documents:
        lines.append(_("In {folder}. Nothing was sent.", folder=documents[0].files[0].parent))
    return "\n".join(lines)


def describe_clearance(country: str) -> str:
    """What a seller has to know where the state itself clears invoices; else empty."""
    said = {
        "PT": _("In Portugal only software that the tax authority has certified may make invoices (Decree-Law "
                "28/2019): issue it there; this one is a copy of it."),
        "AL": _("In Albania an invoice counts only when the tax authority has fiscalised it (law 87/2019, with NIVF "
                "and NSLF): issue it there; this one is a copy of it."),
        "IT": _("In Italy an invoice counts only when it went through the Sistema di Interscambio as FatturaPA: issue "
                "it there; this one is a copy of it."),
    }  # fmt: skip
    return said.get(country, "")


def references_proposed(found: Sequence[ReferenceProposal]) -> str:
    """The invoices without a payment reference, and what each would get."""
    head = n_("{n:,} invoice has no payment reference yet. It would get:",
              "{n:,} invoices have no payment reference yet. They would get:", len(found))  # fmt: skip
    return "\n".join([head, *(f"  {of.invoice_no}  {of.cell}: {of.text}" for of in found)])


def references_question() -> str:
    """Before references are written."""
    return _("Write them into PO / ref?")


def describe_statements(documents: Sequence[DocumentWritten], held: Sequence[str], *, thanks: bool) -> str:
    """The files of `statement`, or why there are none."""
    if documents:
        return describe_documents(documents)
    if held:
        return _("No document was made.")
    return _("Nobody paid in the last seven days.") if thanks else _("Nothing is open: no statement was made.")


def papers_as_data(documents: Sequence[DocumentWritten]) -> list[dict[str, Any]]:
    """The documents for --json."""
    return [{"name": of.name, "files": [str(path) for path in of.files], "notes": list(of.notes)} for of in documents]


def proposals_data(found: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The rows without a number for --json."""
    return [{"cell": of.cell, "number": of.number, "customer": of.customer, "kind": of.kind, "date": of.day,
             "amount": of.amount, "currency": of.currency} for of in found]  # fmt: skip
