"""An answer to an invoice is one thing: taken whole or not at all, and what was not taken waits for a person."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import Workbook
from copies import DAY, answer, copy_of, make, raw_replies, replies, share

from ar_sheets.sharing import words

LATER = "2026-11-27"


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """A business with three customers, shared."""
    workbook = make(tmp_path_factory.mktemp("business"))
    share(workbook)
    return workbook


@pytest.fixture
def shared(business: Workbook, tmp_path: Path) -> Workbook:
    """The business in a folder of the test's own."""
    shutil.copytree(business.path.parent, tmp_path / "b")
    return Workbook(tmp_path / "b" / "receivables.xlsx")


def problems(workbook: Workbook, on: str = LATER) -> list[str]:
    return [p["what"] for p in workbook.data(on)["problems"]]


def reminded(workbook: Workbook, on: str = LATER) -> set[str]:
    return {number for message in workbook.data(on)["messages"] for number in message["invoices"]}


def refused(shared: Workbook) -> None:
    """The customer promises for a day that has been: not taken."""
    answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2020, 12, 1))
    assert {a["event"] for a in replies(shared)["answers"]} == {"answer not taken"}


def test_what_was_not_taken_is_a_problem_and_nobody_is_reminded_until_a_person_looked(shared: Workbook) -> None:
    assert "1041" in reminded(shared)
    refused(shared)
    assert shared.invoice("1041")["reply"] is None  # all of it waits, not half of it
    assert problems(shared) == [
        'Promise date: the customer answered "2020-12-01" in copy 1 (read on 2026-11-20), which could not be taken: '
        'Promise date 2020-12-01 is not between 2026-11-20 and 2027-05-19; with it: Reply "Will pay"'
    ]
    assert "1041" not in reminded(shared)
    shared.run(LATER)
    assert shared.invoice("1041")["status"] == "Check"
    assert "1041" in shared.command("todo", "--as-of", LATER).output


def test_a_corrected_answer_is_taken_with_all_that_waited(shared: Workbook) -> None:
    refused(shared)
    answer(copy_of(shared, "K-1"), "1041", promise_date=date(2026, 12, 1))
    replies(shared)
    row = shared.invoice("1041")
    assert (row["reply"], row["promise_date"]) == ("Will pay", date(2026, 12, 1))
    assert problems(shared) == []
    assert replies(shared)["answers"] == []


@pytest.mark.parametrize("key", ["reply", "customer_comment"])
def test_what_a_person_types_in_any_reply_column_settles_it(shared: Workbook, key: str) -> None:
    refused(shared)
    shared.type("Invoices", shared.find("Invoices", invoice_no="1041"), key, "Other")
    assert problems(shared) == []


def test_a_comment_that_stood_there_before_settles_nothing(shared: Workbook) -> None:
    row = shared.find("Invoices", invoice_no="1041")
    shared.type("Invoices", row, "customer_comment", "by phone")
    refused(shared)
    assert len(problems(shared)) == 1
    shared.type("Invoices", row, "customer_comment", "by phone, again")
    assert problems(shared) == []


def test_keep_settles_what_was_not_taken(shared: Workbook) -> None:
    refused(shared)
    assert "Reply, Promise date of 1041" in shared.command("replies", "--keep", "1041", "--as-of", DAY).output
    assert problems(shared) == []
    assert "1041" in reminded(shared)
    assert replies(shared)["answers"] == []


def test_another_reply_takes_the_promise_with_it(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 11, 27), promise_amount=300)
    replies(shared)
    for renewed in (False, True):
        if renewed:
            answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 11, 30))
            replies(shared)
            share(shared)
        answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
        found = {a["column"]: (a["new"], a["why"]) for a in replies(shared)["answers"]}
        assert found["promise_date"] == ("", "replaced by the new answer")
        shared.run(DAY)
        row = shared.invoice("1041")
        assert (row["promise_date"], row["promise_amount"]) == (None, None)
        assert "the customer says it is paid" in row["why"]
        assert replies(shared)["answers"] == []  # the old day still stands in their copy
        if not renewed:  # they change their mind in the same copy, in which the day still stands
            answer(copy_of(shared, "K-1"), "1041", reply="Will pay")
            replies(shared)
            assert shared.invoice("1041")["promise_date"] == date(2026, 11, 27)


