"""Everything about one customer in one zip: for a court, a collection agency, a credit-management service.

A cover page says what each file is and gives its SHA-256; statement, interest and claim are worked out as of the
day; letters are the very files that went out, found by the fingerprint in the Log. Nothing about anyone else is
in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.file_names import file_stems
from ar_sheets.base.i18n import N_, _, in_language, language, n_
from ar_sheets.base.local_format import court_language
from ar_sheets.base.sanitize import clean
from ar_sheets.base.suggestions import nearest
from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports import claim, history
from ar_sheets.reports.evidence_pack import Pack
from ar_sheets.reports.paper import PaperReport, PaperSection, Row, csv_table, pdf
from ar_sheets.reports.sent_letters import SentLetter, sent_letters
from ar_sheets.reports.wording import in_words
from ar_sheets.schema.model import Customer, LogEntry

ZERO = Decimal(0)
Table = tuple[Sequence[str], list[Row]]  # headers, rows


def make_evidence(judged: Callable[[], Assessment], workbook: Path, customer_id: str) -> Path:
    """Write evidence/<customer>-<day>.zip beside the workbook; its path. NotDone for an unknown customer.

    `judged` works the workbook out: once more where the customer's courts speak another language, for reasons are
    sentences.
    """
    work = judged()
    spoken = language()
    customer = work.facts.customers.get(customer_id.strip().casefold())
    if customer is None:
        near = nearest(customer_id, (known.customer_id for known in work.facts.customers.values()))
        raise NotDone(_("There is no customer {customer} in the workbook.", customer=customer_id) + " " + (
            near or _("Type the Customer ID just as it stands there.")))  # fmt: skip
    home = workbook.resolve().parent
    path = home / "evidence" / f"{file_stems([customer.customer_id])[0]}-{work.as_of}.zip"
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(path.name + ".part")
    with in_language(court_language(customer.country)):  # it is for a court there
        told = work if language() == spoken else judged()
        content = zipped(evidence_files(told, home, customer), work.as_of)
    part.write_bytes(content)
    part.replace(path)
    return path


def evidence_files(work: Assessment, home: Path, customer: Customer) -> Mapping[str, bytes]:
    """The files of a customer's pack, the cover page first. `home` is the folder of the workbook."""
    made = Pack()
    key = customer.customer_id
    indexes = [i for i, c in enumerate(work.customers) if c.customer_id == key]
    rows = [row for row in map(work.row, indexes) if row["invoice_date"] <= work.as_of]
    entries = [e for e in work.facts.log if e.customer_id.casefold() == key.casefold() and e.as_of <= work.as_of]
    letters = sent_letters(home, entries)
    _statement(made, work, customer, rows)
    _interest(made, work, customer, rows)
    for letter in letters:
        for name, content in letter.files.items():
            made.add(f"letters/{name}", content, f"{letter.what}, {_state(letter)}")
    made.add("03-letters.csv", csv_table(*_letters(letters)))
    made.add("04-answers.csv", csv_table(*_answers(entries)))
    made.add("05-story.txt", (history.describe_story(history.story(work, key)) + "\n").encode())
    made.add("06-log.csv", csv_table(*_log(entries)))
    made.add("claim.csv", csv_table(*claim.table_of(work, customer, rows)))
    return {"00-cover.pdf": pdf(_cover(work, customer, rows, letters, made), work.as_of), **made.files}


