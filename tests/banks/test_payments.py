"""`payments` as its user meets it: money goes where it belongs, once, and nothing is guessed into paid."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from files import Answers, camt, entry, listed, save

from ar_sheets.banks import taking
from ar_sheets.banks.weighing import PaymentsFound
from ar_sheets.base.errors import NotDone

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
BUSINESS = """
    Customers
    Customer ID | Name | Profile | Email
    B1 | Fjord Handel AS | Business | a@fjord.example
    B2 | Berg Bygg AS | Business | b@berg.example
    B3 | Lund Data AS | Business | c@lund.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | PO / ref
    "10411" | B1 | 2026-09-01 | 2026-09-15 | 500.00 | KID 12345678903
    "10412" | B1 | 2026-09-20 | 2026-10-04 | 250.00 |
    "10413" | B2 | 2026-09-20 | 2026-10-04 | 800.00 |
    "10414" | B3 | 2026-09-20 | 2026-10-04 | 800.00 |
    "417" | B3 | 2026-10-20 | 2026-11-04 | 99.00 |

    Payments
    Date | Customer ID | Invoice no | Amount | Currency
"""

Take = Callable[..., PaymentsFound]


@pytest.fixture
def book(make_workbook: Callable[..., Any]) -> Any:
    return make_workbook(BUSINESS, payments_complete_until=date(2026, 11, 1))


@pytest.fixture
def take(book: Any, tmp_path: Path) -> Take:
    """Take in files by their bytes."""
    count = iter(range(1000))

    def taken(*data: bytes, ask: Any = None, as_of: date = DAY, account: str = "") -> PaymentsFound:
        paths = [save(tmp_path, f"bank{next(count)}", one) for one in data]
        return taking.take_bank_files(book.path, paths, as_of, NOW, Answers() if ask is None else ask, account)

    return taken


def placed(book: Any) -> list[tuple[Any, ...]]:
    """What stands in Payments: customer, invoice, amount."""
    return [(row["customer_id"], row["invoice_no"], row["amount"]) for row in book.rows("Payments")]


@pytest.mark.parametrize(
    ("one", "customer", "invoice", "how"),
    [
        (entry("500.00", "2026-11-03", ref="12345678903"), "B1", "10411", "payment reference"),
        (entry("500.00", "2026-11-03", ref=" 00012345678903"), "B1", "10411", "payment reference"),
        (entry("100.00", "2026-11-03", ref="12345678903"), "B1", "10411", "payment reference"),
        (entry("1.00", "2026-11-03", text="Faktura 10413, takk"), "B2", "10413", "invoice number"),
        (entry("800.00", "2026-11-03", text="INV#10413."), "B2", "10413", "invoice number"),
        (entry("750.00", "2026-11-03", text="10411 10412"), "B1", "10411, 10412", "invoice number"),
        (entry("99.00", "2026-11-03", text="faktura 417"), "B3", "417", "invoice number"),
        (entry("98.00", "2026-11-03", text="faktura 417"), None, None, "not placed"),  # short: only with its amount
        (entry("800.00", "2026-11-03", text="104130"), None, None, "not placed"),  # no whole word
        (entry("800.00", "2026-11-03"), None, None, "not placed"),  # never by the amount alone
        (entry("800.00", "2026-11-03", payer="Berg Bygg AS"), None, None, "not placed"),  # proposed only
        (entry("1300.00", "2026-11-03", text="10411 10413"), None, None, "not placed"),  # two customers' numbers
        (entry("1300.00", "2026-11-03", text="10411 10499"), "B1", "?", "not placed"),  # whose is the rest?
    ],
)  # fmt: skip
def test_where_a_payment_goes(
    book: Any, take: Take, one: dict[str, str], customer: str | None, invoice: str | None, how: str
) -> None:
    take(camt(one))
    [row] = book.rows("Payments")
    assert (row["customer_id"], row["invoice_no"], row["matched_by"]) == (customer, invoice, how)
    assert row["amount"] == Decimal(one["amount"])


def test_a_payment_that_names_its_invoice_pays_it_at_the_next_run(book: Any, take: Take) -> None:
    take(camt(entry("500.00", "2026-11-03", ref="12345678903")))
    book.run("2026-11-20")
    assert book.invoice("10411")["status"] == "Paid"


def test_the_same_file_twice_changes_nothing(book: Any, take: Take) -> None:
    data = camt(entry("500.00", "2026-11-03", ref="12345678903", id="A1"), entry("9.00", "2026-11-03", text="like"),
                entry("9.00", "2026-11-03", text="like"))  # fmt: skip
    take(data)
    before = placed(book)
    found = take(data, camt(entry("9.00", "2026-11-03", text="like")))
    assert placed(book) == before
    assert (len(before), found.sorted.there) == (3, 4)


def test_of_three_like_payments_and_two_that_are_there_one_is_new(book: Any, take: Take) -> None:
    like = entry("9.00", "2026-11-03", text="like")
    take(camt(like, like))
    take(camt(like, like, like))
    assert len(placed(book)) == 3


def test_one_number_for_two_amounts_names_neither_of_them_alone(book: Any, take: Take) -> None:
    both = (entry("500.00", "2026-11-03", id="X"), entry("20.00", "2026-11-03", id="X"))
    take(camt(*both))
    take(camt(both[1]))
    assert sorted(amount for _c, _i, amount in placed(book)) == [20, 500]


def test_another_format_over_the_same_days_adds_only_what_is_missing(book: Any, take: Take) -> None:
    old = (entry("500.00", "2026-11-03", ref="12345678903", id="A1"), entry("9.00", "2026-11-03", id="A2"))
    take(camt(*old))
    found = take(listed(*old, entry("9.00", "2026-11-03", text="second"), entry("7.00", "2026-11-04")))
    assert sorted(amount for _c, _i, amount in placed(book)) == [7, 9, 9, 500]
    assert found.sorted.other_format == 2


def test_both_formats_at_once_are_one(book: Any, take: Take) -> None:
    one = entry("500.00", "2026-11-03", ref="12345678903", id="A1")
    take(listed(one), camt(one))
    assert placed(book) == [("B1", "10411", 500)]


def test_pending_and_informational_entries_are_never_taken(book: Any, take: Take) -> None:
    found = take(camt(entry("500.00", "2026-11-03", ref="12345678903", status="PDNG"), entry("1.00", "2026-11-03")))
    assert (len(placed(book)), found.left_out) == (1, 1)


def test_what_is_dated_after_the_day_waits_for_it(book: Any, take: Take) -> None:
    data = camt(entry("500.00", "2026-11-21", ref="12345678903"), entry("1.00", "2026-11-20"))
    assert (take(data).left_out, len(placed(book))) == (1, 1)
    take(data, as_of=date(2026, 11, 22))
    assert len(placed(book)) == 2


def test_a_returned_payment_is_a_negative_row_on_the_same_invoice(book: Any, take: Take) -> None:
    take(camt(entry("500.00", "2026-11-03", ref="12345678903")))
    take(camt(entry("-500.00", "2026-11-10", ref="12345678903", returned="yes")))
    assert placed(book)[1] == ("B1", "10411", -500)
    book.run("2026-11-20")
    assert book.invoice("10411")["open_amount"] == 500


def test_a_bounced_payment_without_reference_goes_back_where_it_came(book: Any, take: Take) -> None:
    take(camt(entry("250.00", "2026-11-03", text="10412", account="NO2650101234567")))
    take(camt(entry("-250.00", "2026-11-10", account="NO2650101234567", returned="yes")))
    assert placed(book)[1] == ("B1", "10412", -250)


def test_what_we_pay_others_is_no_customers_payment(book: Any, take: Take) -> None:
    found = take(camt(entry("-800.00", "2026-11-03", text="Invoice 10413", payer="Supplier AS")))
    assert (placed(book), found.no_customers) == ([], 1)


def test_a_known_account_and_the_amount_of_one_invoice_or_all_that_is_due(book: Any, take: Take) -> None:
    payer = {"account": "NO2650101234567"}
    take(camt(entry("500.00", "2026-11-03", ref="12345678903", **payer)))
    assert [(row["payer_account"], row["customer_id"], row["name"]) for row in book.rows("Payers")] == [
        ("NO2650101234567", "B1", None)
    ]
    take(camt(entry("250.00", "2026-11-05", **payer)))
    take(camt(entry("33.00", "2026-11-06", **payer)))
    assert placed(book)[1:] == [("B1", "10412", 250), ("B1", "?", 33)]
    assert [row["matched_by"] for row in book.rows("Payments")][1:] == ["known account", "not placed"]


def test_all_that_is_due_at_once_from_a_known_account(book: Any, take: Take) -> None:
    payer = {"account": "NO2650101234567"}
    take(camt(entry("1.00", "2026-11-03", text="10411", **payer)))
    take(camt(entry("749.00", "2026-11-04", **payer)))
    assert placed(book)[1] == ("B1", "10411, 10412", 749)


def test_an_account_that_pays_for_two_customers_is_no_proof(book: Any, take: Take) -> None:
    payer = {"account": "NO2650101234567"}
    take(
        camt(
            entry("500.00", "2026-11-03", ref="12345678903", **payer),
            entry("1.00", "2026-11-03", text="10413", **payer),
        )
    )
    take(camt(entry("250.00", "2026-11-05", **payer)))
    assert placed(book)[2] == (None, None, 250)


def test_an_account_marked_as_nobodys_is_left_out(book: Any, take: Take) -> None:
    payer = {"account": "NO2650101234567"}
    take(camt(entry("500.00", "2026-11-03", ref="12345678903", **payer)))
    book.type("Payers", 2, "customer_id", "-")
    found = take(camt(entry("250.00", "2026-11-05", text="10412", **payer)))
    assert (len(placed(book)), found.no_customers) == (1, 1)


def test_name_and_amount_are_proposed_and_written_when_a_person_says_so(book: Any, take: Take) -> None:
    one = camt(entry("800.00", "2026-11-03", payer="BERG BYGG"))
    found = take(one, ask=Answers(proposals=True))
    assert (found.done, placed(book)) == (True, [("B2", "10413", 800)])
    assert book.rows("Payments")[0]["matched_by"] == "confirmed by you"


def test_what_is_not_placed_holds_whoever_it_may_concern_and_names_the_likeliest(book: Any, take: Take) -> None:
    take(camt(entry("800.00", "2026-11-03", payer="Berg Bygg AS")))
    book.run("2026-11-20")
    assert book.invoice("10413")["status"] == book.invoice("10414")["status"] == "On hold"
    assert book.invoice("10411")["status"] == "Overdue"
    [problem] = [row for row in book.rows("Problems") if row["sheet"] == "Payments"]
    assert "most likely Berg Bygg AS (B2)" in problem["what_to_do"]


def test_money_of_a_customer_for_no_invoice_in_particular_pays_nothing_and_holds_them(book: Any, take: Take) -> None:
    payer = {"account": "NO2650101234567"}
    take(camt(entry("500.00", "2026-11-03", ref="12345678903", **payer), entry("33.00", "2026-11-04", **payer)))
    take(camt(entry("34.00", "2026-11-05", **payer)))
    book.run("2026-11-20")
    assert book.invoice("10412")["open_amount"] == 250
    assert book.invoice("10412")["status"] == "On hold"


def test_another_accounts_file_is_refused_by_name(book: Any, take: Take) -> None:
    found = take(camt(entry("500.00", "2026-11-03", ref="12345678903"), account="NO2650101234567"))
    assert placed(book) == []
    assert "NO2650101234567" in found.rejected[0][1]


def test_a_further_account_of_the_owners(make_workbook: Any, tmp_path: Path) -> None:
    book = make_workbook(BUSINESS, further_accounts="DE89 3704 0044 0532 0130 00 EUR; NO2650101234567")
    path = save(tmp_path, "x", camt(entry("500.00", "2026-11-03", ref="12345678903"), account="NO2650101234567"))
    taking.take_bank_files(book.path, [path], DAY, NOW, Answers())
    assert placed(book) == [("B1", "10411", 500)]


def test_what_somebody_typed_is_not_written_again(make_workbook: Any, tmp_path: Path) -> None:
    book = make_workbook(
        BUSINESS + '    2026-11-02 | B1 | "10411" | 500.00 | NOK\n    2026-11-03 | B2 | | 40.00 | NOK\n'
    )
    one = camt(entry("500.00", "2026-11-03", ref="12345678903"), entry("40.00", "2026-11-03"),
               entry("250.00", "2026-11-03", text="10412"))  # fmt: skip
    found = taking.take_bank_files(book.path, [save(tmp_path, "x", one)], DAY, NOW, Answers())
    assert found.sorted.typed == [3]
    assert placed(book)[2:] == [("B1", "?", 500), ("B1", "10412", 250)]  # a day off: held, and a person is told
    assert "Payments row 2" in found.notes[0]


def test_a_sum_gives_way_to_its_payments(book: Any, take: Take) -> None:
    """The bank's line of a day's payments, then the OCR file that lists them: never both."""
    take(listed(entry("1330.00", "2026-11-02", text="OCR")))
    assert placed(book) == [(None, None, 1330)]
    ocr = (Path(__file__).parent / "golden" / "ocr_giro_with_reversal.in").read_bytes()
    take(ocr)
    assert sorted(amount for _c, _i, amount in placed(book)) == [-250, 560, 1020]
    found = take(listed(entry("1330.00", "2026-11-02", text="OCR")), ocr)
    assert (len(placed(book)), len(found.rows)) == (3, 0)


def test_payments_of_a_sum_that_a_person_placed_stay_out(book: Any, take: Take) -> None:
    take(listed(entry("1330.00", "2026-11-02", text="OCR")))
    book.type("Payments", 2, "customer_id", "B1")
    found = take((Path(__file__).parent / "golden" / "ocr_giro_with_reversal.in").read_bytes())
    assert (placed(book), found.sorted.as_sum) == ([("B1", None, 1330)], 3)


def test_payments_are_complete_until_the_last_day_the_file_vouches_for(book: Any, take: Take) -> None:
    found = take(camt(entry("500.00", "2026-11-03", ref="12345678903"), first="2026-11-02", last="2026-11-18"))
    assert found.complete_until == date(2026, 11, 18)
    values = {row["setting"]: row["value"] for row in book.rows("Settings")}
    assert str(values["Payments complete until"])[:10] == "2026-11-18"


def test_a_file_of_today_vouches_for_yesterday(take: Take) -> None:
    found = take(camt(entry("500.00", "2026-11-20", ref="12345678903"), first="2026-11-02", last="2026-11-20"))
    assert found.complete_until == date(2026, 11, 19)


def test_with_two_accounts_payments_are_complete_only_as_far_as_both(make_workbook: Any, tmp_path: Path) -> None:
    other = "NO2650101234567"
    book = make_workbook(BUSINESS, further_accounts=f"{other} NOK")
    one = save(tmp_path, "a", camt(entry("1.00", "2026-11-03"), last="2026-11-18"))
    two = save(tmp_path, "b", camt(entry("2.00", "2026-11-03"), last="2026-11-10", account=other))
    assert taking.take_bank_files(book.path, [one], DAY, NOW, Answers()).complete_until is None
    assert taking.take_bank_files(book.path, [two], DAY, NOW, Answers()).complete_until == date(2026, 11, 10)


def test_a_gap_between_two_statements_is_named(take: Take) -> None:
    take(camt(entry("500.00", "2026-11-03", ref="12345678903"), opening="0.00"))
    whole = take(camt(entry("1.00", "2026-11-05"), opening="500.00"))
    gap = take(camt(entry("1.00", "2026-11-09"), opening="777.00"))
    assert (whole.notes, len(gap.notes)) == ([], 1)
    assert "2026-11-05" in gap.notes[0]
    assert "501.00" in gap.notes[0]


def test_the_run_says_which_days_no_bank_file_has_told_of(book: Any, take: Take) -> None:
    take(camt(entry("500.00", "2026-11-03", ref="12345678903"), first="2026-11-02", last="2026-11-16"))
    told = " ".join(book.run("2026-11-20").output.split())
    assert "The bank's files from 2026-11-17 to 2026-11-19 for NO9386011117947 are missing" in told
    take(camt(entry("1.00", "2026-11-18", text="x"), first="2026-11-17", last="2026-11-19"))
    assert "missing" not in book.run("2026-11-20").output


def test_a_second_half_is_not_taken_for_the_first_one(make_workbook: Any, tmp_path: Path) -> None:
    book = make_workbook(BUSINESS + '    2026-11-01 | B1 | "10411" | 250.00 | NOK\n')
    half = camt(entry("250.00", "2026-11-03", ref="12345678903"))
    taking.take_bank_files(book.path, [save(tmp_path, "x", half)], DAY, NOW, Answers())
    assert placed(book) == [("B1", "10411", 250), ("B1", "10411", 250)]


def test_the_command_as_data_and_by_its_exit_code(book: Any, tmp_path: Path) -> None:
    path = save(tmp_path, "x", camt(entry("500.00", "2026-11-03", ref="12345678903"), entry("3.00", "2026-11-04")))
    before = book.path.read_bytes()
    looked = book.command("payments", str(path), "--json", "--as-of", "2026-11-20")
    assert (looked.exit_code, book.path.read_bytes()) == (1, before)
    told = json.loads(looked.stdout)
    assert [row["sure"] for row in told["payments"]] == [True, False]
    assert told["payments"][0]["goes_to"] == [{"customer": "B1", "invoices": "10411", "amount": "500.00"}]
    done = book.command("payments", str(path), "--yes", "--as-of", "2026-11-20")
    assert "2 payments were written." in done.output
    assert [row["amount"] for row in book.rows("Payments")] == [500, 3]
    again = book.command("payments", str(path), "--yes", "--as-of", "2026-11-20")
    assert (again.exit_code, len(book.rows("Payments"))) == (0, 2)
    refused = book.command("payments", str(book.path), "--yes", "--as-of", "2026-11-20")
    assert (refused.exit_code, "was not used" in refused.output) == (2, True)


def test_what_was_said_of_a_list_is_remembered(book: Any, tmp_path: Path) -> None:
    """Asked once: the next list with these headers is understood, also where nobody can be asked."""
    ask = Answers()
    ask.answer = lambda question, choices: {"day": "Wann", "amount": "Wieviel", "text": "Wozu"}[
        next(word for word in ("amount", "text", "day") if word in question)
    ]
    first = save(tmp_path, "a", b"Wann;Wieviel;Wozu\n02.11.2026;250,00;Faktura 10412\n")
    assert taking.take_bank_files(book.path, [first], DAY, NOW, ask).done
    later = save(tmp_path, "b", b"Wann;Wieviel;Wozu\n05.11.2026;800,00;Faktura 10413\n")
    taking.take_bank_files(book.path, [later], DAY, NOW, Answers())
    assert placed(book) == [("B1", "10412", 250), ("B2", "10413", 800)]


def test_a_list_nobody_can_be_asked_about_is_refused_with_what_to_do(take: Take) -> None:
    found = take(b"Wann;Wieviel;Wozu\n02.11.2026;250,00;Faktura 10412\n")
    assert "without --yes" in found.rejected[0][1]


def test_one_undo_takes_everything_back(book: Any, take: Take) -> None:
    before = book.path.read_bytes()
    take(camt(entry("500.00", "2026-11-03", ref="12345678903", account="NO2650101234567"), last="2026-11-18"))
    assert book.path.read_bytes() != before
    book.command("undo")
    assert book.path.read_bytes() == before


def test_the_log_has_the_files_hash(book: Any, take: Take) -> None:
    take(camt(entry("500.00", "2026-11-03", ref="12345678903"), last="2026-11-18"))
    [row] = book.rows("Log")
    assert (row["event"], row["step"], row["amount"]) == ("bank file", "NO9386011117947", 1500)
    assert len(row["document_sha256"]) == 64


@pytest.mark.parametrize("ask", [Answers(yes=False)])
def test_nothing_is_written_without_a_yes(book: Any, take: Take, ask: Answers) -> None:
    before = book.path.read_bytes()
    found = take(camt(entry("500.00", "2026-11-03", ref="12345678903")), ask=ask)
    assert (found.done, book.path.read_bytes()) == (False, before)


def test_a_damaged_file_leaves_the_good_one_alone(book: Any, take: Take) -> None:
    good = camt(entry("500.00", "2026-11-03", ref="12345678903"))
    found = take(good[:-40], good)
    assert (len(found.rejected), placed(book)) == (1, [("B1", "10411", 500)])


def test_a_banks_text_is_never_a_formula(book: Any, take: Take) -> None:
    take(camt(entry("800.00", "2026-11-03", text='=HYPERLINK("http://x")')))
    assert not book.rows("Payments")[0]["reference"].startswith("=")


def test_a_payment_split_by_its_references(make_workbook: Any, tmp_path: Path) -> None:
    book = make_workbook(BUSINESS, iban="", account_number="5000 1112 223", currency="SEK")
    data = (Path(__file__).parent / "golden" / "camt053_v02_swedish_references.in").read_bytes()
    data = data.replace(b"50193<", b"10411<").replace(b"50194<", b"10413<")
    for _time in range(2):
        taking.take_bank_files(book.path, [save(tmp_path, "x", data)], DAY, NOW, Answers())
    assert placed(book) == [("B1", "10411", 500), ("B2", "10413", 200), (None, None, 300)]


def test_a_payment_that_goes_back_in_the_same_file(book: Any, take: Take) -> None:
    """The bank says of what bounced only the account it came from."""
    take(camt(entry("500.00", "2026-11-03", ref="12345678903", account="NO2650101234567"),
              entry("-500.00", "2026-11-05", returned="1", account="NO2650101234567")))  # fmt: skip
    assert placed(book) == [("B1", "10411", 500), ("B1", "10411", -500)]


def test_a_file_taken_in_before_leaves_the_workbook_and_its_undo_as_they_are(book: Any, take: Take) -> None:
    start = book.path.read_bytes()
    data = camt(entry("500.00", "2026-11-03", ref="12345678903"))
    take(data)
    before = book.path.read_bytes()
    assert (take(data).done, book.path.read_bytes()) == (False, before)
    book.command("undo")
    assert book.path.read_bytes() == start


def test_two_files_of_one_name_are_told_apart(book: Any, tmp_path: Path) -> None:
    paths = []
    for folder, one in (("a", entry("500.00", "2026-11-03", text="10411")), ("b", entry("1.00", "2026-11-04"))):
        (tmp_path / folder).mkdir()
        paths.append(save(tmp_path / folder, "bank.xml", camt(one)))
    found = taking.take_bank_files(book.path, paths, DAY, NOW, Answers())
    assert [row.detail for row in found.logged] == [
        "bank.xml: camt.053, 1 entries, 1 new", "b/bank.xml: camt.053, 1 entries, 1 new"
    ]  # fmt: skip
    assert len({row.document_sha256 for row in found.logged}) == 2


def test_a_pdf_beside_the_statement_in_a_zip_is_named_and_left(book: Any, take: Take) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("letter.pdf", b"%PDF-1.4")
        file.writestr("statement.xml", camt(entry("500.00", "2026-11-03", ref="12345678903")))
    found = take(made.getvalue())
    assert placed(book) == [("B1", "10411", 500)]
    assert any("letter.pdf in the zip was not used" in note for note in found.notes)


def test_a_damaged_statement_in_a_zip_stops_the_whole_zip(book: Any, take: Take) -> None:
    good = camt(entry("500.00", "2026-11-03", ref="12345678903"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("1.xml", good)
        file.writestr("2.xml", good[:-30])
    assert (len(take(made.getvalue()).rejected), placed(book)) == (1, [])


def test_a_workbook_open_in_excel_takes_nothing_in(book: Any, tmp_path: Path) -> None:
    path = save(tmp_path, "bank.xml", camt(entry("500.00", "2026-11-03", ref="12345678903")))
    lock = book.path.with_name("~$" + book.path.name)
    lock.write_bytes(b"\x05Anna " + b" " * 49 + b"\x04\0A\0n\0n\0a\0" + b"\0" * 100)
    before = book.path.read_bytes()
    done = book.command("payments", str(path), "--yes", "--as-of", "2026-11-20")
    assert (done.exit_code, "Anna has" in done.output, book.path.read_bytes()) == (2, True, before)
    assert book.command("payments", str(path), "--dry-run", "--as-of", "2026-11-20").exit_code == 0
    lock.unlink()
    assert book.command("payments", str(path), "--yes", "--as-of", "2026-11-20").exit_code == 0


class Meanwhile(Answers):
    """Somebody types into the workbook while the question is on the screen."""

    def __init__(self, types: Callable[[], object]) -> None:
        super().__init__()
        self.types = types

    def take(self, found: Any) -> bool:
        self.types()
        return True


def test_what_was_typed_while_looking_is_kept_and_what_changes_the_matching_stops_it(book: Any, tmp_path: Path) -> None:
    path = save(tmp_path, "bank.xml", camt(entry("250.00", "2026-11-04", text="10412")))
    ask = Meanwhile(lambda: book.type("Invoices", 3, "invoice_no", "10419"))
    with pytest.raises(NotDone, match="changed while you were looking"):
        taking.take_bank_files(book.path, [path], DAY, NOW, ask)
    assert placed(book) == []
    taking.take_bank_files(book.path, [path], DAY, NOW, Meanwhile(lambda: book.type("Invoices", 2, "amount", 555)))
    assert book.rows("Invoices")[0]["amount"] == 555
