"""How the last forecasts came out: what each report said for the next four weeks, beside what has come since.

Each report keeps what it said in .ar-sheets/forecasts.json beside the workbook, by its name and the day, with the
invoices that were in it: what was invoiced later was not forecast. What was kept is never made better afterwards:
a report as of an earlier day than the last one keeps nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ar_sheets.base.files import write_whole
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.forecast import SOON, Forecast

FILE = "forecasts.json"
SHOWN = 4  # forecasts in the report
KEPT = 12  # forecasts of a workbook in the file: four reports a week still leave some that are over
ZERO = Decimal(0)
LOOK_BACK_RULE = (
    "In the 28 days after each forecast: what it said then (and in four of five cases from-to), and what customers "
    "have paid since on the invoices that were in it."
)
NOTHING_YET = "No forecast is four weeks old yet; each report keeps its own, and the first is checked on {day}."
Kept = dict[str, Any]  # as it stands in the file: as_of, and by currency what was said


@dataclass(frozen=True, slots=True)
class ForecastChecked:
    """One forecast that is over, in one currency: what it said for SOON days, and what came."""

    as_of: date
    said: Decimal
    low: Decimal
    high: Decimal
    came: Decimal

    @property
    def in_range(self) -> bool:
        return self.low <= self.came <= self.high


def read_forecasts(folder: Path, workbook: str) -> list[Kept]:
    """What was kept of a workbook's forecasts, oldest first; nothing where the file cannot be read."""
    return _read_all(folder / FILE).get(workbook, [])


def _read_all(path: Path) -> dict[str, list[Kept]]:
    try:
        held = json.loads(path.read_text("utf-8"))
        return {name: [kept for kept in every if _is_whole(kept)] for name, every in held.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _is_whole(kept: Any) -> bool:
    """Whether an entry is one of ours: people and other programs can write into a file, too."""
    try:
        date.fromisoformat(kept["as_of"])
        for said in kept["currencies"].values():
            _ = [Decimal(said[key]) for key in ("said", "low", "high")]
            _ = [(customer.casefold(), number.casefold()) for customer, number in said["invoices"]]
    except (AttributeError, InvalidOperation, KeyError, TypeError, ValueError):
        return False
    return True


def keep_forecasts(folder: Path, workbook: str, work: Assessment, forecasts: Mapping[str, Forecast]) -> None:
    """Keep what a report says; not if a later one has been kept. Raises OSError where nothing can be written."""
    every = _read_all(folder / FILE)
    before = every.get(workbook, [])
    day = work.as_of.isoformat()
    if before and before[-1]["as_of"] > day:
        return
    said = {"as_of": day, "currencies": {currency: _said(work, found) for currency, found in forecasts.items()}}
    every[workbook] = [*(kept for kept in before if kept["as_of"] != day), said][-KEPT:]
    folder.mkdir(exist_ok=True)
    write_whole(folder / FILE, json.dumps(every, ensure_ascii=False, separators=(",", ":")).encode())


def _said(work: Assessment, forecast: Forecast) -> Kept:
    indices = dict.fromkeys(item.index for item in forecast.expected)
    return {
        "said": str(forecast.soon.total), "low": str(forecast.soon.low), "high": str(forecast.soon.high),
        "invoices": [(work.customers[i].customer_id, work.columns["invoice_no"][i]) for i in indices],
    }  # fmt: skip


def check_forecasts(work: Assessment, kept: Sequence[Kept], currency: str) -> list[ForecastChecked]:
    """The last SHOWN forecasts in a currency whose days are over, newest first, beside what came."""
    over = [one for one in kept if currency in one["currencies"] and _ends(one) <= work.as_of]
    return [_checked(work, one, currency) for one in reversed(over[-SHOWN:])]


def first_check(kept: Sequence[Kept], as_of: date) -> date:
    """The day on which the first forecast, kept or made today, is over."""
    return min([_ends(one) for one in kept] + [as_of + timedelta(days=SOON)])


def _ends(kept: Kept) -> date:
    return date.fromisoformat(kept["as_of"]) + timedelta(days=SOON)


def _checked(work: Assessment, kept: Kept, currency: str) -> ForecastChecked:
    said = kept["currencies"][currency]
    asked = {(customer.casefold(), number.casefold()) for customer, number in said["invoices"]}
    start = date.fromisoformat(kept["as_of"])
    came = sum(_paid(work, asked, start, _ends(kept)), ZERO)
    return ForecastChecked(start, Decimal(said["said"]), Decimal(said["low"]), Decimal(said["high"]), came)


def _paid(work: Assessment, asked: set[tuple[str, str]], after: date, until: date) -> Iterator[Decimal]:
    """Customers' money that was put against these invoices themselves, in these days; no credit, no interest."""
    for item in work.allocated.rows:
        if item.source == "payment" and item.part == "principal" and after < item.date <= until:
            number = work.columns["invoice_no"][item.invoice].casefold()
            if (work.customers[item.invoice].customer_id.casefold(), number) in asked:
                yield item.amount