def test_a_dispute_keeps_its_reason_when_only_a_comment_is_added(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Dispute", dispute_reason="broken")
    replies(shared)
    answer(copy_of(shared, "K-1"), "1041", customer_comment="photos follow")
    replies(shared)
    row = shared.invoice("1041")
    assert (row["reply"], row["dispute_reason"], row["customer_comment"]) == ("Dispute", "broken", "photos follow")


def test_with_a_conflict_in_one_cell_nothing_of_the_answer_is_taken(shared: Workbook) -> None:
    row = shared.find("Invoices", invoice_no="1041")
    shared.type("Invoices", row, "reply", "Will pay")
    answer(copy_of(shared, "K-1"), "1041", reply="Dispute", dispute_reason="broken")
    assert {a["event"] for a in replies(shared)["answers"]} == {"answered on both sides"}
    assert shared.invoice("1041")["dispute_reason"] is None
    assert problems(shared) == [
        'Reply: the customer answered "Dispute" in copy 1 (read on 2026-11-20), and here "Will pay" stands; with it: '
        'Dispute reason "broken"'
    ]
    shared.type("Invoices", row, "dispute_reason", "broken")  # half of it: still to be decided
    assert len(problems(shared)) == 1
    shared.type("Invoices", row, "reply", "Dispute")
    assert problems(shared) == []


def test_an_older_copy_is_noted_as_older_even_when_the_last_answer_came_in_it(shared: Workbook) -> None:
    old = shared.path.parent / "old.xlsx"
    shutil.copy(copy_of(shared, "K-1"), old)
    answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 12, 1))
    replies(shared)
    assert share(shared, on="2026-11-21")["K-1"]["version"] == 2
    answer(old, "1041", reply="Dispute", dispute_reason="broken")
    found = replies(shared, old, on="2026-11-21")
    assert {(a["event"], a["why"]) for a in found["answers"]} == {
        ("answered on an older copy", "copy 2 is newer, and it shows what they answered before")
    }
    assert shared.invoice("1041")["reply"] == "Will pay"
    assert problems(shared) == []
    assert replies(shared, old, on="2026-11-21")["answers"] == []


def test_an_older_copy_that_is_taken_says_that_it_is_older(shared: Workbook) -> None:
    old = answer(copy_of(shared, "K-1"), "1041", to=shared.path.parent / "old.xlsx", reply="Paid already")
    share(shared, on="2026-11-21")
    said = raw_replies(shared, old, on="2026-11-21", options=["--yes"])
    assert "copy 2 is newer, and unanswered" in said.output


def test_a_newer_answer_that_was_refused_still_outranks_an_older_copy(shared: Workbook) -> None:
    old = answer(copy_of(shared, "K-1"), "1041", to=shared.path.parent / "old.xlsx", reply="Paid already")
    share(shared, on="2026-11-21")
    answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2020, 1, 1))
    replies(shared, on="2026-11-21")
    assert replies(shared, old, on="2026-11-21")["answers"][0]["event"] == "answered on an older copy"
    assert len(problems(shared)) == 1


@pytest.mark.parametrize(
    ("amount", "why"),
    [(200, "On hold: promised 200.00 of 2,000.00 for 2026-12-15"), (199.99, ""), (0.01, ""),
     (2000, "On hold: promised for 2026-12-15")],
)  # fmt: skip
def test_a_cent_does_not_buy_time(shared: Workbook, amount: float, why: str) -> None:
    answer(copy_of(shared, "K-2"), "1043", reply="Vil betale", promise_date=date(2026, 12, 15), promise_amount=amount)
    assert {a["event"] for a in replies(shared)["answers"]} == {"answered"}
    assert ("1043" in reminded(shared)) == (not why)
    said = f"Promise amount {amount:,.2f} is less than a tenth of the 2,000.00 open, so it stops no reminder"
    assert problems(shared) == ([] if why else [said])
    shared.run(LATER)
    assert shared.invoice("1043")["why"].startswith(why or "Reminder 1 is due")


def test_what_could_not_be_taken_comes_with_a_line_to_send_back_in_their_language(shared: Workbook) -> None:
    answer(copy_of(shared, "K-2"), "1043", reply="Vil betale", promise_date=date(2020, 1, 1), promise_amount=2000.01)
    said = shared.command("replies", "--dry-run", "--as-of", DAY).output
    assert "Not taken; it will stand in Problems" in said
    told = words.copy_words("nb")
    day = f"Faktura 1043, {told['promise_date']}: Skriv en dag mellom 20. nov. 2026 og 19. mai 2027."
    assert f"You could send them: {day}\n" in said
    assert f"You could send them: Faktura 1043, {told['promise_amount']}: Skriv et beløp over null" in said
    assert said.count("You could send them") == 2


def test_a_workbook_in_another_language_is_told_by_its_own_names(tmp_path: Path) -> None:
    workbook = make(tmp_path, language="nb")
    share(workbook)
    answer(copy_of(workbook, "K-1"), "1041", reply="Will pay", promise_date=date(2020, 12, 1))
    said = workbook.command("replies", "--yes", "--as-of", DAY).output
    for text in (re.sub("You could send them.*", "", said), *problems(workbook)):
        assert "Will pay" not in text
        assert "Promise date" not in text
        assert "promise date" not in text
    assert "it will stand in Problemer" in said
    unknown = workbook.command("share", "K-9", "--as-of", DAY)
    assert "There is no customer K-9 in Kunder." in unknown.output


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 12, 1)])
def test_the_day_beside_paid_already_is_no_promise_and_no_fault(shared: Workbook, day: date) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already", promise_date=day)
    replies(shared)
    row = shared.invoice("1041")
    assert (row["reply"], row["promise_date"]) == ("Paid already", None)
    assert problems(shared) == []
    assert "1041" not in reminded(shared)
    assert replies(shared)["answers"] == []
