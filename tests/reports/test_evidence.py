"""History, evidence and waivers, through the command line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from conftest import Workbook
from pypdf import PdfReader

from ar_sheets.base.i18n import _, in_language
from ar_sheets.facts import log
from ar_sheets.facts.log_sheet import read_log
from ar_sheets.reports.paper import csv_table
from ar_sheets.schema.translations import word_in
from ar_sheets.sending.journal import Journal, JournalEntry, moment
from ar_sheets.workbook.read import read_book

TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Phone | Street | City | Country | Terms accepted on
    C1 | Anna AS | Business | a@anna.example | +47 1 | Gata 1 | Oslo | NO | 2026-01-01
    C2 | Bo Berg | Consumer | b@bo.example | +47 2 | Gata 2 | Oslo | NO | 2026-01-01

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Description
    1041 | C1 | 2026-09-01 | 2026-09-15 | 1000 | =HYPERLINK("http://x.example")
    1042 | C1 | 2026-10-20 | 2026-11-30 | 250 | Chairs
    2001 | C2 | 2026-09-01 | 2026-09-15 | 4000 | Secret bench

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-01 | C1 | 1041 | 400

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step | Amount | Currency | Detail
    1 | 2026-09-18 | 2026-09-18 | sent | C1 | 1041 | Reminder 1 | 1000 | NOK | letter 260918-C1-NOK to a@anna.example
    2 | 2026-09-25 | 2026-09-25 | sent | C1 | 1041 | Reminder 2 | 1000 | NOK | letter 260925-C1-NOK to a@anna.example
    3 | 2026-10-02 | 2026-10-02 | called | C1 | 1041 | Phone call | 600 | NOK | letter 261002-C1-NOK to +47 1
    4 | 2026-10-02 | 2026-10-02 | promised | C1 | 1041 | Phone call | 600 | NOK | letter L to 1; promised for 2026-10-12
    5 | 2026-10-19 | 2026-10-19 | fee | C1 | 1041 | Reminder 2 | 35 | NOK | claimed by letter 260925-C1-NOK
"""


def seal(book: Workbook) -> None:
    """Give the rows of a Log typed in a test the seals that ar-sheets would have given them."""
    table = read_book(book.path.read_bytes())
    entries = log.sealed(read_log(table))
    sheet = openpyxl.load_workbook(book.path)
    for row, entry in zip(table.tables["Log"].rows, entries, strict=True):
        sheet["Log"].cell(row, table.tables["Log"].places["seal"] + 1).value = entry.seal
    sheet.save(book.path)


@pytest.fixture
def business(make_workbook: Callable[..., Workbook]) -> Workbook:
    """A workbook whose final reminder was made by a run and posted."""
    book = make_workbook(TEXT)
    seal(book)
    book.run("2026-10-20")
    book.type("Outbox", book.find("Outbox", customer_id="C1"), "done_on", date(2026, 10, 20))
    book.run("2026-10-23")
    return book


def opened(book: Workbook, as_of: str = "2026-10-23") -> dict[str, bytes]:
    """The files of C1's evidence."""
    result = book.command("evidence", "C1", "--as-of", as_of)
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(result.stdout.strip()) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def said(english: str) -> str:
    """A text in the language of the customer's courts."""
    with in_language("nb"):
        return _(english)


def test_the_pack_holds_everything_and_the_cover_says_what_each_is(business: Workbook) -> None:
    files = opened(business)
    letters = [name for name in files if name.startswith("letters/")]
    assert len(letters) == 1
    assert letters[0].endswith(".pdf")
    cover = words(files["00-cover.pdf"])
    closed = cover.replace(" ", "").replace("\u200b", "")
    for name, content in files.items():
        if name != "00-cover.pdf":
            assert name in closed
            assert sha256(content).hexdigest() in closed
    assert "850,00" in cover  # 600 and 250 open
    assert "Final reminder" in cover
    assert said("as sent") in cover


