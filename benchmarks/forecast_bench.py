"""What would have been forecast, and what came: `python benchmarks/forecast_bench.py LIST.csv [--until DAY] [--speed]`.

LIST.csv has the columns customer, invoice_date, due_date, paid_on, amount (paid_on empty: not paid yet), days as
year-month-day; a column profile is used where there is one. At each of five month ends only what was paid by then is
known, and every invoice that was open then is forecast by each method.

days          how far the expected day is from the day it was paid, on average; "overdue" only those due by then
4/8/12 weeks  week by week, how far what was expected differs from what came, as a share of what came; a month end
              counts where the list goes on for so long
80 %          of all invoices, how many were paid from the first to the last day given; and of weeks, how many came in
              the range given
AUC           how well the rating's share of late invoices tells which invoices of the month after will be paid more
              than seven days late: 0.5 is chance, 1 all of them

A list of paid invoices that was cut at a day has hardly anything open at that day. So the list is read until the first
month end with less than a third of what is usually open, or until --until. Rivals that need lifelines or scikit-learn
are shown where these are installed. --speed times the program's own forecast at 100,000 invoices, 20,000 of them open.
"""

from __future__ import annotations

import argparse
import csv
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple

from ar_sheets.reports import payers
from ar_sheets.reports.forecast import FOUR_OF_FIVE
from ar_sheets.reports.pay_days import Paid, PayDays

HORIZONS = (4, 8, 12)  # weeks
MONTHS, LEARNED = 5, 6  # month ends looked at, and month ends of payments before the first of them
ENOUGH = 5  # paid invoices with which a rival takes the customer's own average
DAY = timedelta(days=1)


class Row(NamedTuple):
    """One invoice of the list; `paid_on` is far ahead where it is not paid yet."""

    customer: str
    profile: str
    invoice_date: date
    due: date
    paid_on: date
    amount: float


class Guess(NamedTuple):
    """When one invoice is expected: the day, the chances by days from today, and the range where a method has one."""

    expected: date
    chances: Sequence[tuple[int, float]]
    ends: tuple[date, date] | None = None


Method = Callable[[Sequence[Row], Sequence[Row], date], Iterator[Guess]]


def read(path: Path) -> list[Row]:
    """The rows of a list."""
    day = date.fromisoformat
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(r["customer"], r.get("profile") or "", day(r["invoice_date"]), day(r["due_date"]),
                day(r["paid_on"]) if r["paid_on"] else date.max, float(r["amount"]))
            for r in csv.DictReader(file)
        ]  # fmt: skip