def _state(letter: SentLetter) -> str:
    return _(letter.state)


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """The files as a zip: the same bytes for the same files and day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0)), content)
    return out.getvalue()


def _report(
    work: Assessment, customer: Customer, title: str, sections: Sequence[PaperSection], *, wide: bool
) -> PaperReport:
    own = work.facts.settings
    address = ", ".join(filter(None, (customer.street, f"{customer.postcode} {customer.city}".strip(),
                                      customer.country)))  # fmt: skip
    creditor = ", ".join(filter(None, (own.business_name, own.street, f"{own.postcode} {own.city}".strip(),
                                       own.country, own.vat_number)))  # fmt: skip
    facts = [(_("Creditor"), creditor), (_("Customer"), f"{customer.called}, {in_words(customer.profile)}"),
             (_("Address"), address), (_("E-mail, phone"), ", ".join(filter(None, (customer.email, customer.phone)))),
             (_("As of"), work.as_of.isoformat())]  # fmt: skip
    return PaperReport(title, facts, sections, clean(own.business_name), clean(f"{own.business_name} · {title}"), wide)


_STATEMENT = (
    N_("Number"), N_("Kind"), N_("Date"), N_("Due"), N_("Days overdue"), N_("Currency"), N_("Amount"), N_("Paid"),
    N_("Credited"), N_("Open"), N_("Interest"), N_("Fees"), N_("Total due"), N_("Status"),
)  # fmt: skip


def _statement(made: Pack, work: Assessment, customer: Customer, rows: Sequence[dict[str, Any]]) -> None:
    lines = [
        (row["invoice_no"], in_words(row["kind"]), row["invoice_date"], row["due_date"],
         max(row["days_overdue"], 0) if row["open_amount"] > 0 else None, row["currency"], row["amount"], row["paid"],
         row["credited"], row["open_amount"], row["interest"], row["fees_open"],
         row["open_amount"] + row["interest"] + row["fees_open"], in_words(row["status"]))
        for row in rows
    ]  # fmt: skip
    heads = [_(head) for head in _STATEMENT]
    sections = [
        PaperSection(_("Invoices and credit notes"), (), heads, lines, (4, 6, 7, 8, 9, 10, 11, 12), 0),
        PaperSection(_("Together"), _totals(work, customer, rows)),
        PaperSection(_("Payments"), (), *_payments(work, rows), (1,), 3),
    ]
    made.add("01-statement.pdf", pdf(_report(work, customer, _("Statement of account"), sections, wide=True),
                                     work.as_of))  # fmt: skip
    made.add("01-statement.csv", csv_table(heads, lines))


def _totals(work: Assessment, customer: Customer, rows: Sequence[dict[str, Any]]) -> list[str]:
    """What is owed in each currency, in words; no sum crosses currencies."""
    lines = []
    for currency in sorted({row["currency"] for row in rows}):
        owed = [row for row in rows if row["currency"] == currency and row["open_amount"] > 0]
        principal = sum((row["open_amount"] for row in owed), ZERO)
        interest, fees = sum((row["interest"] for row in owed), ZERO), sum((row["fees_open"] for row in owed), ZERO)
        held = work.allocated.unapplied.get((customer.customer_id, currency), ZERO)
        lines.append(
            _(
                "{currency}: open {principal:,.2f}, late interest {interest:,.2f}, claimed fees {fees:,.2f}, their "
                "money and credit that names no invoice {credit:,.2f}; together {total:,.2f}.",
                currency=currency,
                principal=principal,
                interest=interest,
                fees=fees,
                credit=held,
                total=principal + interest + fees - held,
            )
        )
    return lines or [_("No invoices.")]


def _payments(work: Assessment, rows: Sequence[dict[str, Any]]) -> Table:
    numbers = {row["invoice_no"] for row in rows}
    columns = work.columns["invoice_no"]
    lines: list[Row] = [
        (
            item.date,
            item.amount,
            columns[item.invoice],
            f"{_(item.part)}, {_(item.source)}: {item.reason}",
        )
        for item in work.allocated.rows
        if columns[item.invoice] in numbers
    ]
    return (_("Date"), _("Amount"), _("Invoice"), _("What and why")), lines


def _interest(made: Pack, work: Assessment, customer: Customer, rows: Sequence[dict[str, Any]]) -> None:
    heads = (
        _("Invoice"),
        _("From"),
        _("To"),
        _("Days"),
        _("Principal"),
        _("Rate %"),
        _("Interest"),
        _("Currency"),
        _("Basis"),
    )
    lines = [
        (row["invoice_no"], line.start, line.end, line.days, line.principal, line.rate, line.amount, row["currency"],
         line.source)
        for row in rows for line in row["interest_lines"]
    ]  # fmt: skip
    note = [
        _(
            "Both days of each line are included. Each line is rounded half-up once; the total is the sum of the "
            "lines. What was paid or waived of it is taken off in the statement."
        )
    ]
    section = PaperSection(_("Lines"), note, heads, lines, (3, 4, 5, 6), 8)
    report = _report(work, customer, _("Late interest"), [section], wide=True)
    made.add("02-interest.pdf", pdf(report, work.as_of))
    made.add("02-interest.csv", csv_table(heads, lines))


def _letters(letters: Sequence[SentLetter]) -> Table:
    heads = (
        _("Day"),
        _("What"),
        _("How"),
        _("To"),
        _("Invoices"),
        _("Letter"),
        _("SHA-256 in the log"),
        _("File"),
        _("What the server said"),
    )
    return heads, [
        (
            letter.on,
            letter.what,
            in_words(letter.event),
            letter.to,
            ", ".join(letter.invoices),
            letter.letter_id,
            letter.sha256,
            (", ".join(letter.files) or _("none")) + f": {_state(letter)}",
            letter.delivery,
        )
        for letter in letters
    ]


def _answers(entries: Sequence[LogEntry]) -> Table:
    heads = (_("Day"), _("Answer"), _("Invoice"), _("Amount"), _("Currency"), _("Said"), _("Promised for"))
    in_copies = (*log.ANSWERS_OF_COPIES, log.RECEIVED)
    kinds = (log.PROMISED, log.DISPUTED, log.NOTED, log.NO_ANSWER, *in_copies)
    return heads, [
        (
            e.as_of,
            in_words(e.event),
            e.invoice_no,
            e.amount,
            e.currency,
            e.detail if e.event in in_copies else log.customer_said(e),
            e.pay_by if e.event == log.PROMISED else None,
        )
        for e in entries
        if e.event in kinds or e.event == "called"
    ]


def _log(entries: Sequence[LogEntry]) -> Table:
    heads = (_("Entry"), _("When"), _("As of"), _("Event"), _("Customer ID"), _("Invoice no"), _("Step"), _("Amount"),
             _("Currency"), _("Detail"), _("Document SHA-256"), _("Seal"))  # fmt: skip
    return heads, [
        (e.entry, e.when, e.as_of, e.event, e.customer_id, e.invoice_no, e.step, e.amount, e.currency, e.detail,
         e.document_sha256, e.seal)
        for e in entries
    ]  # fmt: skip


def _cover(
    work: Assessment, customer: Customer, rows: Sequence[dict[str, Any]], letters: Sequence[SentLetter], made: Pack
) -> PaperReport:
    content = [(name, made.about[name], _in_groups(sha256(data).hexdigest())) for name, data in made.files.items()]
    steps = [(letter.on, letter.what, in_words(letter.event), letter.to, _state(letter)) for letter in letters]
    sections = [
        PaperSection(_("What is owed"), _totals(work, customer, rows)),
        PaperSection(
            _("What was done"), list(_whole(work)), (_("Day"), _("Step"), _("How"), _("To"), _("File")), steps, (), 3
        ),
        PaperSection(_("What is in this pack"), (), (_("File"), _("What it is"), _("SHA-256")), content, (), 1),
    ]
    return _report(work, customer, _("Evidence"), sections, wide=False)


def _in_groups(digits: str) -> str:
    """A fingerprint that can be read out, and compared by eye."""
    return " ".join(digits[at : at + 16] for at in range(0, len(digits), 16))


def _whole(work: Assessment) -> Iterator[str]:
    broken = log.first_broken(work.facts.log)
    count = len(work.facts.log)
    if broken is None:
        yield n_("Every row of the log is sealed with a hash over itself and the seal before it. The {n} seal fits.",
                 "Every row of the log is sealed with a hash over itself and the seal before it. All {n} seals fit.",
                 count)  # fmt: skip
    else:
        yield _("The log was changed: the seal of entry {number} does not fit. This is what is there now.",
                number=broken.entry)  # fmt: skip
