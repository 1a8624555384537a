"""A letter that may not go yet is seen where the run is seen: in the Outbox, in todo and in check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Workbook

from ar_sheets.base.data import data_folder

Make = Callable[..., Workbook]
DAY = "2026-11-20"
TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Street | City
    C1 | Anna Hansen AS | Business | {email} | Gata 1 | Oslo
    C2 | Fjord Kafe AS | Business | fjord@kunde.example | Gata 2 | Oslo

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-08-01 | 2026-08-15 | 1000
    {more}

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step | Detail
    {log}
"""
DONE = ("Reminder 1", "Phone call", "Reminder 2", "Final reminder")


def book_of(make: Make, done: int = 0, email: str = "anna@kunde.example", more: str = "") -> Workbook:
    """Customer C1, late since August, after so many steps."""
    rows = [f"{n} | x | 2026-09-{n * 7:02} | posted | C1 | F1 | {step} | -" for n, step in enumerate(DONE[:done], 1)]
    return make(TEXT.format(email=email, more=more, log="\n".join(rows)))


def own(book: Workbook, name: str, change: Callable[[str], str]) -> Path:
    """A letter of the owner's: ours, changed."""
    path = book.path.parent / "letters" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(change((data_folder("letters") / name).read_text("utf-8")), "utf-8")
    return path


def problems(book: Workbook) -> list[tuple[str, str]]:
    return [(row["sheet"], row["what"]) for row in book.rows("Problems")]


def test_a_letter_that_names_another_customer_is_held_and_said_everywhere(make_workbook: Make) -> None:
    book = book_of(make_workbook)
    own(book, "en/reminder1.txt", lambda text: text.replace("Already paid?", "As we told Fjord Kafe AS: already paid?"))
    book.run(DAY)
    (row,) = book.rows("Outbox")
    assert row["why"] == "Cannot go yet: it names what belongs to another customer: fjord kafe as."
    assert any(sheet == "Outbox" and "is on hold: it names" in what for sheet, what in problems(book))
    assert "On hold until something is fixed" in book.command("todo", "--as-of", DAY).output
    assert "names what belongs to another customer" in " ".join(book.command("check", "--as-of", DAY).output.split())
    book.type("Outbox", 2, "decision", "Send")
    sent = book.command("send", "--as-of", DAY, "--to-folder", "--yes")
    assert not list((book.path.parent / "batches" / DAY).glob("eml/*.eml")), sent.output
    assert "fjord kafe as" in sent.output
    own(book, "en/reminder1.txt", lambda text: text)
    book.run(DAY)
    assert book.rows("Outbox")[0]["why"] is None


@pytest.mark.parametrize(("done", "held"), [(4, True), (3, False), (0, False)])
def test_broken_wording_is_said_with_its_line_and_holds_formal_notices_only(
    make_workbook: Make, done: int, held: bool
) -> None:
    book = book_of(make_workbook, done)
    for name in ("formal", "final", "reminder1"):
        own(book, f"en/{name}.txt", lambda text: text.replace("{{ total }}", "{{ totl }}"))
    output = " ".join(book.run(DAY).output.split())
    said = [what for sheet, what in problems(book) if sheet.startswith("letters/en/")]
    assert len(said) == 3
    assert all(what.startswith("Line ") and "totl" in what for what in said)
    assert "there is no name totl" in output
    (row,) = book.rows("Outbox")
    assert ("Cannot go yet: your own wording has a mistake (en/formal.txt, line" in (row["why"] or "")) == held
    if held:
        book.type("Outbox", 2, "decision", "Send")
        assert "your own wording has a mistake" in book.command("send", "--as-of", DAY, "--to-folder", "--yes").output
        assert not list((book.path.parent / "batches" / DAY).glob("eml/*.eml"))


def test_a_wording_that_is_whole_or_ours_is_no_finding(make_workbook: Make) -> None:
    book = book_of(make_workbook)
    own(book, "en/final.txt", lambda text: text)  # a copy of ours
    own(book, "en/reminder1.txt", lambda text: text.replace("friendly", "kind"))
    own(book, "sv/final.txt", lambda text: text.replace("{{ total }}", "{{ totl }}"))  # nobody here reads Swedish
    book.run(DAY)
    assert not [sheet for sheet, _ in problems(book) if sheet.startswith("letters/")]


def _as_it_was(text: str) -> str:
    """A copy from the time when no letter told invoices apart."""
    for partial in ('{% include "_mixed_subject.txt" %}', '\n{% include "_mixed.txt" %}\n'):
        text = text.replace(f"{{% if mixed %}}{partial}{{% elif one %}}", "{% if one %}")
    return text


LATE = "F2 | C1 | 2026-11-01 | 2026-11-10 | 500"


@pytest.mark.parametrize(("more", "waits"), [(LATE, True), ("", False)])
def test_an_own_letter_that_says_the_same_of_all_waits_where_they_are_not_equal(
    make_workbook: Make, more: str, waits: bool
) -> None:
    """A30: one invoice at its final reminder, another ten days late and never reminded of."""
    book = book_of(make_workbook, 3, more=more)
    own(book, "en/final.txt", _as_it_was)
    book.run(DAY)
    (row,) = book.rows("Outbox")
    assert row["step"] == "Final reminder"
    assert ("says the same of all its invoices" in (row["why"] or "")) == waits
    assert ("Waits for your Send" in (row["why"] or "")) == waits


def test_each_invoice_of_a_mixed_letter_is_told_as_it_is(make_workbook: Make) -> None:
    """A30, with our wording."""
    book = book_of(make_workbook, 3, more=LATE)
    book.run(DAY)
    (row,) = book.rows("Outbox")
    assert row["subject"] == "Final reminder: invoice F1; first reminder: invoice F2"
    text = next((book.path.parent / "batches" / DAY / "letters").glob("*.txt")).read_text("utf-8")
    assert "is still open on invoice F1. This is our final reminder of this invoice" in text
    assert "Invoice F2 has also fallen due by now" in text
    assert row["why"] is None


@pytest.mark.parametrize(("email", "waits"), [("аnna@kunde.example", True), ("ånna@kunde.example", False)])
def test_an_address_that_looks_like_another_waits_for_send(make_workbook: Make, email: str, waits: bool) -> None:
    """The first а is Cyrillic; å is a letter that everybody sees."""
    book = book_of(make_workbook, email=email)
    book.run(DAY)
    (row,) = book.rows("Outbox")
    assert ("Waits for your Send" in (row["why"] or "")) == waits
    assert any("looks like another" in what for _, what in problems(book)) == waits
    assert ("Wait for your decision" in book.command("todo", "--as-of", DAY).output) == waits
    if waits:
        book.type("Outbox", 2, "decision", "Send")
    book.command("send", "--as-of", DAY, "--to-folder", "--yes")
    assert len(list((book.path.parent / "batches" / DAY).glob("eml/*.eml"))) == 1
