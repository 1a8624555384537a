"""The report made: worked out, written to its folder, and told in a few lines or as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports import look_back
from ar_sheets.reports.book import book
from ar_sheets.reports.overview import CurrencySection, Overview, overview
from ar_sheets.reports.page import page
from ar_sheets.reports.unclaimed import unclaimed
from ar_sheets.reports.wording import describe_payer
from ar_sheets.workbook.locks import FOLDER

PAGE, BOOK = "report.html", "report.xlsx"


@dataclass(slots=True)
class ReportMade:
    """A report and where it was written. `notes` say what is missing in it, and why."""

    report: Overview
    folder: Path
    notes: list[str]


def make_report(work: Assessment, invoices: int, problems: int, folder: Path, workbook: Path) -> ReportMade:
    """Write report.html and report.xlsx into `folder`; the same work gives the same bytes.

    `invoices` are all rows of the sheet, `problems` the findings. What it forecasts is kept beside the workbook, and
    what was kept there before is checked. Raises NotDone where nothing can be written.
    """
    home = workbook.resolve().parent / FOLDER
    report = overview(work, look_back.read_forecasts(home, workbook.name))
    notes = list(_notes(work, invoices - len(work), problems))
    files = {PAGE: page(report, notes).encode(), BOOK: book(report)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content)
    except PermissionError as fault:
        named = Path(fault.filename or folder).name.removesuffix(".part")
        raise NotDone(
            _(
                "{file} could not be written in {folder}. If it is open in Excel, close it there.",
                file=named,
                folder=folder,
            )
        ) from fault
    except OSError as fault:
        raise NotDone(
            _(
                "Nothing can be written in {folder} ({why}). Give another with --folder.",
                folder=folder,
                why=fault.strerror,
            )
        ) from fault
    notes += _kept(report, home, workbook.name)
    return ReportMade(report, folder, notes)


def _kept(report: Overview, home: Path, workbook: str) -> list[str]:
    """Keep the forecast, to be checked by later reports; returns what is to be said where that is not possible."""
    try:
        look_back.keep_forecasts(home, workbook, report.work, {s.currency: s.forecast for s in report.sections})
    except OSError as fault:
        return [_("This forecast could not be kept in {folder} ({why}), so no later report can check it.", folder=home,
                  why=fault.strerror)]  # fmt: skip
    return []


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _notes(work: Assessment, missing: int, problems: int) -> Iterator[str]:
    """What the figures do not know."""
    own = work.facts.settings
    if problems:
        waits = n_("{n} problem waits to be fixed (sheet Problems)", "{n} problems wait to be fixed (sheet Problems)",
                   problems)  # fmt: skip
        gone = n_("{n} invoice is missing here until then", "{n} invoices are missing here until then", missing)
        yield f"{waits}; {gone}." if missing > 0 else f"{waits}."
    if work.facts.no_payments:
        yield _("Payments cannot be read, so every invoice counts as unpaid.")
    until, days = own.payments_complete_until, own.stale_after_days
    if until is not None and days is not None and until + timedelta(days=days) < work.as_of:
        yield _("Payments are complete only until {day}: what came in since is missing here.", day=until)


def describe_report(made: ReportMade) -> str:
    """What stands out, by currency, and where the files are."""
    lines = [_("Receivables as of {day}", day=made.report.as_of)]
    for section in made.report.sections:
        lines += ["", section.currency, *(f"  {sentence}" for sentence in section.sentences)]
    late = unclaimed(made.report.work)
    for currency in sorted({one.currency for one in late}):
        own = [one for one in late if one.currency == currency]
        total = format_amount(sum((one.total for one in own), Decimal(0)), currency)
        lines += [
            "",
            _(
                "Could still be claimed of invoices paid late: {amount} {currency}, invoices: {count} (listed in the "
                "report; nothing is claimed by itself)",
                amount=total,
                currency=currency,
                count=len(own),
            ),
        ]
    files = [
        _("  to read or print:  {file}", file=made.folder / PAGE),
        _("  to work with:      {file}", file=made.folder / BOOK),
    ]
    return "\n".join([*lines, "", *files])


def report_as_data(made: ReportMade) -> dict[str, Any]:
    """All figures; amounts as text with their cents, days as year-month-day."""
    return {
        "as_of": made.report.as_of, "files": [made.folder / PAGE, made.folder / BOOK], "notes": made.notes,
        "currencies": {section.currency: _section(section) for section in made.report.sections},
        "could_still_be_claimed": [asdict(one) | {"total": one.total} for one in unclaimed(made.report.work)],
        "payers": [
            {"customer_id": payer.customer.customer_id, "currency": payer.currency, "rating": payer.rating,
             "why": describe_payer(payer, made.report.language),
             "late_share": round(payer.late_share, 4), "oldest_days": payer.oldest_days,
             "open": payer.open_amount, "overdue": payer.overdue, "days_late": payer.days_late}
            for payer in made.report.payers
        ],
    }  # fmt: skip


def _section(section: CurrencySection) -> dict[str, Any]:
    return {
        "open": section.open_amount, "overdue": section.overdue, "disputed": section.disputed,
        "unapplied": section.unapplied, "says": section.sentences,
        "aging": {bucket.label: bucket.amount for bucket in section.buckets},
        "month_ends": [end._asdict() for end in section.trend],
        "forecast": [{"week": week.start or "later", **week.amounts, "expected": week.total, "low": week.low,
                      "high": week.high} for week in section.weeks],
        "forecasts_checked": [asdict(one) | {"in_range": one.in_range} for one in section.checked],
        "left_out": section.left_out, "kpis": {kpi.key: asdict(kpi) for kpi in section.kpis},
    }  # fmt: skip
