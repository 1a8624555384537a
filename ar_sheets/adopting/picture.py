"""What follows from a reading of lists: the figures a run would work out, and whether they are those of the lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ar_sheets.adopting.detect_table import ListColumn, Listing, column_cells
from ar_sheets.adopting.extract import says_credit, text_of
from ar_sheets.adopting.header_words import plain_words
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.marked import unclear_rows
from ar_sheets.adopting.own_aging import compare_aging
from ar_sheets.adopting.session import Figures
from ar_sheets.adopting.value_types import cell_as_date, date_order, decimal_sign, to_amount
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.dunning.worklist import decide
from ar_sheets.facts.checks.invoices import ESSENTIAL
from ar_sheets.facts.gather import gather
from ar_sheets.facts.own_status import is_void
from ar_sheets.schema.status_words import means_paid

if TYPE_CHECKING:
    from ar_sheets.adopting.mapping import Settled
    from ar_sheets.adopting.session import Adoption
    from ar_sheets.adopting.survey import Surveyed
    from ar_sheets.workbook.book import Book

TOTALS, OPEN, DAYS, AGING = "Totals: ", "Open: ", "Days overdue: ", "Aging: "
GO_ON, STOP = "go on", "stop"
CENT = Decimal("0.02")
_DAYS = re.compile(
    r"(?:days|dager|dagar|dagen|dage|tage|dias|dite|jours|giorni|dni) (?:over ?due|late|past due|over ?forfall?t?|"
    r"forsinket|forsenad\w*|te laat|uberfallig|em atraso|de atraso|vonese|de retard|di ritardo|opoznienia|over)|"
    r"(?:over ?due|late) days|days over|tage verzug|daysoverdue|dagen over vervaldatum|forfalte dager"
)


def picture_figures(book: Book, as_of: date) -> Figures:
    """What a run on that day works out of a workbook."""
    facts = gather(book)
    work = decide(book, facts, as_of)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    late: dict[str, Decimal] = defaultdict(Decimal)
    columns = work.columns
    rows = zip(*(columns[k] for k in ("currency", "open_amount", "days_overdue", "kind")), strict=True)
    oldest = 0
    for currency, amount, days, kind in rows:
        if kind != "Credit note" and amount > 0:
            owed[currency] += amount
            late[currency] += amount if days > 0 else 0
            oldest = max(oldest, days)
    unapplied: dict[str, Decimal] = defaultdict(Decimal)
    for (_who, currency), amount in work.allocated.unapplied.items():
        unapplied[currency] += amount
    people = {c.customer_id.casefold() for c in work.customers}
    return Figures(len(people), len(work), owed, late, unapplied, oldest, *_unread(book, str(facts.settings.currency)))


def _unread(book: Book, own: str) -> tuple[int, Mapping[str, Decimal]]:
    """The rows of invoices in which a cell or a mark of payment cannot be read, and by currency what of their amounts
    is known: they wait until somebody mends them."""
    table = book.tables["Invoices"]
    rows = {row for row in table.rows if ESSENTIAL & book.bad.get(("Invoices", row), {}).keys()}
    rows.update(table.rows[position] for position in unclear_rows(book))
    known: dict[str, Decimal] = defaultdict(Decimal)
    for position, row in enumerate(table.rows):
        if row in rows:
            known[table.columns["currency"][position] or own] += table.columns["amount"][position] or 0
    return len(rows), known


def show_picture(job: Adoption, new: Book) -> None:
    """The figures into the result; where the list's own open amounts say otherwise, that is said and asked."""
    job.result.figures = found = picture_figures(new, job.as_of)
    main = job.main("Invoices")
    if main is None or main.found is None or job.adopted(main) or len(job.of_kind("Invoices")) > 1:
        return
    still = job.settled(main).get("marked_open")
    whole = job.settled(main).get("amount")
    if still is None or still.column is None or whole is None or whole.column is None or main.found.grouped:
        return
    theirs = _still_open(job, main)
    ours = sum(found.open_amount.values(), Decimal(0)) - sum(found.unapplied.values(), Decimal(0))
    if abs(theirs - ours) > CENT:
        text = _('{sheet}: "{column}" adds up to {theirs:,.2f}, but by this reading {ours:,.2f} is open. Go on?',
                 sheet=main.name, column=still.column.header, theirs=theirs, ours=ours)  # fmt: skip
        _ask(job, OPEN + main.name, text)


def _still_open(job: Adoption, main: Surveyed) -> Decimal:
    """What the list says is open, each invoice once, without those nobody owes and those nobody can read."""
    assert main.found is not None
    grid, settled = job.grids[main.name], job.settled(main)
    held = {r: column_cells(grid, main.found, s.column.place) for r, s in settled.items() if s.column is not None}
    sign = {role: decimal_sign(values) for role, values in held.items()}
    seen: set[tuple[str, ...]] = set()
    found = Decimal(0)
    for row in zip(*held.values(), strict=True):
        raw = dict(zip(held, row, strict=True))
        line = tuple(text_of(raw.get(role, "")) for role in ("invoice_no", "customer_id", "customer_name", "amount"))
        still, whole = (to_amount(raw.get(r), sign.get(r, ".")) for r in ("marked_open", "amount"))
        if (line[0] and line in seen) or still is None or whole is None or is_void(raw):
            continue
        seen.add(line)
        credit = whole < 0 or says_credit(text_of(raw.get("kind", "")))
        found += -abs(still) if credit else still
    return found


