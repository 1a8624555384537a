"""A year in a small office, told week by week through the command line.

Each Friday: what the owner typed that week, then the run, then what must stand in the Outbox. Everything that is
ready is sent, posted or called the same day, and written down before the next run, unless the story says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl
from conftest import Workbook

from ar_sheets.facts.log import first_broken
from ar_sheets.facts.log_sheet import read_log
from ar_sheets.workbook.read import read_book

TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Phone | Street | City | Country | Currency | Credit limit | Terms accepted on
    ANNA | Anna AS | Business | a@anna.example | +47 1 | Gata 1 | Oslo | NO | NOK | 50000 | 2025-01-01
    BO | Bo Berg | Consumer | | +47 2 | Gata 2 | Oslo | NO | NOK | | 2025-01-01
    DAHL | Dahl DA | Business | d@dahl.example | +47 4 | Gata 4 | Bergen | NO | NOK | | 2025-01-01
    KOM | Kommunen | Public | k@kom.example | +47 3 | Gata 3 | Hamar | NO | NOK | |
    VAN | Van Dijk BV | Business | v@dijk.example | +31 1 | Dijk 1 | Leiden | NL | EUR | | 2025-01-01

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Currency
    A1 | ANNA | 2026-01-05 | 2026-01-19 | 1000 | NOK
    D1 | DAHL | 2026-01-05 | 2026-01-19 | 5000 | NOK

    Payment plans
    Plan no | Customer ID | Invoices | Due date | Amount | Currency | Agreed on
    P1 | BO | B1 | 2026-08-03 | 500 | NOK | 2026-07-10
    P1 | BO | B1 | 2026-09-01 | 500 | NOK | 2026-07-10
"""

Change = tuple[Any, ...]


def invoice(
    number: str, customer: str, dated: str, due: str, amount: int, currency: str = "NOK", **more: Any
) -> Change:  # fmt: skip
    row = {"invoice_no": number, "customer_id": customer, "invoice_date": date.fromisoformat(dated),
           "typed_due_date": date.fromisoformat(due), "amount": amount, "currency": currency}  # fmt: skip
    return "Invoices", None, row | more


def paid(on: str, customer: str, number: str, amount: float, currency: str = "NOK") -> Change:
    return "Payments", None, {"date": date.fromisoformat(on), "customer_id": customer, "invoice_no": number or None,
                              "amount": amount, "currency": currency}  # fmt: skip


def on_invoice(number: str, **cells: Any) -> Change:
    return "Invoices", ("invoice_no", number), cells


def on_customer(key: str, **cells: Any) -> Change:
    return "Customers", ("customer_id", key), cells


def complete_until(day: str | None) -> Change:
    value = {"value": date.fromisoformat(day) if day else None}
    return "Settings", ("setting", "Payments complete until"), value


