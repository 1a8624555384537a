"""The Log of the sample business: weekly runs each Friday since June, by the plan, on what was open that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

from trade import Bill

from ar_sheets.facts.log import sealed
from ar_sheets.schema.model import LogEntry

RUNS = [date(2026, 6, 5) + timedelta(weeks=week) for week in range(24)]  # the last is 2026-11-13
MINIMUM = 10
COMPENSATION = {"2026H1": Decimal("460.00"), "2026H2": Decimal("430.00")}  # Norway, late payment act section 3a

Step = Mapping[str, object]


def past_letters(bills: Sequence[Bill], plan: Sequence[Step]) -> list[dict[str, object]]:
    """The rows of the Log by column key, numbered and sealed."""
    entries: list[LogEntry] = []
    done: dict[int, int] = {}  # position of a bill -> number of the last step made
    last: dict[str, date] = {}  # customer -> last contact
    for run in RUNS:
        contacted = set()
        for position, bill in enumerate(bills):
            step = _due_step(bill, run, plan, done.get(position, 0), last)
            if step is not None:
                entries.extend(_entries(bill, step, run))
                done[position] = int(str(step["step"]))
                contacted.add(bill.texts["Customer ID"])
        last |= dict.fromkeys(contacted, run)
    rows = [asdict(entry) for entry in sealed(entries)]
    return [
        {key: value for key, value in row.items() if key not in ("row", "told_by_detail", "as_written")} for row in rows
    ]


def _due_step(bill: Bill, run: date, plan: Sequence[Step], done: int, last: Mapping[str, date]) -> Step | None:
    if not bill.customer or not bill.dated <= run or bill.open_on(run) < MINIMUM or _quiet(bill, run):
        return None
    profile = bill.customer["Profile"] if bill.customer["Profile"] in ("Business", "Public") else "Consumer"
    for step in plan:
        if step["plan"] != profile or int(str(step["step"])) <= done or (step["kind"] == "Courtesy" and run > bill.due):
            continue
        contact = last.get(bill.customer["Customer ID"])
        early = run < bill.due + timedelta(days=int(str(step["days"])))
        close = contact is not None and run < contact + timedelta(days=int(str(step["min_gap_days"])))
        return None if early or close or not _approved(bill, step) else step
    return None


def _quiet(bill: Bill, run: date) -> bool:
    """Whether the invoice is on hold on that day: a dispute, a promise, a hold, a credit note, no address."""
    day, customer = run.isoformat(), bill.customer
    if not (customer["Email"] or customer["Street"]):
        return True
    if (customer["Hold from"] or "9999") <= day <= customer["Hold until"]:
        return True
    return bill.texts.get("Kind") == "Credit note" or (bill.texts.get("Quiet from") or "9999") <= day


def _approved(bill: Bill, step: Step) -> bool:
    wanted = {"Formal notice": ("formal", "all"), "Hand-over": ("all",)}.get(str(step["kind"]))
    return wanted is None or bill.texts.get("Approved") in wanted


def _entries(bill: Bill, step: Step, run: date) -> Iterator[LogEntry]:
    event, where = _event(bill, step)
    until = run + timedelta(days=int(str(step["days_to_pay"]))) if step["days_to_pay"] else None
    yield _entry(bill, step, run, event, bill.open_on(run), f"{where}; pay by {until}" if until else where)
    if step["kind"] == "Final reminder" and bill.texts.get("Approved"):
        half = f"{bill.due.year}H{1 if bill.due.month < 7 else 2}"
        yield _entry(bill, step, run, "compensation", COMPENSATION[half], "Lump sum for late payment")


def _entry(bill: Bill, step: Step, run: date, event: str, amount: Decimal, detail: str) -> LogEntry:
    return LogEntry(entry=0, when=f"{run} 09:12", as_of=run, event=event, customer_id=bill.texts["Customer ID"].strip(),
                    invoice_no=bill.number, step=str(step["name"]), amount=amount, currency=bill.currency,
                    detail=detail)  # fmt: skip


def _event(bill: Bill, step: Step) -> tuple[str, str]:
    """The event and where it went."""
    customer = bill.customer
    if step["kind"] == "Hand-over":
        return "handed over", "To the collection agency"
    if step["channel"] == "Phone":
        return "called", customer["Phone"]
    if "Post" in str(step["channel"]) or not customer["Email"]:
        return "posted", f"{customer['Street']}, {customer['Postcode']} {customer['City']}"
    return "sent", customer["Email"]