def test_the_letter_is_the_file_whose_fingerprint_stands_in_the_log(business: Workbook) -> None:
    files = opened(business)
    (letter,) = (content for name, content in files.items() if name.startswith("letters/"))
    logged = [row["document_sha256"] for row in business.rows("Log") if row["event"] == "posted"]
    assert logged == [sha256(letter).hexdigest()]
    told = {row[said("What")]: row for row in rows(files["03-letters.csv"])}
    assert told["Final reminder"][said("File")].endswith(said("as sent"))
    assert told["Reminder 1"][said("File")].endswith(said("no file kept"))
    # A later run made the letter anew, or somebody changed it: it is not passed off as what was sent.
    path = next(business.path.parent.glob("batches/2026-10-20/letters/*C1*.pdf"))
    path.write_bytes(path.read_bytes() + b"\n% changed")
    told = {row[said("What")]: row for row in rows(opened(business)["03-letters.csv"])}
    assert said("not the file that was sent: its fingerprint differs") in told["Final reminder"][said("File")]


def test_a_mail_goes_in_as_it_was_sent_with_the_servers_answer(business: Workbook) -> None:
    home, letter = business.path.parent, "260925-C1-NOK"
    mail = b"From: us@treverk.example\r\nSubject: Reminder 2\r\n\r\nDear Anna"
    (home / "batches" / "2026-09-25" / "eml").mkdir(parents=True)
    (home / "batches" / "2026-09-25" / "eml" / f"{letter}.eml").write_bytes(mail)
    record = {"letter_id": letter, "batch": date(2026, 9, 25), "customer_id": "C1", "total_due": Decimal(1000)}
    when = datetime(2026, 9, 25, 9, 30)  # noqa: DTZ001 - the wall's time
    with Journal(home) as journal:
        day = date(2026, 9, 25)
        journal.begin(
            JournalEntry(
                letter,
                "sending",
                "",
                moment(when),
                day,
                "receivables.xlsx",
                day,
                "<1@treverk.example>",
                sha256(mail).hexdigest(),
                record,
            )
        )
        journal.note(letter, "sent", "250 queued as 4711", when, day)
    business.type("Log", 3, "document_sha256", sha256(mail).hexdigest())
    files = opened(business)
    assert files[f"letters/{letter}.eml"] == mail
    told = {row[said("What")]: row for row in rows(files["03-letters.csv"])}["Reminder 2"]
    assert told[said("File")] == f"{letter}.eml: {said('as sent')}"
    assert "250 queued as 4711" in told[said("What the server said")]


def test_statement_interest_answers_and_claim_agree(business: Workbook) -> None:
    files = opened(business)
    statement = {row[said("Number")]: row for row in rows(files["01-statement.csv"])}
    assert {number: row[said("Open")] for number, row in statement.items()} == {"1041": "600.00", "1042": "250.00"}
    invoice = business.invoice("1041")
    assert Decimal(statement["1041"][said("Interest")]) == invoice["interest"]
    lines = [Decimal(row[said("Interest")]) for row in rows(files["02-interest.csv"])]
    assert sum(lines) == Decimal(statement["1041"][said("Interest")])
    assert len(lines) >= 2  # a line ends with the payment
    (promise,) = (
        row for row in rows(files["04-answers.csv"]) if row[said("Answer")] == word_in("event", "promised", "nb")
    )
    assert promise[said("Promised for")] == "2026-10-12"
    (claim,) = rows(files["claim.csv"])  # 1042 is not due yet
    assert claim["invoice_no"] == "1041"
    assert Decimal(claim["claim"]) == Decimal(statement["1041"][said("Total due")])
    assert claim["description"].startswith("'=")
    assert claim["debtor_phone"] == "+47 1"


def test_nothing_about_another_customer_is_in_it(business: Workbook) -> None:
    for name, content in opened(business).items():
        text = words(content) if name.endswith(".pdf") else content.decode("utf-8-sig")
        for secret in ("2001", "Bo Berg", "b@bo.example", "Secret bench"):
            assert secret not in text, name