class Office:
    """The owner: types into the workbook with a program that is not ours, and does what the Outbox says."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def types(self, changes: list[Change]) -> None:
        """All changes with one saving."""
        if not changes:
            return
        tables = read_book(self.book.path.read_bytes()).tables
        content = openpyxl.load_workbook(self.book.path)
        added: dict[str, int] = {}
        for sheet, where, cells in changes:
            table = tables[sheet]
            if where is None:
                added[sheet] = added.get(sheet, max(table.rows, default=table.header_row)) + 1
                row = added[sheet]
            else:
                row = table.rows[table.columns[where[0]].index(where[1])]
            for key, value in cells.items():
                content[table.sheet].cell(row, table.places[key] + 1).value = value
        content.save(self.book.path)

    def waiting(self) -> list[tuple[str, str]]:
        rows = [row for row in self.book.rows("Outbox") if row["status"] in ("Ready", "Approved")]
        return sorted((row["customer_id"], row["step"]) for row in rows)

    def done(self, on: date, outcomes: Mapping[str, str], leave: tuple[str, ...]) -> Iterator[Change]:
        """What is written down about the letters and calls of a day."""
        for row in self.book.rows("Outbox"):
            if row["status"] in ("Ready", "Approved") and row["step"] not in leave:
                outcome = outcomes.get(row["customer_id"]) if row["channel"] == "Phone" else None
                yield "Outbox", ("letter_id", row["letter_id"]), {"done_on": on, "outcome": outcome}


Week = dict[str, Any]
# By Friday: what is typed before the run, what is due after it, and how things stand. Weeks without an entry: nothing.
STORY: dict[str, Week] = {
    "2026-01-16": {"due": {"ANNA": "Courtesy reminder", "DAHL": "Courtesy reminder"}},  # both are new
    "2026-01-23": {"due": {"ANNA": "Reminder 1", "DAHL": "Reminder 1"}},
    "2026-01-30": {"typed": [paid("2026-01-28", "ANNA", "A1", 1000)], "status": {"A1": "Paid"}},
    "2026-02-06": {"due": {"DAHL": "Phone call"}, "outcomes": {"DAHL": "reached"}},
    "2026-02-13": {"due": {"DAHL": "Reminder 2"}},
    "2026-02-20": {
        "typed": [on_invoice("D1", promise_date=date(2026, 2, 20))],
        "status": {"D1": "Promised"},
        "credit": {"DAHL": "OK"},
    },
    "2026-02-27": {"due": {"DAHL": "Final reminder"}, "why": {"D1": "promise broken"}, "credit": {"DAHL": "Watch"}},
    "2026-03-06": {"typed": [invoice("V1", "VAN", "2026-03-02", "2026-04-01", 800, "EUR")], "credit": {"DAHL": "Hold"}},
    "2026-03-13": {"due": {"DAHL": "Formal notice"}, "leave": ("Formal notice",)},  # nobody has said Send
    "2026-03-20": {"due": {"DAHL": "Formal notice"}},
    "2026-03-27": {"due": {"VAN": "Courtesy reminder"}, "status": {"D1": "Formal notice"}},
    "2026-04-03": {"why": {"V1": "Reminder 1 comes on 2026-04-07"}},  # day 3 is Saturday before Easter Monday
    "2026-04-10": {"due": {"DAHL": "Hand-over", "VAN": "Reminder 1"}},
    "2026-04-17": {"due": {"VAN": "Phone call"}, "status": {"D1": "Handed over"}},
    "2026-04-24": {
        "typed": [on_invoice("V1", dispute_reason="200.00: three chairs broken")],
        "due": {"VAN": "Reminder 2"},
        "why": {"V1": "200.00 EUR of it disputed and not asked for"},
        "total": {"VAN": 600},
    },
    "2026-05-01": {"due": {"VAN": "Final reminder"}},
    "2026-05-15": {"typed": [paid("2026-05-13", "VAN", "V1", 600, "EUR")], "status": {"V1": "Disputed"}},
    "2026-05-29": {
        "typed": [
            invoice("KV1", "VAN", "2026-05-26", "2026-05-26", 200, "EUR", kind="Credit note", po_ref="V1"),
            on_invoice("V1", dispute_reason="settled"),
        ],
        "status": {"V1": "Paid"},
        "credit": {"VAN": "Released"},
    },
    "2026-06-05": {
        "typed": [
            invoice("B1", "BO", "2026-06-01", "2026-06-15", 1000),
            invoice("K1", "KOM", "2026-06-01", "2026-06-30", 9000),
            invoice("A2", "ANNA", "2026-06-01", "2026-06-15", 2000),
        ],
    },
    "2026-06-12": {"due": {"ANNA": "Courtesy reminder", "BO": "Courtesy reminder"}},  # Anna was late in January
    "2026-06-19": {
        "typed": [on_customer("ANNA", hold_until=date(2026, 7, 10), hold_reason="water damage")],
        "status": {"A2": "On hold"},
    },
    "2026-06-26": {"due": {"BO": "Reminder 1", "KOM": "Courtesy reminder"}},
    "2026-07-10": {"due": {"KOM": "Reminder 1"}, "status": {"B1": "On plan", "A2": "On hold"}},
    "2026-07-17": {"due": {"ANNA": "Reminder 1"}, "why": {"A2": "the hold until 2026-07-10 is over"}},
    "2026-07-24": {
        "due": {"ANNA": "Phone call", "KOM": "Phone call"},
        "outcomes": {"ANNA": "reached, will look into it", "KOM": "reached"},
    },
    "2026-07-31": {"typed": [complete_until("2026-07-20")], "why": {"A2": "payments are complete only until"}},
    "2026-08-07": {
        "typed": [complete_until("2026-08-06"), paid("2026-08-03", "BO", "B1", 500)],
        "due": {"ANNA": "Reminder 2", "KOM": "Reminder 2"},
        "status": {"B1": "On plan"},
    },
    "2026-08-14": {"typed": [complete_until(None)], "due": {"ANNA": "Final reminder"}},
    "2026-08-21": {"due": {"KOM": "Final reminder"}},
    "2026-08-28": {"due": {"ANNA": "Formal notice"}},
    "2026-09-04": {"due": {"BO": "Phone call"}, "why": {"B1": "the instalment of 2026-09-01 was missed"}},
    "2026-09-11": {"due": {"KOM": "Formal notice"}},
    "2026-09-18": {
        "typed": [paid("2026-09-16", "KOM", "", 9000)],  # names no invoice
        "due": {"ANNA": "Hand-over", "BO": "Reminder 2"},
        "why": {"K1": "Paid, but 650.50 NOK of claimed charges are open"},
    },
    "2026-10-02": {
        "due": {"BO": "Reminder 3"},
        "typed": [invoice("A3", "ANNA", "2026-10-01", "2026-10-15", 60000)],
        "credit": {"ANNA": "Hold"},
    },
    "2026-10-09": {"due": {"ANNA": "Courtesy reminder"}},
    "2026-10-16": {"due": {"BO": "Formal notice"}},
    "2026-10-23": {"due": {"ANNA": "Reminder 1"}, "status": {"B1": "Formal notice"}},
    "2026-10-30": {"due": {"ANNA": "Phone call"}},
    "2026-11-06": {
        "due": {"BO": "Hand-over"},
        "typed": [paid("2026-11-04", "ANNA", "A2, A3", 62600)],  # with what the letters claimed
        "status": {"A2": "Paid", "A3": "Paid"},
        "credit": {"ANNA": "Released", "KOM": "OK", "BO": "Hold"},
    },
    "2026-12-11": {"credit": {"ANNA": "OK"}},
}


def told(story: dict[str, Week]) -> Iterator[tuple[date, Week]]:
    """Every Friday of the year, those with nothing to tell too."""
    day = date(2026, 1, 2)
    while day.year == 2026:
        yield day, story.get(day.isoformat(), {})
        day += timedelta(days=7)


def test_a_year(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(TEXT)
    office = Office(book)
    before: list[Change] = []
    for day, week in told(STORY):
        office.types(before + week.get("typed", []))
        book.run(day.isoformat())
        assert office.waiting() == sorted(week.get("due", {}).items()), day
        as_told(book, day, week)
        before = list(office.done(day, week.get("outcomes", {}), week.get("leave", ())))
    the_log_is_whole(book)


def as_told(book: Workbook, day: date, week: Week) -> None:
    """How invoices, letters and customers stand, as far as the story says."""
    for key, wanted in (("status", week.get("status", {})), ("why", week.get("why", {}))):
        for number, text in wanted.items():
            found = book.invoice(number)[key]
            assert found == text if key == "status" else text in found, (day, number, found)
    customers = {row["customer_id"]: row for row in book.rows("Customers")}
    for customer, status in week.get("credit", {}).items():
        assert customers[customer]["credit_status"] == status, (day, customer, customers[customer]["credit_reason"])
    waiting = {row["customer_id"]: row for row in book.rows("Outbox") if row["status"] == "Ready"}
    for customer, total in week.get("total", {}).items():
        assert waiting[customer]["total_due"] == total, day


def the_log_is_whole(book: Workbook) -> None:
    """After the year: sealed, each step of an invoice once and in the order of its plan, each letter with its print."""
    entries = read_log(read_book(book.path.read_bytes()))
    assert first_broken(entries) is None
    made = [e for e in entries if e.event in ("sent", "posted", "called", "handed over")]
    assert len({(e.invoice_no, e.step) for e in made}) == len(made) > 30
    assert all(e.document_sha256 for e in made if e.event in ("sent", "posted"))
    assert [e.step for e in made if e.invoice_no == "D1"] == [
        "Courtesy reminder", "Reminder 1", "Phone call", "Reminder 2", "Final reminder", "Formal notice", "Hand-over",
    ]  # fmt: skip
    told = next(row for row in book.rows("Customers") if row["customer_id"] == "DAHL")
    assert told["promises_kept"] == "0 of 1"
    assert {row["sheet"] for row in book.rows("Problems")} <= {"Customers"}