def month_ends(first: date, last: date) -> list[date]:
    """The ends of months from one day to another."""
    found, end = [], (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    while end <= last:
        found.append(end)
        end = (end + DAY + 32 * DAY).replace(day=1) - DAY
    return found


def open_on(rows: Sequence[Row], day: date) -> list[Row]:
    return [row for row in rows if row.invoice_date <= day < row.paid_on]


def last_day(rows: Sequence[Row], ends: Sequence[date]) -> date:
    """The day until which the list is whole: the first month end with hardly anything open, or its last payment."""
    counts = [len(open_on(rows, end)) for end in ends]
    usual = median(counts[:-1] or counts)
    cut = (end for end, count in zip(ends[LEARNED:], counts[LEARNED:], strict=True) if count < usual / 3)
    return next(cut, max(row.paid_on for row in rows if row.paid_on < date.max))


def looked_at(ends: Sequence[date], until: date) -> list[date]:
    """The month ends to look at: five with half a year of payments before them and eight weeks after."""
    whole = [end for end in ends if end + timedelta(weeks=8) <= until]
    return whole[LEARNED - 1 :][:MONTHS] or whole[-3:]


def by_due_date(_known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
    return (on_one_day(row.due, today) for row in due)


def on_one_day(day: date, today: date) -> Guess:
    day = max(day, today + DAY)
    return Guess(day, [((day - today).days, 1.0)])


def by_average(weigh: bool) -> Method:
    """Due date + the customer's average days late, by amount or not; without a history everybody's."""

    def method(known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in known:
            weight = row.amount if weigh else 1.0
            for key in (row.customer, ""):
                sums[key][0] += weight * (row.paid_on - row.due).days
                sums[key][1] += weight
        late = {key: round(total / count) for key, (total, count) in sums.items() if count}
        return (on_one_day(row.due + timedelta(days=late.get(row.customer, late[""])), today) for row in due)

    return method


def by_median(known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
    days: dict[str, list[int]] = defaultdict(list)
    for row in known:
        days[row.customer].append((row.paid_on - row.due).days)
    usual = median(late for each in days.values() for late in each)
    late = {key: round(median(each)) for key, each in days.items() if len(each) >= ENOUGH}
    return (on_one_day(row.due + timedelta(days=late.get(row.customer, round(usual))), today) for row in due)


def by_look_alikes(known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
    """The program's own."""
    pay_days = PayDays([Paid(row.customer, row.profile, row.due, row.paid_on) for row in known], today)
    for row in due:
        spread = pay_days.spread(row.customer, row.profile, row.due)
        chances = [upto - before for before, upto in zip((0.0, *spread.so_far), spread.so_far, strict=False)]
        yield Guess(spread.expected, list(zip(spread.after, chances, strict=True)), (spread.first, spread.last))


def by_kaplan_meier(known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
    """Everybody's curve of days late by lifelines, given that it has been open as long."""
    from lifelines import KaplanMeierFitter

    every = [*known, *due]
    late = [(min(row.paid_on, today) - row.due).days for row in every]
    shift = 1 - min(late)
    fitted = KaplanMeierFitter().fit([d + shift for d in late], [row.paid_on <= today for row in every])
    survival = fitted.survival_function_.iloc[:, 0]
    days, left = [int(day) - shift for day in survival.index], list(survival)
    for row in due:
        age = (today - row.due).days
        steps = [(day - age, before - after) for day, before, after in zip(days[1:], left, left[1:], strict=False)
                 if day > age and before > after] or [(max(7, age), 1.0)]  # fmt: skip
        yield from_chances(steps, today)


def from_chances(chances: Sequence[tuple[int, float]], today: date) -> Guess:
    """A guess with its median and tenths from days and chances that need not add up to one."""
    total, so_far = sum(part for _, part in chances), 0.0
    found: dict[float, date] = {}
    for day, part in chances:
        so_far += part / total
        for tenth in (0.1, 0.5, 0.9):
            if so_far >= tenth - 1e-9:
                found.setdefault(tenth, today + timedelta(days=day))
    return Guess(found[0.5], [(day, part / total) for day, part in chances], (found[0.1], found[0.9]))


def by_boosting(known: Sequence[Row], due: Sequence[Row], today: date) -> Iterator[Guess]:
    """Gradient boosting of scikit-learn on what is known of an invoice and its customer; a model for each quantile."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    usual: dict[str, list[int]] = defaultdict(list)
    for row in known:
        usual[row.customer].append((row.paid_on - row.due).days)

    def facts(row: Row) -> list[float]:
        own = usual.get(row.customer, [0])
        return [sum(own) / len(own), median(own), len(own), row.due.weekday(), row.due.day, row.amount,
                (row.due - row.invoice_date).days]  # fmt: skip

    features, late = [facts(row) for row in known], [(row.paid_on - row.due).days for row in known]
    wanted = [facts(row) for row in due]
    quantiles = [
        HistGradientBoostingRegressor(loss="quantile", quantile=q, random_state=1).fit(features, late).predict(wanted)
        for q in (0.1, 0.5, 0.9)
    ]
    for row, low, middle, high in zip(due, *quantiles, strict=True):
        days = [max(row.due + timedelta(days=round(float(d))), today + DAY) for d in (low, middle, high)]
        yield on_one_day(days[1], today)._replace(ends=(days[0], max(days)))


@dataclass(slots=True)
class Score:
    """What a method made of all month ends."""

    days: list[int]
    overdue: list[int]
    weekly: dict[int, list[float]]  # horizon -> what differs, what came
    inside: list[bool]
    weeks_inside: list[bool]


def score(rows: Sequence[Row], method: Method, ends: Sequence[date], until: date) -> Score:
    """Walk forward over the month ends."""
    found = Score([], [], {horizon: [0.0, 0.0] for horizon in HORIZONS}, [], [])
    for today in ends:
        known = [row for row in rows if row.paid_on <= today]
        due = open_on(rows, today)
        _add(found, due, list(method(known, due, today)), today, until)
    return found


def _add(found: Score, due: Sequence[Row], guesses: Sequence[Guess], today: date, until: date) -> None:
    expected, came = [0.0] * max(HORIZONS), [0.0] * max(HORIZONS)
    deviations: dict[str, list[float]] = defaultdict(lambda: [0.0] * max(HORIZONS))
    for row, guess in zip(due, guesses, strict=True):
        parts: dict[int, float] = defaultdict(float)
        for day, chance in guess.chances:
            parts[(day - 1) // 7] += chance
        for week, part in parts.items():
            if week < len(expected):
                expected[week] += row.amount * part
                deviations[row.customer][week] += row.amount * max(part * (1 - part), 0) ** 0.5
        if row.paid_on < date.max:
            error = abs((guess.expected - row.paid_on).days)
            found.days.append(error)
            if row.due <= today:
                found.overdue.append(error)
            week = ((row.paid_on - today).days - 1) // 7
            if week < len(came):
                came[week] += row.amount
        if guess.ends:
            found.inside.append(guess.ends[0] <= row.paid_on <= guess.ends[1])
    for horizon in HORIZONS:
        if today + timedelta(weeks=horizon) <= until:
            pairs = list(zip(expected[:horizon], came, strict=False))
            found.weekly[horizon][0] += sum(abs(a - b) for a, b in pairs)
            found.weekly[horizon][1] += sum(b for _, b in pairs)
    for week in range(HORIZONS[0]):
        reach = FOUR_OF_FIVE * sum(each[week] ** 2 for each in deviations.values()) ** 0.5
        found.weeks_inside.append(abs(expected[week] - came[week]) <= reach)


def rating_auc(rows: Sequence[Row], ends: Sequence[date]) -> float:
    """How well the share of late invoices, known at a month end, tells which of the next month's will be late."""
    pairs = []
    for today in ends:
        known: dict[str, payers.Payer] = {}
        for row in rows:
            if row.paid_on <= today:
                payer = known.setdefault(row.customer, payers.Payer(None, ""))  # type: ignore[arg-type]
                payer.paid.append((row.paid_on - row.due).days)
        payers.compare(known)  # type: ignore[arg-type]
        shares = {customer: payer.late_share for customer, payer in known.items()}
        everybody = next(iter(known.values())).everybody
        pairs += [
            (shares.get(row.customer, everybody), (row.paid_on - row.due).days > payers.LATE_DAYS)
            for row in rows if today < row.invoice_date <= today + timedelta(days=31) and row.paid_on < date.max
        ]  # fmt: skip
    return auc(pairs)


def auc(pairs: Sequence[tuple[float, bool]]) -> float:
    """The chance that a late one was given more than one in time; as much counts half."""
    ranks: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for value, late in pairs:
        ranks[value][late] += 1
    below, won, (timely, late) = 0, 0.0, map(sum, zip(*ranks.values(), strict=True))
    for value in sorted(ranks):
        here = ranks[value]
        won += here[1] * (below + here[0] / 2)
        below += here[0]
    return won / (timely * late) if timely and late else float("nan")


def methods() -> dict[str, Method]:
    """Every method that can be tried here, ours last."""
    found: dict[str, Method] = {
        "due date": by_due_date, "due + average by amount": by_average(weigh=True),
        "due + average": by_average(weigh=False), "due + median": by_median,
    }  # fmt: skip
    if find_spec("lifelines"):
        found["Kaplan-Meier (lifelines)"] = by_kaplan_meier
    if find_spec("sklearn"):
        found["gradient boosting (sklearn)"] = by_boosting
    return found | {"look-alikes (ours)": by_look_alikes}


def show(rows: Sequence[Row], ends: Sequence[date], until: date) -> None:
    """The table."""
    count = sum(len(open_on(rows, end)) for end in ends)
    print(f"{count:,} open invoices at {', '.join(map(str, ends))}; the list is read until {until}\n")
    print("| method | days | overdue | 4 / 8 / 12 weeks | 80 %: invoices | weeks | seconds |")
    print("|---|---|---|---|---|---|---|")
    for name, method in methods().items():
        started = time.perf_counter()
        found = score(rows, method, ends, until)
        weekly = " / ".join(f"{100 * off / came:.1f}" if came else "-" for off, came in found.weekly.values())
        inside, weeks = (f"{100 * sum(e) / len(e):.0f} %" if found.inside else "-" for e in
                         (found.inside or [0], found.weeks_inside))  # fmt: skip
        print(f"| {name} | {mean(found.days)} | {mean(found.overdue)} | {weekly} % | {inside} | {weeks} "
              f"| {time.perf_counter() - started:.1f} |", flush=True)  # fmt: skip
    print(f"\nAUC of the rating: {rating_auc(rows, ends):.3f}")


def mean(values: Sequence[int]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "-"


def speed() -> None:
    """The program's forecast at 100,000 invoices of 5,000 customers, 20,000 of them open; no workbook is read."""
    from forecast_speed import assessment

    from ar_sheets.reports.forecast import forecasts

    work = assessment(100_000, 20_000, 5_000)
    seconds = []
    for _ in range(5):
        started = time.process_time()
        forecasts(work)
        seconds.append(time.process_time() - started)
    tracemalloc.start()
    forecasts(work)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    print(f"100,000 invoices, 20,000 open: {median(seconds):.2f} s of processor time (best {min(seconds):.2f}), "
          f"{peak:.0f} MB at most")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", type=Path, nargs="?")
    parser.add_argument("--until", type=date.fromisoformat, help="the last day on which the list is whole")
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.list:
        rows = read(given.list)
        paid = [row.paid_on for row in rows if row.paid_on < date.max]
        ends = month_ends(min(paid), max(paid))
        until = given.until or last_day(rows, ends)
        show(rows, looked_at(ends, until), until)
    if given.speed or not given.list:
        speed()


if __name__ == "__main__":
    main()
