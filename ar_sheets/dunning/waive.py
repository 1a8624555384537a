"""A claimed fee or interest is dropped by a person, with the reason: a row in the Log, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ar_sheets.base import progress
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.base.suggestions import nearest
from ar_sheets.dunning import outbox, write_back
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.invoice_places import invoice_places
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.commit import commit
from ar_sheets.workbook.guard import Snapshot
from ar_sheets.xlsx.changes import Change

WHAT = {"fees": ("waived fees",), "interest": ("waived interest",), "all": ("waived fees", "waived interest")}
OPEN = {"waived fees": "fees_open", "waived interest": "interest_open"}


def waive_charges(path: Path, invoice: str, what: str, reason: str, as_of: date, now: datetime) -> list[LogEntry]:
    """Waive the claimed fees (compensation included) or interest of an invoice that are still open; the Log rows.

    `what` is fees, interest or all. Raises NotDone, with nothing changed, when nothing of it is claimed and open,
    when there is no reason, or when the day lies before the newest entry of the Log.
    """
    if not reason.strip():
        raise NotDone(_('Say why: --reason "...". It stands in the Log for good.'))
    with progress.show_progress() as say:
        say(_("Looking at the workbook"))
        return commit(path, lambda snapshot: _worked_out(snapshot, invoice, what, reason, as_of, now))


def _worked_out(
    snapshot: Snapshot, invoice: str, what: str, reason: str, as_of: date, now: datetime
) -> tuple[Sequence[Change], list[LogEntry]]:
    book, facts = look(snapshot.data)
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest:
        raise NotDone(_("The Log already has entries of {newest}; a waiver as of {day} would rewrite the past.",
                        newest=newest, day=as_of))  # fmt: skip
    box = outbox.load_outbox(book)
    work = judge(book, facts, box, as_of)[0]
    index = _find(work, invoice)
    made = log.sealed(_entries(work, index, what, reason, as_of, now), facts.log[-1] if facts.log else None)
    if not made:
        raise NotDone(_nothing(work, index, what))
    return write_back.outbox_and_log(book, outbox.load_outbox(book), made), made


def _find(work: Assessment, invoice: str) -> int:
    """The place of the invoice. Where numbers begin anew each year several may have its number: that with charges."""
    columns, wanted = work.columns, invoice.strip().casefold()
    charged = [
        index for index, number in enumerate(columns["invoice_no"])
        if number.casefold() == wanted and columns["fees_open"][index] + columns["interest_open"][index] > 0
    ]  # fmt: skip
    if len(charged) > 1:
        customers = ", ".join(columns["customer_id"][index] for index in charged)
        raise NotDone(_("Claimed charges are open on {number} of several customers ({customers}), so nothing is "
                        "waived.", number=invoice, customers=customers))  # fmt: skip
    index = charged[0] if charged else invoice_places(columns["invoice_no"], columns["kind"]).get(wanted)
    if index is not None:
        return index
    near = nearest(invoice, work.columns["invoice_no"]) or _("Type the number just as it stands in the workbook.")
    raise NotDone(_("There is no invoice {invoice}, or it says Check.", invoice=invoice) + " " + near)


def _entries(work: Assessment, index: int, what: str, reason: str, as_of: date, now: datetime) -> Iterator[LogEntry]:
    row = work.row(index)
    for event in WHAT[what]:
        amount: Decimal = row[OPEN[event]]
        if amount > 0:
            yield LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", as_of, event, row["customer_id"], row["invoice_no"], "",
                           amount, row["currency"], " ".join(reason.split()))  # fmt: skip


_NOTHING = {
    "fees": N_("There are no claimed fees open on {number}, so there is nothing to waive."),
    "interest": N_("There is no claimed interest open on {number}, so there is nothing to waive."),
    "all": N_("There are no claimed charges open on {number}, so there is nothing to waive."),
}


def _nothing(work: Assessment, index: int, what: str) -> str:
    row = work.row(index)
    nothing = _NOTHING[what]
    text = _(nothing, number=row["invoice_no"])
    if what != "fees" and row["interest"] > 0 and not row["interest_open"]:
        text += " " + _("{amount} {currency} of interest has run, but no letter has claimed it.",
                        amount=format_amount(row["interest"], row["currency"]), currency=row["currency"])  # fmt: skip
    return text