def test_the_pack_is_the_same_each_time_and_reads_nothing_into_the_workbook(business: Workbook) -> None:
    before = business.path.read_bytes()
    first = opened(business)
    assert opened(business) == first
    assert business.path.read_bytes() == before


def test_a_changed_log_is_said_on_the_cover(business: Workbook) -> None:
    business.type("Log", 3, "detail", "another")
    cover = words(opened(business)["00-cover.pdf"])
    with in_language("nb"):
        assert _(
            "The log was changed: the seal of entry {number} does not fit. This is what is there now.", number=2
        ) in (cover)


def test_history_tells_the_story_of_a_customer_and_of_an_invoice(business: Workbook) -> None:
    told = business.command("history", "c1", "--as-of", "2026-10-23").stdout.splitlines()
    days = [line[:10] for line in told if line[:2] == "20"]
    assert days == sorted(days)
    story = "\n".join(told)
    for part in ("Invoice 1041 of 1,000.00 NOK", "Payment: 400.00 NOK onto 1041", "Reminder 1 e-mailed (1041)",
                 "Phone call made", "promised for 2026-10-12", "Fee 35.00 NOK", "Final reminder posted"):  # fmt: skip
        assert part in story
    assert "1042 Not due" in story
    invoice = business.command("history", "1042", "--as-of", "2026-10-23").stdout
    assert "1041" not in invoice
    unknown = business.command("history", "9999", "--as-of", "2026-10-23")
    assert unknown.exit_code == 2
    assert "no customer and no invoice 9999" in unknown.stderr


def test_a_waiver_takes_the_fee_off_and_stands_in_the_log(business: Workbook) -> None:
    assert business.invoice("1041")["fees"] >= Decimal(35)
    before = business.rows("Log")
    result = business.command(
        "waive", "1041", "--what", "fees", "--reason", "goodwill after a call", "--as-of", "2026-10-23"
    )
    assert result.exit_code == 0, result.output
    (added,) = business.rows("Log")[len(before) :]
    assert (added["event"], added["detail"]) == ("waived fees", "goodwill after a call")
    assert business.rows("Log")[: len(before)] == before
    business.run("2026-10-23")
    assert business.invoice("1041")["fees"] == 0
    assert "Log" not in {row["sheet"] for row in business.rows("Problems")}
    again = business.command("waive", "1041", "--what", "fees", "--reason", "again", "--as-of", "2026-10-23")
    assert again.exit_code == 2
    assert "nothing to waive" in again.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["9999", "--what", "fees", "--reason", "x"], "no invoice 9999"),
        (["1041", "--what", "fees", "--reason", "  "], "Say why"),
        (["1042", "--what", "all", "--reason", "x"], "nothing to waive"),
        (["1041", "--what", "fees", "--reason", "x", "--as-of", "2026-10-01"], "rewrite the past"),
    ],
)
def test_what_cannot_be_waived_changes_nothing(
    make_workbook: Callable[..., Workbook], options: list[str], says: str
) -> None:
    book = make_workbook(TEXT)
    before = book.path.read_bytes()
    when = [] if "--as-of" in options else ["--as-of", "2026-10-23"]
    result = book.command("waive", *options, *when)
    assert result.exit_code == 2
    assert says in result.stderr
    assert book.path.read_bytes() == before


def test_csv_cells_are_never_formulas() -> None:
    nasty = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", " =1", "＝1"]
    found = rows(csv_table(["a"], [[text] for text in nasty] + [[Decimal("-5.00")]]))
    assert all(row["a"].startswith("'") for row in found[:-1])
    assert found[-1]["a"] == "-5.00"


def test_where_it_lies(business: Workbook) -> None:
    result = business.command("evidence", "C1", "--as-of", "2026-10-23")
    assert Path(result.stdout.strip()) == business.path.parent / "evidence" / "C1-2026-10-23.zip"
    unknown = business.command("evidence", "nobody", "--as-of", "2026-10-23")
    assert unknown.exit_code == 2
