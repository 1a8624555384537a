"""Answers come back: only what the customer changed is taken, once, and nobody is overruled."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from conftest import Workbook
from copies import DAY, TABLE, answer, answer_all, copy_of, make, raw_replies, received, replies, share

from ar_sheets.facts.log_sheet import read_log
from ar_sheets.workbook.read import read_book


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


def logged(workbook: Workbook) -> list[tuple[str, str]]:
    return [(e.event, e.detail) for e in read_log(read_book(workbook.path.read_bytes()))]


def problems(workbook: Workbook, on: str = DAY) -> list[str]:
    return [p["what"] for p in workbook.data(on)["problems"]]


def test_answers_go_into_the_reply_columns_and_the_log(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 12, 1), promise_amount=250.5,
           customer_comment="after payday")  # fmt: skip
    answer(copy_of(shared, "K-2"), "1043", reply="Bestrides", dispute_reason="To bord er skadet")
    found = replies(shared)
    assert found["done"]
    assert {(a["invoice"], a["column"], a["new"], a["event"]) for a in found["answers"]} == {
        ("1041", "reply", "Will pay", "answered"),
        ("1041", "promise_date", "2026-12-01", "answered"),
        ("1041", "promise_amount", "250.50", "answered"),
        ("1041", "customer_comment", "after payday", "answered"),
        ("1043", "reply", "Dispute", "answered"),
        ("1043", "dispute_reason", "To bord er skadet", "answered"),
    }
    row = shared.invoice("1041")
    assert (row["reply"], row["promise_date"], float(row["promise_amount"])) == ("Will pay", date(2026, 12, 1), 250.5)
    assert shared.invoice("1043")["dispute_reason"] == "To bord er skadet"
    assert any(detail.startswith('copy 1, Promise date: "" -> "2026-12-01"') for _, detail in logged(shared))
    assert problems(shared) == []


def test_a_promise_and_a_dispute_taken_in_act_in_the_next_run(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", promise_date=date(2026, 12, 1))
    answer(copy_of(shared, "K-2"), "1043", reply="Bestrides", dispute_reason="skadet")
    replies(shared)
    shared.run(DAY)
    assert shared.invoice("1041")["status"] == "Promised"
    assert shared.invoice("1043")["status"] == "Disputed"


def test_the_same_file_twice_changes_nothing(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    kept = shutil.copy(copy_of(shared, "K-1"), shared.path.parent / "mailed.xlsx")
    replies(shared)
    after = shared.path.read_bytes()
    assert not replies(shared)["done"]
    assert replies(shared, Path(kept))["answers"] == []
    shared.type("Invoices", shared.find("Invoices", invoice_no="1041"), "reply", None)  # looked for, and cleared
    cleared = shared.path.read_bytes()
    assert replies(shared)["answers"] == []
    assert replies(shared, Path(kept))["answers"] == []
    assert shared.path.read_bytes() == cleared != after


def test_a_customer_who_changes_their_mind_in_their_copy_is_heard(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    replies(shared)
    answer(copy_of(shared, "K-1"), "1041", reply="Dispute")
    replies(shared)
    assert shared.invoice("1041")["reply"] == "Dispute"
    answer(copy_of(shared, "K-1"), "1041", reply=None)
    replies(shared)
    assert shared.invoice("1041")["reply"] is None


def test_two_people_answering_the_same_row_overrule_nobody(shared: Workbook) -> None:
    folder = copy_of(shared, "K-1").parent
    second = folder / "Treverk AS - statement-DESKTOP-2.xlsx"
    answer(copy_of(shared, "K-1"), "1041", to=second, reply="Dispute")
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    found = replies(shared)
    assert [(a["event"], a["new"]) for a in found["answers"]] == [
        ("answered", "Paid already"), ("answered on both sides", "Dispute"),
    ]  # fmt: skip
    assert shared.invoice("1041")["reply"] == "Paid already"
    assert problems(shared) == [
        'Reply: the customer answered "Dispute" in copy 1 (read on 2026-11-20), and here "Paid already" stands'
    ]
    assert replies(shared)["answers"] == []


def test_what_both_sides_changed_waits_for_a_person_in_every_run(shared: Workbook) -> None:
    row = shared.find("Invoices", invoice_no="1041")
    shared.type("Invoices", row, "promise_date", date(2026, 12, 5))
    answer(copy_of(shared, "K-1"), "1041", promise_date=date(2026, 12, 1))
    result = raw_replies(shared, options=["--yes"])
    assert result.exit_code == 1
    assert shared.invoice("1041")["promise_date"] == date(2026, 12, 5)
    for day in (DAY, "2026-11-27"):
        assert len(problems(shared, day)) == 1
        shared.run(day)
        assert shared.invoice("1041")["status"] == "Check"
    assert "1041" in {line.invoice_no for line in _lines(shared, "K-1")}  # the customer still sees it
    shared.type("Invoices", row, "promise_date", date(2026, 12, 1))  # theirs is right
    assert problems(shared, "2026-11-27") == []


def _lines(workbook: Workbook, customer_id: str) -> Any:
    from ar_sheets.dunning import outbox
    from ar_sheets.dunning.assess import judge, look
    from ar_sheets.sharing.account import accounts

    book, facts = look(workbook.path.read_bytes())
    work, _ = judge(book, facts, outbox.load_outbox(book), date(2026, 11, 27))
    return next(a.lines for a in accounts(book, work) if a.customer.customer_id == customer_id)


def test_a_person_may_keep_what_stands_in_the_workbook(shared: Workbook) -> None:
    row = shared.find("Invoices", invoice_no="1041")
    shared.type("Invoices", row, "promise_date", date(2026, 12, 5))
    answer(copy_of(shared, "K-1"), "1041", promise_date=date(2026, 12, 1))
    replies(shared)
    kept = shared.command("replies", "--keep", "1041", "--as-of", DAY)
    assert kept.exit_code == 0
    assert "Promise date of 1041" in kept.output
    assert problems(shared) == []
    assert replies(shared)["answers"] == []
    assert shared.command("replies", "--keep", "1041", "--as-of", DAY).exit_code == 2


def test_an_answer_on_an_older_copy_is_noted_and_not_applied(shared: Workbook) -> None:
    old = shared.path.parent / "old.xlsx"
    shutil.copy(copy_of(shared, "K-1"), old)
    answer(old, "1041", reply="Paid already")
    assert share(shared, on="2026-11-21")["K-1"]["version"] == 2
    answer(copy_of(shared, "K-1"), "1041", reply="Dispute")
    replies(shared, on="2026-11-21")
    found = replies(shared, old, on="2026-11-21")
    assert [(a["event"], a["why"]) for a in found["answers"]] == [
        ("answered on an older copy", "they answered in copy 2 already")
    ]
    assert shared.invoice("1041")["reply"] == "Dispute"
    assert problems(shared, "2026-11-21") == []


def test_an_old_copy_counts_while_nobody_said_anything_newer(shared: Workbook) -> None:
    old = shared.path.parent / "old.xlsx"
    answer(copy_of(shared, "K-1"), "1041", to=old, reply="Paid already")
    share(shared, on="2026-11-21")
    replies(shared, old, on="2026-11-21")
    assert shared.invoice("1041")["reply"] == "Paid already"


REFUSED: list[tuple[str, Any, str]] = [
    ("reply", "Sue me", 'reply is not one of the answers in the list: "Sue me"'),
    ("promise_date", date(2026, 11, 19), "promise date 2026-11-19 is not between 2026-11-20 and 2027-05-19"),
    ("promise_date", date(2027, 5, 20), "promise date 2027-05-20 is not between 2026-11-20 and 2027-05-19"),
    ("promise_date", "tomorrow", 'promise date is text, not a date: "tomorrow"'),
    ("promise_amount", 0, "promise amount is 0.00, not above zero"),
    ("promise_amount", -5, "promise amount is -5.00, not above zero"),
    ("promise_amount", 100.01, "promise amount 100.01 is more than the 100.00 NOK open"),
    ("promise_amount", 1e300, 'promise amount is not an amount: "1e+300"'),
    ("promise_amount", "200", 'promise amount is text, not a number: "200"'),
    ("dispute_reason", "x" * 201, "dispute reason has 201 characters, more than 200"),
    ("customer_comment", "y" * 501, "customer comment has 501 characters, more than 500"),
    ("customer_comment", "=HYPERLINK", "it is a formula; only what is typed counts"),
    ("customer_comment", "＝1+1", 'customer comment looks like a formula: "＝1+1"'),
    ("dispute_reason", "-2+3+cmd|' /C calc'!A0", "dispute reason looks like a formula"),
]
TAKEN: list[tuple[str, Any]] = [
    ("promise_date", date(2026, 11, 20)), ("promise_date", date(2027, 5, 19)), ("promise_amount", 0.01),
    ("promise_amount", 100), ("dispute_reason", "x" * 200), ("customer_comment", "- two chairs"),
    ("customer_comment", "+47 22 00 00 00"), ("reply", "betwist"), ("reply", " PAID  ALREADY "),
]  # fmt: skip


def test_what_cannot_be_taken_is_refused_and_noted_and_what_is_just_within_is_taken(
    make_workbook: Callable[..., Workbook],
) -> None:
    cases = [*REFUSED, *((key, value, "") for key, value in TAKEN)]
    rows = "".join(f"    N-{n} | K-1 | 2026-10-01 | 2026-10-15 | 100 |\n" for n in range(len(cases)))
    workbook = make_workbook(f"{TABLE.split('    Payments')[0].rstrip()}\n{rows}")
    share(workbook, "K-1")
    answer_all(copy_of(workbook, "K-1"), {f"N-{n}": {key: value} for n, (key, value, _) in enumerate(cases)})
    found = {a["invoice"]: a for a in replies(workbook)["answers"]}
    kept = {row["invoice_no"]: row for row in workbook.rows("Invoices")}
    for number, (key, value, why) in enumerate(cases):
        item = found[f"N-{number}"]
        assert (item["event"], why in item["why"]) == ("answer not taken" if why else "answered", True), value
        assert (kept[f"N-{number}"][key] is None) == bool(why)
    assert replies(workbook)["answers"] == []  # said once


def test_nothing_but_the_five_columns_is_ever_read(shared: Workbook) -> None:
    """Amounts, days, names and bank details in a copy may say what they like."""
    import openpyxl

    path = copy_of(shared, "K-1")
    before = shared.path.read_bytes()
    book = openpyxl.load_workbook(path)
    mark = book.worksheets[0]
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, (int, float)) or hasattr(cell.value, "year"):
                    cell.value = 1
                elif isinstance(cell.value, str) and ("NO93" in cell.value or "Anna" in cell.value):
                    cell.value = "NL00 EVIL 0000 0000 00"
    mark.title = "Something else"
    book.save(path)
    assert replies(shared)["answers"] == []
    assert shared.path.read_bytes() == before


def test_dry_run_and_no_change_nothing(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    before = shared.path.read_bytes()
    assert len(replies(shared, yes=False)["answers"]) == 1
    asked = shared.command("replies", "--as-of", DAY)  # nobody there to answer
    assert asked.exit_code == 2
    assert shared.path.read_bytes() == before
    assert len(replies(shared)["answers"]) == 1


def test_what_changed_while_somebody_was_looking_is_not_taken_unseen(shared: Workbook) -> None:
    from datetime import datetime

    from ar_sheets.base.errors import NotDone
    from ar_sheets.sharing import collect

    answer(copy_of(shared, "K-1"), "1041", promise_date=date(2026, 12, 1))
    row = shared.find("Invoices", invoice_no="1041")

    def typing_meanwhile(key: str, value: Any) -> Callable[[Any], bool]:
        return lambda _: shared.type("Invoices", row, key, value) is None

    def read(confirm: Callable[[Any], bool]) -> collect.RepliesFound:
        return collect.collect_replies(
            shared.path, [], date(2026, 11, 20), datetime(2026, 11, 20).astimezone(), confirm
        )

    with pytest.raises(NotDone, match="changed while you were looking"):
        read(typing_meanwhile("promise_date", date(2026, 12, 5)))
    assert shared.invoice("1041")["promise_date"] == date(2026, 12, 5)
    shared.type("Invoices", row, "promise_date", None)
    assert read(typing_meanwhile("internal_note", "they called")).done  # of no matter to the answer
    assert shared.invoice("1041")["promise_date"] == date(2026, 12, 1)
    assert shared.invoice("1041")["internal_note"] == "they called"


def test_undo_gives_the_answers_back_to_be_read_again(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    replies(shared)
    assert shared.command("undo").exit_code == 0
    assert shared.invoice("1041")["reply"] is None
    replies(shared)
    assert shared.invoice("1041")["reply"] == "Paid already"


def test_a_mail_with_the_copy_attached_is_read_and_says_who(shared: Workbook) -> None:
    filled = answer(copy_of(shared, "K-1"), "1041", to=shared.path.parent / "x.xlsx", reply="Paid already")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Anna Berg <anna@berg.example>", "Re: statement"
    mail.set_content("See attached.")
    mail.add_attachment(filled.read_bytes(), maintype="application", subtype="octet-stream", filename="../../x.xlsx")
    path = shared.path.parent / "answer.eml"
    path.write_bytes(mail.as_bytes())
    found = replies(shared, path)
    assert found["answers"][0]["by"] == "Anna Berg <anna@berg.example>"
    assert any("by Anna Berg <anna@berg.example>" in detail for _, detail in logged(shared))


def test_the_day_of_receipt_becomes_a_row_of_the_log(shared: Workbook) -> None:
    received(copy_of(shared, "K-1"), date(2026, 11, 19))
    found = replies(shared)
    assert found["received"] == [{"customer": "K-1", "on": "2026-11-19", "copy": 1}]
    answer(copy_of(shared, "K-1"), "1041", customer_comment="thanks")  # saved anew, the day still in it
    assert replies(shared)["received"] == []
    assert [detail for event, detail in logged(shared) if event == "received"] == [
        "copy 1 and its invoices received on 2026-11-19"
    ]
    story = shared.command("history", "K-1", "--as-of", DAY).output
    assert "Received: copy 1 and its invoices received on 2026-11-19" in story


def test_a_day_of_receipt_that_cannot_be_is_noted_as_it_was_typed(shared: Workbook) -> None:
    received(copy_of(shared, "K-1"), date(2026, 11, 21))
    assert replies(shared)["received"][0]["on"] == '"2026-11-21", which cannot be the day'
    assert replies(shared)["received"] == []


def test_answers_stand_in_the_evidence_and_in_the_story(shared: Workbook) -> None:
    import zipfile

    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    replies(shared)
    assert 'copy 1, Reply: "" -> "Paid already"' in shared.command("history", "1041", "--as-of", DAY).output
    assert shared.command("evidence", "K-1", "--as-of", DAY).exit_code == 0
    with zipfile.ZipFile(next((shared.path.parent / "evidence").glob("*.zip"))) as pack:
        answers = pack.read(next(name for name in pack.namelist() if name.endswith("04-answers.csv"))).decode()
    assert "besvart,1041" in answers  # the customer's courts read Norwegian


def test_a_copy_of_which_only_the_cells_are_left_is_read(shared: Workbook) -> None:
    """As other programs export it: other sheet names and order, no styles, no checks, a sheet of their own."""
    import openpyxl

    path = answer(copy_of(shared, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 12, 1))
    old, new = openpyxl.load_workbook(path), openpyxl.Workbook()
    new.active["A1"] = "=SUM(1,2)"
    for page in reversed(old.worksheets):
        bare = new.create_sheet(f"x{page.title}")
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None:
                    bare[cell.coordinate].value = cell.value
    new.save(path)
    assert {a["column"] for a in replies(shared)["answers"]} == {"reply", "promise_date"}


def test_a_workbook_in_another_language_gets_the_answers_in_its_own_words(tmp_path: Path) -> None:
    workbook = make(tmp_path, language="nb")
    share(workbook)
    answer(copy_of(workbook, "K-1"), "1041", reply="Paid already")
    replies(workbook)
    assert workbook.invoice("1041")["reply"] == "Paid already"
    import openpyxl

    cells = {cell.value for row in openpyxl.load_workbook(workbook.path).worksheets[3].iter_rows() for cell in row}
    assert "Alt betalt" in cells
    assert "Paid already" not in cells


def test_a_workbook_without_the_reply_columns_says_which_to_add(shared: Workbook) -> None:
    import openpyxl

    book = openpyxl.load_workbook(shared.path)
    table = read_book(shared.path.read_bytes()).tables["Invoices"]
    book["Invoices"].cell(1, table.places["reply"] + 1).value = "Something of mine"
    book.save(shared.path)
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    before = shared.path.read_bytes()
    result = raw_replies(shared, options=["--yes"])
    assert result.exit_code == 2
    assert "The sheet Invoices has no column Reply to take answers into" in result.output
    assert shared.path.read_bytes() == before


def test_a_workbook_that_is_open_is_left_alone(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    shared.path.with_name(f".~lock.{shared.path.name}#").write_text(",Kari,host,x,x;")
    result = raw_replies(shared, options=["--yes"])
    assert result.exit_code == 2
    assert "Kari has receivables.xlsx open in LibreOffice" in result.output


def test_a_formula_in_the_workbooks_own_cell_is_never_overwritten(shared: Workbook) -> None:
    row = shared.find("Invoices", invoice_no="1041")
    shared.type("Invoices", row, "customer_comment", '="own "&"text"')
    answer(copy_of(shared, "K-1"), "1041", customer_comment="mine")
    before = shared.path.read_bytes()
    found = replies(shared)
    assert [a["event"] for a in found["answers"]] == ["answered on both sides"]
    assert "formula" in found["answers"][0]["why"]
    assert before != shared.path.read_bytes()  # only the Log grew
    import openpyxl

    book = openpyxl.load_workbook(shared.path)
    assert '="own "&"text"' in {cell.value for cells in book["Invoices"].iter_rows() for cell in cells}


def test_answers_are_refused_on_a_day_before_the_log(shared: Workbook) -> None:
    answer(copy_of(shared, "K-1"), "1041", reply="Paid already")
    replies(shared)
    answer(copy_of(shared, "K-1"), "1041", reply="Dispute")
    assert raw_replies(shared, on="2026-11-19", options=["--yes"]).exit_code == 2


def test_before_anything_was_shared_there_is_nothing_to_read(make_workbook: Callable[..., Workbook]) -> None:
    result = make_workbook(TABLE).command("replies")
    assert result.exit_code == 2
    assert "Run share first" in result.output
