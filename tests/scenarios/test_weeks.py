"""Stories through the command line: weeks of a small business, told run by run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from conftest import Workbook


def due_letters(book: Workbook) -> list[tuple[str, str]]:
    return [(row["customer_id"], row["step"]) for row in book.rows("Outbox") if row["status"] in ("Ready", "Approved")]


def mail_all(book: Workbook, on: str) -> None:
    """The bookkeeper mails and posts what is ready, and writes the day under Done on."""

    for row in book.rows("Outbox"):
        if row["status"] in ("Ready", "Approved"):
            book.type("Outbox", book.find("Outbox", letter_id=row["letter_id"]), "done_on", date.fromisoformat(on))


def test_one_invoice_from_courtesy_to_formal_notice(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Phone | Street | City | Country
    C1 | Anna AS | Business | a@anna.example | +47 1 | Gata 1 | Oslo | NO

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-08-17 | 2026-08-31 | 1000
    """
    story = [
        ("2026-08-21", None),
        ("2026-08-24", "Courtesy reminder"),  # the plan says 7 days before; a Monday
        ("2026-09-02", None),
        ("2026-09-03", "Reminder 1"),
        ("2026-09-10", None),
        ("2026-09-14", "Phone call"),  # day 12 is a Saturday
        ("2026-09-21", "Reminder 2"),
        ("2026-09-28", None),
        ("2026-09-29", "Final reminder"),
        ("2026-10-06", None),
        ("2026-10-07", "Formal notice"),
    ]
    for day, step in story:
        workbook.run(day)
        assert [s for _, s in due_letters(workbook)] == ([step] if step else []), day
        mail_all(workbook, day)
    workbook.run("2026-10-13")
    invoice = workbook.invoice("1")
    assert invoice["status"] == "Formal notice"
    assert invoice["last_step"] == "Formal notice"
    events = [row["event"] for row in workbook.rows("Log") if row["event"] in ("sent", "posted", "called")]
    assert events == ["sent", "sent", "called", "sent", "posted", "posted"]


def test_a_missed_month_neither_skips_nor_stacks(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2025-10-01 | 2025-10-15 | 1000
    """
    workbook.run("2026-11-06")
    assert due_letters(workbook) == [("C1", "Reminder 1")]
    mail_all(workbook, "2026-11-06")
    workbook.run("2026-11-12")
    assert due_letters(workbook) == []
    assert workbook.invoice("1")["next_step"] == "Phone call"
    workbook.run("2026-11-13")
    assert due_letters(workbook) == [("C1", "Phone call")]


def test_a_preview_moves_nothing(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    """
    for day in ("2026-11-06", "2026-11-13", "2026-11-20"):
        workbook.run(day)
        assert due_letters(workbook) == [("C1", "Reminder 1")]
    assert len(workbook.rows("Outbox")) == 1  # renewed in its row, not stacked
    assert workbook.rows("Log") == []


def test_one_message_for_several_invoices_each_with_its_own_step(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Currency
    1 | C1 | 2026-09-01 | 2026-09-15 | 1000 | NOK
    2 | C1 | 2026-10-20 | 2026-11-03 | 500 | NOK
    3 | C1 | 2026-10-20 | 2026-11-03 | 70 | EUR

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step | Currency
    1 | 2026-09-18 | 2026-09-18 | sent | C1 | 1 | Reminder 1 | NOK
    2 | 2026-09-28 | 2026-09-28 | called | C1 | 1 | Phone call | NOK
    """
    data = workbook.data("2026-11-20", "--dry-run")
    messages = {m["currency"]: m for m in data["messages"]}
    assert messages["NOK"]["step"] == "Reminder 2"
    assert messages["NOK"]["invoices"] == ["1", "2"]
    assert messages["EUR"]["step"] == "Reminder 1"
    workbook.run("2026-11-20")
    assert workbook.invoice("1")["next_step"] == "Reminder 2"
    assert workbook.invoice("2")["next_step"] == "Reminder 1"


def test_paid_after_the_letter_was_made(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-20 | C1 | 1 | 400
    """
    workbook.run("2026-11-13")
    assert workbook.rows("Outbox")[0]["total_due"] == Decimal(600)
    workbook.type("Payments", 2, "amount", 1000)
    workbook.run("2026-11-20")
    assert workbook.rows("Outbox")[0]["status"] == "Superseded"
    assert workbook.invoice("1")["status"] == "Paid"


def test_unapplied_money_covers_what_would_be_asked(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 150

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-08-20 | C1 | 99 | 150
    """
    workbook.run("2026-11-20")
    assert due_letters(workbook) == []
    assert "covers it" in workbook.invoice("1")["why"]


def test_below_the_minimum_and_on_stale_payments_nothing_is_written(make_workbook: Callable[..., Workbook]) -> None:
    text = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | {amount}
    """

    cases = [("9.99", date(2026, 11, 19), "minimum"), ("10", date(2026, 11, 19), "is due"),
             ("10", date(2026, 11, 13), "is due"), ("10", date(2026, 11, 12), "complete only until")]  # fmt: skip
    for amount, until, says in cases:
        book = make_workbook(text.format(amount=amount), payments_complete_until=until)
        book.run("2026-11-20")
        assert says in book.invoice("1")["why"]


def test_skip_leaves_them_in_peace_for_the_gap(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    """
    workbook.run("2026-11-06")
    workbook.type("Outbox", 2, "decision", "Skip")
    workbook.run("2026-11-06")
    assert workbook.rows("Outbox")[0]["status"] == "Skipped"
    workbook.run("2026-11-12")
    assert due_letters(workbook) == []
    workbook.run("2026-11-13")
    assert due_letters(workbook) == [("C1", "Reminder 1")]


def test_second_run_on_the_same_day_changes_no_byte(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example
    C2 | Bo | Consumer | b@bo.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C2 | 2026-10-01 | 2026-10-15 | text
    """
    workbook.run("2026-11-20")
    folder = workbook.path.parent
    before = {
        p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file() and p.name != "run.lock"
    }
    result = workbook.run("2026-11-20")
    after = {
        p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file() and p.name != "run.lock"
    }
    assert before == after
    assert "not touched" in result.stdout


def test_backdated_run_is_refused_but_may_be_looked_at(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step
    1 | 2026-11-06 | 2026-11-06 | sent | C1 | 1 | Reminder 1
    """
    before = workbook.path.read_bytes()
    result = workbook.command("run", "--as-of", "2026-11-05")
    assert result.exit_code == 2
    assert "2026-11-06" in result.stderr
    assert workbook.path.read_bytes() == before
    looked = workbook.command("run", "--as-of", "2026-11-05", "--dry-run")
    assert looked.exit_code in (0, 1)
    assert workbook.path.read_bytes() == before


def test_the_log_seals_show_a_change(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    """
    workbook.run("2026-11-06")
    mail_all(workbook, "2026-11-06")
    workbook.run("2026-11-13")
    assert "Log" not in {row["sheet"] for row in workbook.rows("Problems")}
    workbook.type("Log", 2, "step", "Reminder 9")
    result = workbook.run("2026-11-20")
    assert "Entry 1 of the Log was changed" in result.stderr