def check_totals(job: Adoption, main: Surveyed | None) -> None:
    """Compare the sums of columns with the list's own row of totals, and its days overdue with the due dates."""
    if main is None or main.found is None or job.adopted(main):
        return
    columns = job.settled(main)
    for role in ("marked_open", "amount"):
        settled = columns.get(role)
        if settled is not None and settled.column is not None:
            _compare_total(job, main, settled.column)
    _compare_days(job, main, columns)
    noted, asked = compare_aging(main.found, columns, job.as_of)
    if noted:
        job.result.notes.append(_("{sheet}: {what}", sheet=main.name, what=noted))
    if asked:
        _ask(job, AGING + main.name, _("{sheet}: {what}", sheet=main.name, what=asked))


def _compare_total(job: Adoption, main: Surveyed, column: ListColumn) -> None:
    found = main.found
    assert found is not None
    total = _grand_total(job.grids[main.name], found, column)
    if not total:  # a formula that nobody has calculated says 0
        return
    ours = sum(_amounts(job, main, column), Decimal(0))
    if abs(total - ours) <= CENT:
        job.result.notes.append(_(
            "{sheet}: its own sum of {column}, {total:,.2f}, is the sum of its rows.",
            sheet=main.name, column=column.header, total=total,
        ))  # fmt: skip
        return
    text = _('{sheet}: its own sum of "{column}" is {total:,.2f}, but its rows add up to {ours:,.2f}. Go on?',
             sheet=main.name, column=column.header, total=total, ours=ours)  # fmt: skip
    _ask(job, TOTALS + main.name, text)


def _grand_total(grid: Sequence[Sequence[object]], found: Listing, column: ListColumn) -> Decimal | None:
    """What the last row of totals says of a column; the total of a part stands further up, or before others."""
    if not found.totals or found.totals[-1] < found.rows[-1]:
        return None
    row = grid[found.totals[-1] - 1]
    value = row[column.place] if column.place < len(row) else ""
    first = next((plain_words(v) for v in row if isinstance(v, str) and v.strip()), "")
    if first.startswith(("sub", "del", "zwischen")):
        return None
    return to_amount(value, decimal_sign([value]))


def _amounts(job: Adoption, main: Surveyed, column: ListColumn) -> list[Decimal]:
    assert main.found is not None
    values = column_cells(job.grids[main.name], main.found, column.place)
    sign = decimal_sign(values)
    return [amount for value in values if (amount := to_amount(value, sign)) is not None]


def _compare_days(job: Adoption, main: Surveyed, columns: Mapping[str, Settled]) -> None:
    """Days overdue that all are of one other day tell the day of the list; others say the due dates are wrong."""
    found, due = main.found, columns.get("typed_due_date")
    assert found is not None
    column = next((c for c in found.columns if _DAYS.search(plain_words(c.header)) and c.shape.money > 0.9), None)
    if column is None or due is None or due.column is None:
        return
    order = date_order(due.column.values) or "day first"
    pairs = [(v, d) for at, (v, d) in enumerate(zip(column.values, due.column.values, strict=True))
             if not _settled_row(columns, at)]  # fmt: skip
    gaps = [
        (job.as_of - day).days - int(days) for value, text in pairs
        if (days := to_amount(value)) and days > 0 and (day := cell_as_date(text, order)) is not None
    ]  # fmt: skip
    if len(gaps) < 2 or not any(gaps):
        return
    if len(set(gaps)) == 1:
        job.result.notes.append(
            _(
                "{sheet}: its {column} are those of another day, {days:+d} days from {day}.",
                sheet=main.name,
                column=column.header,
                days=-gaps[0],
                day=job.as_of,
            )
        )
        return
    off = sum(gap != 0 for gap in gaps)
    if off > 0.2 * len(gaps) and max(map(gaps.count, gaps)) < 0.8 * len(gaps):
        text = _('{sheet}: "{column}" does not fit the due dates in {off} of {rows} rows. Perhaps the due date is '
                 "another column, or day and month are exchanged. Go on?", sheet=main.name, column=column.header,
                 off=off, rows=len(gaps))  # fmt: skip
        _ask(job, DAYS + main.name, text)


def _settled_row(columns: Mapping[str, Settled], at: int) -> bool:
    """Whether a row is marked as paid: its days late are those of the payment."""
    cell = {r: s.column.values[at] for r, s in columns.items() if s.column is not None and r.startswith("marked_")}
    paid_on, still = cell.get("marked_paid_on"), to_amount(cell.get("marked_open"))
    return paid_on not in (None, "") or still == 0 or means_paid(cell.get("marked_status"))


def _ask(job: Adoption, name: str, text: str) -> None:
    if job.ask(Question(name, text, (GO_ON, STOP))) == STOP:
        raise NotDone(_("Nothing was changed."))


def sentence(found: Figures) -> str:
    """What follows, in one line: 3 customers, 7 invoices, open EUR 1,800.00 ..."""

    def money(amounts: Mapping[str, Decimal]) -> str:
        shown = (f"{code} {format_amount(amount, code)}" for code, amount in sorted(amounts.items()) if amount)
        return ", ".join(shown) or format_amount(Decimal(0), "")

    parts = [
        n_("{n} customer", "{n} customers", found.customers), n_("{n} invoice", "{n} invoices", found.invoices),
        _("open {amount}", amount=money(found.open_amount)), _("overdue {amount}", amount=money(found.overdue)),
    ]  # fmt: skip
    parts += [n_("the oldest {n} day", "the oldest {n} days", found.oldest_days)] if found.oldest_days else []
    if any(found.unapplied.values()):
        parts.append(_("not put against invoices {amount}", amount=money(found.unapplied)))
    text = _("That makes {what}.", what=", ".join(parts))
    if found.unread:
        text += " " + n_(
            "{n} row cannot be read and waits until you mend it; what is known of it adds up to {amount}.",
            "{n} rows cannot be read and wait until you mend them; what is known of them adds up to {amount}.",
            found.unread, amount=money(found.unread_amount),
        )  # fmt: skip
    return text
