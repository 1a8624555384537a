"""What `payments` shows: a table of the new payments, what was there already, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ar_sheets.banks.weighing import PaymentRow, PaymentsFound
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.base.sanitize import clean
from ar_sheets.schema import translations

SHOWN = 200
_HEADS = (10, 24, 14, 22, 20)


def payments_table(found: PaymentsFound) -> str:
    """The payments that would go in: day, payer, amount, where to, by what, sure or not."""
    lines = [*_rejected(found)]
    if found.rows:
        lines += [
            _line(_("Date"), _("Payer"), _("Amount"), _("Goes to"), _("Why"), _("Sure")),
            *map(_row, found.rows[:SHOWN]),
        ]
    if len(found.rows) > SHOWN:
        lines.append(_("... and {more} more.", more=len(found.rows) - SHOWN))
    return "\n".join([*lines, *_counts(found), *found.notes]) or _("Nothing new.")


def _line(*cells: str) -> str:
    wide = [cell[:width].ljust(width) for cell, width in zip(cells, _HEADS, strict=False)]
    wide[2] = cells[2][: _HEADS[2]].rjust(_HEADS[2])
    return "  ".join([*wide, *cells[len(_HEADS) :]]).rstrip()


def _row(row: PaymentRow) -> str:
    entry, match = row.new.entry, row.match
    payer = clean(entry.payer or entry.payer_account or entry.text)
    return _line(
        entry.date.isoformat(),
        payer,
        f"{format_amount(entry.amount, entry.currency)} {entry.currency}",
        goes_to(row),
        describe_match(row),
        _("yes") if match.sure else _("no"),
    )


def goes_to(row: PaymentRow) -> str:
    """The invoices, or the customer's unapplied money, or nobody's yet."""
    parts = row.match.parts
    if row.match.sure:
        return ", ".join(part.invoices for part in parts)
    if parts[0].customer_id:
        return _("{customer}, unapplied", customer=parts[0].customer_id)
    if row.match.proposed:
        return _("{invoice}?", invoice=row.match.proposed.invoices)
    return _("nobody yet")


def describe_match(row: PaymentRow) -> str:
    """By what it was placed; for what was not, whom it may concern."""
    if row.match.sure or not row.match.candidates:
        return _(row.match.how)
    if row.match.proposed:
        return _("name and amount")
    return _("perhaps {customers}", customers=", ".join(row.match.candidates))


def _rejected(found: PaymentsFound) -> Iterator[str]:
    for name, reason in found.rejected:
        yield _("{file} was not used: {why}", file=clean(name), why=clean(reason))


def _counts(found: PaymentsFound) -> Iterator[str]:
    sums = found.sorted
    if found.rows:
        unsure = len(found.rows) - len(found.sure)
        yield n_("{n} new payment, {unsure} of them not sure.", "{n} new payments, {unsure} of them not sure.",
                 len(found.rows), unsure=unsure)  # fmt: skip
    elif found.places:
        yield _("No new payments.")
    if sums.there:
        yield n_("{n} is in Payments already.", "{n} are in Payments already.", sums.there)
    if sums.other_format:
        yield n_("{n} is there already from another kind of file.", "{n} are there already from another kind of file.",
                 sums.other_format)  # fmt: skip
    if sums.as_sum:
        yield n_("{n} is the sum of payments that are listed one by one, or is in such a sum.",
                 "{n} are sums of payments that are listed one by one, or are in such a sum.", sums.as_sum)  # fmt: skip
    if sums.typed:
        yield n_("{n} was typed already (Payments row {rows}).", "{n} were typed already (Payments rows {rows}).",
                 len(sums.typed), rows=", ".join(map(str, sums.typed[:10])))  # fmt: skip
    if found.no_customers:
        yield n_("{n} entry is no customer's payment.", "{n} entries are no customers' payments.", found.no_customers)
    if found.left_out:
        yield n_("{n} entry is not booked yet; it comes with the next file.",
                 "{n} entries are not booked yet; they come with the next file.", found.left_out)  # fmt: skip


def describe_taken(found: PaymentsFound) -> str:
    """What was done, and what comes next."""
    unsure = [row for row in found.rows if not row.match.sure]
    lines = [n_("{n} payment was written.", "{n} payments were written.", len(found.rows))]
    if unsure:
        lines.append(n_("{n} of them is not placed: type its customer and invoice in Payments. Until then whoever it "
                        "may concern gets no letter.",
                        "{n} of them are not placed: type their customer and invoice in Payments. Until then whoever "
                        "they may concern gets no letter.", len(unsure)))  # fmt: skip
    if found.complete_until:
        lines.append(_("Payments are complete until {day}.", day=found.complete_until))
    return "\n".join([*lines, _("Next: ar-sheets run. To take it back: ar-sheets undo.")])


def payments_as_data(found: PaymentsFound) -> dict[str, Any]:
    """The same as data."""
    language = found.book.language if found.book else "en"
    return {
        "done": found.done,
        "payments": [_data(row, language) for row in found.rows],
        "already_there": found.sorted.there, "other_format": found.sorted.other_format, "in_sums": found.sorted.as_sum,
        "typed_already": found.sorted.typed, "no_customers": found.no_customers, "not_booked": found.left_out,
        "complete_until": found.complete_until, "notes": found.notes,
        "rejected": [{"file": name, "why": why_} for name, why_ in found.rejected],
    }  # fmt: skip


def _data(row: PaymentRow, language: str) -> dict[str, Any]:
    entry, match = row.new.entry, row.match
    return {
        "file": row.new.file, "date": entry.date, "amount": str(entry.amount), "currency": entry.currency,
        "payer": entry.payer, "payer_account": entry.payer_account, "sure": match.sure,
        "how": translations.word_in("choice", match.how, language),
        "goes_to": [{"customer": p.customer_id, "invoices": p.invoices, "amount": str(p.amount)} for p in match.parts],
        "candidates": list(match.candidates),
        "proposed": match.proposed.invoices if match.proposed else None,
        "row_replaced": row.new.instead_of or None,
    }  # fmt: skip
