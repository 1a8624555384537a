"""`invoices-in` as its user meets it: each invoice once, whose it is never a guess, nothing overwritten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from golden_invoices import INVOICE_GOLDEN

from ar_sheets.cli.desktop import invoice_files
from ar_sheets.cli.desktop.invoice_files import take_in_invoices
from ar_sheets.cli.main import main
from ar_sheets.dunning.assess import look
from ar_sheets.invoices import taking
from ar_sheets.invoices.offers import invoice_offers
from ar_sheets.invoices.weighing import (
    DELETED,
    OTHER_VALUES,
    OTHER_YEAR,
    TAKE,
    THERE,
    IncomingInvoice,
    IncomingInvoices,
    Key,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
BUSINESS = """
    Customers
    Customer ID | Name | Profile | Email | VAT / org no | Postcode
    K1 | Kunde AS | Business | faktura@kunde.example | NO 987 654 325 MVA | 0155
    B2 | Berg Bygg AS | Business | c@berg.example | |

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Due date | Currency | Amount

    Payments
    Date | Customer ID | Invoice no | Amount | Currency | Reference
"""
EHF = "ubl_ehf_prepaid_rounding_kid"
GONE = "invoice_no customer_id invoice_date typed_due_date currency amount description kind po_ref".split()  # noqa: SIM905


OTHER_NUMBER = ((b"NO987654325MVA", b"NO111222333MVA"), (b"987654325", b"111222333"))


def golden(name: str) -> bytes:
    return (INVOICE_GOLDEN / f"{name}.in").read_bytes()


@dataclass
class Answers:
    """A person who says the same to every question."""

    yes: bool = True
    asked: int = 0

    def take(self, found: IncomingInvoices) -> bool:
        return self.yes

    def choose(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        self.asked += 1
        return {row.key for row in rows}

    hold = choose


class Sure(Answers):
    """As --yes: only what is sure; holds are set."""

    def choose(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        return set()

    def hold(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        return {row.key for row in rows}


Take = Callable[..., IncomingInvoices]


@pytest.fixture
def book(make_workbook: Callable[..., Any]) -> Any:
    return make_workbook(BUSINESS, vat_number="NO999888777MVA")


@pytest.fixture
def take(book: Any, tmp_path: Path) -> Take:
    count = iter(range(1000))

    def taken(*data: bytes, ask: Any = None, of: Any = None) -> IncomingInvoices:
        folder = tmp_path / f"files{next(count)}"
        folder.mkdir()
        for number, one in enumerate(data):
            (folder / f"{number}.xml").write_bytes(one)
        return taking.take_invoices((of or book).path, [folder], DAY, NOW, Answers() if ask is None else ask)

    return taken


def test_the_row_says_what_is_to_be_paid_and_how_it_came_about(book: Any, take: Take) -> None:
    found = take(golden(EHF), ask=Sure())
    [row] = book.rows("Invoices")
    assert (row["invoice_no"], row["customer_id"], row["kind"], row["amount"]) == ("2026-0042", "K1", "Invoice", 802)
    assert (row["invoice_date"], row["typed_due_date"], row["currency"]) == (date(2026, 3, 2), date(2026, 3, 22), "NOK")
    assert row["description"] == "total 1801.78, 1000.00 already paid, rounding 0.22"
    assert row["po_ref"] == "KID 2345676, PO-77"
    assert (found.done, found.written, book.rows("Payments")) == (True, 1, [])


def test_twice_is_once(book: Any, take: Take) -> None:
    take(golden(EHF))
    before = book.path.read_bytes()
    again = take(golden(EHF), golden("ubl_in_sbdh_envelope"))
    assert [row.verdict for row in again.rows] == [THERE, THERE]
    assert book.path.read_bytes() == before


def test_the_same_in_two_files_of_one_time_is_one_row(book: Any, take: Take) -> None:
    take(golden(EHF), golden("ubl_in_sbdh_envelope"))
    assert len(book.rows("Invoices")) == 1


@pytest.mark.parametrize(
    ("old", "new"), [(b">802.00<", b">803.00<"), (b">NOK<", b">SEK<"), (b">2026-03-02<", b">2026-03-03<")]
)
def test_the_same_number_with_other_values_is_told_and_nothing_overwritten(
    book: Any, take: Take, old: bytes, new: bytes
) -> None:
    take(golden(EHF))
    before = {sheet: book.rows(sheet) for sheet in ("Customers", "Invoices", "Payments")}
    [row] = take(golden(EHF).replace(old, new)).rows
    assert row.verdict == OTHER_VALUES
    assert "row 2 has 802" in row.reason
    assert {sheet: book.rows(sheet) for sheet in before} == before


def test_what_contradicts_is_told_by_check_until_the_amounts_agree(book: Any, take: Take) -> None:
    take(golden(EHF))
    other = golden(EHF).replace(b">802.00<", b">803.00<")
    assert take(other).contradictions_kept == 1
    logged = len(book.rows("Log"))
    assert take(other).contradictions_kept == 0
    assert len(book.rows("Log")) == logged
    said = " ".join(book.command("check", "--as-of", "2026-11-20").output.split())
    assert "0.xml has 2026-0042 with 803" in said
    book.type("Invoices", 2, "amount", 803)
    assert "0.xml has" not in book.command("check", "--as-of", "2026-11-20").output


def test_what_contradicts_is_told_no_more_when_a_person_says_the_row_is_right(book: Any, take: Take) -> None:
    take(golden(EHF))
    take(golden(EHF).replace(b">802.00<", b">803.00<"))
    said = book.command("confirm-log", "--as-of", "2026-11-20", "--yes")
    assert said.exit_code == 0, said.output
    assert "0.xml has" not in book.command("check", "--as-of", "2026-11-20").output
    assert "nothing to confirm" in book.command("confirm-log", "--as-of", "2026-11-20", "--yes").output


def test_numbers_that_begin_anew_each_year_are_asked_once(make_workbook: Callable[..., Any], take: Take) -> None:
    rows = BUSINESS.replace(
        "| Amount\n", '| Amount\n    "2026-0042" | B2 | | 2025-03-02 | 2025-03-20 | NOK | 500.00\n', 1
    )
    book = make_workbook(rows, vat_number="NO999888777MVA")
    assert [row.verdict for row in take(golden(EHF), ask=Sure(), of=book).rows] == [OTHER_YEAR]
    assert len(book.rows("Invoices")) == 1
    take(golden(EHF), of=book)
    assert [row["customer_id"] for row in book.rows("Invoices")] == ["B2", "K1"]
    assert [row["value"] for row in book.rows("Settings") if row["setting"] == "Numbering"] == ["yearly"]
    assert [row.verdict for row in take(golden(EHF), of=book).rows] == [THERE]
    assert "used more than once" not in book.command("check", "--as-of", "2026-11-20").output


def test_a_number_taken_in_another_year_for_another_customer_was_not_deleted(
    make_workbook: Callable[..., Any], take: Take
) -> None:
    book = make_workbook(BUSINESS, vat_number="NO999888777MVA", numbering="yearly")
    new = golden(EHF).replace(b">2026-03-02<", b">2025-03-02<")
    take(new, of=book)
    for old, other in OTHER_NUMBER:
        new = new.replace(old, other)
    newer = new.replace(b"Kunde AS", b"Ny AS").replace(b">2025-03-02<", b">2026-03-02<")
    assert [row.verdict for row in take(newer, of=book).rows] == [TAKE]
    assert [row["customer_id"] for row in book.rows("Invoices")] == ["K1", "NY"]
    for key in GONE:
        book.type("Invoices", 3, key, None)
    assert [row.verdict for row in take(newer, ask=Sure(), of=book).rows] == [DELETED]


def test_a_number_of_two_years_of_one_customer_stays_a_question(make_workbook: Callable[..., Any], take: Take) -> None:
    rows = BUSINESS.replace(
        "| Amount\n", '| Amount\n    "2026-0042" | K1 | | 2025-03-02 | 2025-03-20 | NOK | 500.00\n', 1
    )
    book = make_workbook(rows, vat_number="NO999888777MVA", numbering="yearly")
    assert [row.verdict for row in take(golden(EHF), of=book).rows] == [OTHER_VALUES]
    assert len(book.rows("Invoices")) == 1


def test_money_that_names_a_number_of_two_customers_is_nobodys(make_workbook: Callable[..., Any]) -> None:
    rows = BUSINESS.replace("| Amount\n", """| Amount
    "7" | K1 | | 2025-03-02 | 2025-03-20 | NOK | 500.00
    "7" | B2 | | 2026-03-02 | 2026-03-20 | NOK | 500.00
""", 1).replace("| Reference\n", "| Reference\n    2026-04-01 | | 7 | 500.00 | NOK |\n")  # fmt: skip
    book = make_workbook(rows, vat_number="NO999888777MVA", numbering="yearly")
    said = " ".join(book.command("check", "--as-of", "2026-11-20").output.split())
    assert "there for several customers" in said
    assert "used more than once" not in said


def test_two_files_that_contradict_write_neither(book: Any, take: Take) -> None:
    found = take(golden(EHF), golden(EHF).replace(b">802.00<", b">803.00<"))
    assert {row.verdict for row in found.rows} == {OTHER_VALUES}
    assert book.rows("Invoices") == []


def test_a_deleted_row_does_not_come_back_by_itself(book: Any, take: Take) -> None:
    take(golden(EHF))
    for key in GONE:
        book.type("Invoices", 2, key, None)
    [row] = take(golden(EHF), ask=Sure()).rows
    assert row.verdict == DELETED
    assert book.rows("Invoices") == []
    take(golden(EHF), ask=Answers())
    assert [one["invoice_no"] for one in book.rows("Invoices")] == ["2026-0042"]


def test_an_invoice_and_its_credit_note_of_one_number_live_side_by_side(book: Any, take: Take) -> None:
    take(golden(EHF), golden("ubl_creditnote_same_number"))
    rows = [(row["kind"], row["amount"], row["po_ref"]) for row in book.rows("Invoices")]
    assert sorted(rows) == [("Credit note", 125, "2026-0042"), ("Invoice", 802, "KID 2345676, PO-77")]
    result = book.data("2026-11-20")
    assert "used more than once" not in str(result)
    book.run("2026-11-20")
    assert {(row["kind"], row["open_amount"]) for row in book.rows("Invoices")} == {
        ("Invoice", 677),
        ("Credit note", 0),
    }


def test_a_payment_goes_to_the_invoice_not_to_its_credit_note(make_workbook: Any) -> None:
    book = make_workbook(BUSINESS.replace("""Currency | Amount
""", """Currency | Amount
    "7" | K1 | Invoice | 2026-09-01 | 2026-09-15 | NOK | 500.00
    "7" | K1 | Credit note | 2026-10-20 | | NOK | 100.00
""").replace("Currency | Reference\n", "Currency | Reference\n    2026-10-01 | K1 | 7 | 400.00 | NOK |\n"))  # fmt: skip
    book.run("2026-11-20")
    assert [(row["kind"], row["paid"], row["open_amount"]) for row in book.rows("Invoices")] == [
        ("Invoice", 400, 0), ("Credit note", 0, 0),
    ]  # fmt: skip


def test_a_step_made_for_an_invoice_stands_when_its_credit_note_has_its_number(make_workbook: Any) -> None:
    """The credit note's later day must not make the invoice's letters those of an older invoice."""
    text = BUSINESS.replace(
        "Currency | Amount\n", 'Currency | Amount\n    "7" | K1 | Invoice | 2026-09-01 | 2026-09-15 | NOK | 500.00\n'
    )
    alone = make_workbook(
        text
        + """
    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step
    1 | 2026-10-01 | 2026-10-01 | sent | K1 | 7 | Reminder
"""
    )
    alone.run("2026-11-20")
    before = alone.invoice("7")["last_step"]
    assert before == "Reminder"
    row = next(iter(alone.rows("Invoices")))
    assert row["last_step_date"] == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cii_minimum_payable_is_less", "not your invoice"),
        ("ubl_proforma", ""),
    ],
)
def test_what_is_not_ours_or_not_owed_is_left_out(book: Any, take: Take, name: str, says: str) -> None:
    found = take(golden(name))
    assert book.rows("Invoices") == []
    assert says in "".join(why for _name, why in found.rejected)
    assert bool(found.rejected) == bool(says)


def test_without_a_number_in_settings_nobody_is_taken_for_the_seller(make_workbook: Any, take: Take) -> None:
    bare = make_workbook(BUSINESS)
    found = take(golden(EHF), of=bare)
    assert "type your VAT number" in found.rejected[0][1]


@pytest.mark.parametrize(
    ("change", "customer", "sure", "how"),
    [
        ([], "K1", True, "VAT / org no"),
        ([*OTHER_NUMBER, (b"faktura@kunde.example", b"c@berg.example")],
         "B2", False, "e-mail"),
        ([*OTHER_NUMBER, (b"Kunde AS", b"Berg Bygg"),
          (b"faktura@kunde.example", b"x@y.example")], "B2", False, "name and postcode"),
        ([*OTHER_NUMBER, (b"faktura@kunde.example", b"x@y.example")],
         "", False, "new customer"),
        ([*OTHER_NUMBER], "", False, "new customer"),
    ],
)  # fmt: skip
def test_whose_it_is(take: Take, change: list[tuple[bytes, bytes]], customer: str, sure: bool, how: str) -> None:
    """The number is sure; e-mail or name are proposed, never against the number."""
    data = golden(EHF)
    for old, new in change:
        data = data.replace(old, new)
    [row] = take(data, ask=Answers(yes=False)).rows
    assert (row.match.customer_id, row.match.sure, row.match.how) == (customer, sure, how)


def test_two_candidates_are_never_chosen_between(make_workbook: Any, take: Take) -> None:
    two = make_workbook(BUSINESS.replace("c@berg.example | |", "c@berg.example | 987654325 |"), vat_number="999888777")
    [row] = take(golden(EHF), of=two).rows
    assert (row.verdict, row.match.candidates) == ("no customer", ("B2", "K1"))
    assert two.rows("Invoices") == []


def test_a_new_customer_comes_with_what_the_file_says(book: Any, take: Take) -> None:
    data = golden(EHF).replace(b"987654325", b"111222333").replace(b"Kunde AS", b"Ny Kunde AS").replace(
        b"faktura@kunde.example", b"ny@kunde.example")  # fmt: skip
    assert take(data, ask=Sure()).written == 0
    assert take(data).customers_added == 1
    new = book.rows("Customers")[-1]
    assert (new["customer_id"], new["name"], new["profile"], new["email"]) == (
        "NY",
        "Ny Kunde AS",
        "Business",
        "ny@kunde.example",
    )
    assert (new["street"], new["postcode"], new["city"], new["vat_org_no"]) == (
        "Storgata 3",
        "0155",
        "Oslo",
        "NO111222333MVA",
    )
    assert book.invoice("2026-0042")["customer_id"] == "NY"
    assert [row.match.sure for row in take(data.replace(b"2026-0042", b"2026-0043"), ask=Sure()).rows] == [True]


def test_a_confirmed_customer_is_known_by_number_next_time(book: Any, take: Take) -> None:
    data = golden(EHF).replace(b"987654325", b"111222333").replace(b"faktura@kunde.example", b"c@berg.example")
    take(data)
    assert book.rows("Customers")[1]["vat_org_no"] == "NO111222333MVA"
    [row] = take(data.replace(b"2026-0042", b"2026-0043"), ask=Sure()).rows
    assert (row.match.customer_id, row.match.sure) == ("B2", True)


def test_a_pulled_invoice_is_on_hold(book: Any, take: Take) -> None:
    take(golden("ubl_direct_debit_nothing_else"), ask=Sure())
    row = book.invoice("2026-0042")
    assert (row["hold_until"], row["hold_reason"]) == (date(2026, 12, 4), "pulled by direct debit or card")


def test_a_discount_is_kept_for_the_invoice_and_wins_over_the_customers(book: Any, take: Take) -> None:
    take(golden("ubl_be_discount_day_two_tax_totals").replace(b"USD", b"NOK"))
    row = book.invoice("V01/00007")
    assert (row["discount_percent"], row["discount_until"]) == (2, date(2026, 3, 10))
    for key, value in (("discount_percent", 50), ("discount_days", 300)):
        book.type("Customers", 2, key, value)
    paid = {
        "date": date(2026, 3, 10),
        "customer_id": "K1",
        "invoice_no": "V01/00007",
        "amount": 474.32,
        "currency": "NOK",
    }
    for key, value in paid.items():
        book.type("Payments", 2, key, value)
    book.run("2026-11-20")
    row = book.invoice("V01/00007")
    assert (row["paid"], row["credited"], row["open_amount"]) == (Decimal("474.32"), Decimal("9.68"), 0)


def test_odd_ones_wait_for_a_person(book: Any, take: Take) -> None:
    for name in ("ubl_creditnote_below_zero", "ubl_paid_in_advance_beyond_total"):
        [row] = take(golden(name), ask=Sure()).rows
        assert (row.verdict, row.sure) == (TAKE, False)
        assert row.question
    assert book.rows("Invoices") == []
    take(golden("ubl_paid_in_advance_beyond_total"))
    assert [(row["kind"], row["amount"]) for row in book.rows("Invoices")] == [("Credit note", Decimal("225.14"))]


def test_instalments_become_a_payment_plan_after_a_question(make_workbook: Any, take: Take) -> None:
    spanish = make_workbook(BUSINESS, country="ES", currency="EUR", vat_number="ESB23103039")
    take(golden("facturae_series_withheld_instalments"), of=spanish)
    plans = [(row["plan_no"], row["due_date"], row["amount"]) for row in spanish.rows("Payment plans")]
    assert plans == [("A/000123", date(2026, 4, 2), 2000), ("A/000123", date(2026, 5, 2), Decimal("2480.62"))]
    rows = {row["invoice_no"]: (row["kind"], row["amount"], row["po_ref"]) for row in spanish.rows("Invoices")}
    assert rows == {"A/000123": ("Invoice", Decimal("4480.62"), None), "R7": ("Credit note", 50, "000120")}


def test_saf_t_brings_invoices_customers_and_receipts(make_workbook: Any, take: Take) -> None:
    own = make_workbook(BUSINESS, country="PT", currency="EUR", vat_number="PT599999993")
    found = take(golden("saft_pt_all_kinds"), of=own)
    assert [row["invoice_no"] for row in own.rows("Invoices")] == ["FT 2026/1", "FT 2026/2", "NC 2026/1"]
    assert own.rows("Customers")[-1]["customer_id"] == "C1"
    [paid] = own.rows("Payments")
    assert (paid["customer_id"], paid["invoice_no"], paid["amount"]) == ("C1", "FT 2026/1", 1050)
    assert len(found.notes) == 2
    again = take(golden("saft_pt_all_kinds"), of=own)
    assert (again.receipts, len(own.rows("Payments"))) == ([], 1)


def test_a_ledger_is_only_compared(make_workbook: Any, take: Take) -> None:
    row = '"7" | K1 | | 2026-09-01 | 2026-09-15 | NOK | 265000.00'
    own = make_workbook(
        BUSINESS.replace("Currency | Amount\n", f"Currency | Amount\n    {row}\n"), vat_number="999888777"
    )
    before = own.path.read_bytes()
    found = take(golden("ledger_saft_no"), of=own)
    told = [(one.balance.name, one.customer_id, one.balance.balance, one.ours) for one in found.compared]
    assert told == [("Kunde AS", "K1", 265500, 265000), ("Grossist AS", "", -140000, None)]
    assert own.path.read_bytes() == before


def test_one_undo_takes_everything_back(book: Any, take: Take) -> None:
    before = book.path.read_bytes()
    take(
        golden(EHF).replace(b"987654325", b"111222333"),
        golden("ubl_direct_debit_nothing_else").replace(b"2026-0042", b"9"),
    )
    assert book.path.read_bytes() != before
    book.command("undo")
    assert book.path.read_bytes() == before


def test_the_log_remembers_number_and_file(book: Any, take: Take) -> None:
    take(golden(EHF))
    [row] = book.rows("Log")
    assert (row["event"], row["invoice_no"], row["step"], row["amount"]) == (
        "invoice taken in",
        "2026-0042",
        "Invoice",
        802,
    )
    assert len(row["document_sha256"]) == 64


def test_nothing_is_written_without_a_yes(book: Any, take: Take) -> None:
    before = book.path.read_bytes()
    assert not take(golden(EHF), ask=Answers(yes=False)).done
    assert book.path.read_bytes() == before


def test_a_files_text_is_never_a_formula(book: Any, take: Take) -> None:
    data = golden(EHF).replace(b"Kunde AS", b'=HYPERLINK("http://x")').replace(b"987654325", b"111222333")
    take(data.replace(b"faktura@kunde.example", b"z@z.example").replace(b"PO-77", b"=1+1"))
    assert not str(book.rows("Customers")[-1]["name"]).startswith("=")


def test_the_command(book: Any, tmp_path: Path) -> None:
    (tmp_path / "e.xml").write_bytes(golden(EHF))
    (tmp_path / "order.xml").write_bytes(b"<Order/>")
    files = (str(tmp_path / "e.xml"), str(tmp_path / "order.xml"), "--as-of", "2026-11-20")
    shown = book.command("invoices-in", *files, "--dry-run")
    assert (shown.exit_code, book.rows("Invoices")) == (1, [])
    assert "2026-0042" in shown.output
    assert "an order" in shown.output
    assert book.command("invoices-in", *files, "--yes").exit_code == 1
    assert len(book.rows("Invoices")) == 1
    assert '"verdict": "there already"' in book.command("invoices-in", *files, "--json").stdout
    run = book.command("run", "--as-of", "2026-11-20")
    assert run.exit_code in (0, 1)
    second = book.path.read_bytes()
    book.command("run", "--as-of", "2026-11-20")
    assert book.path.read_bytes() == second


@pytest.mark.parametrize("command", ["run", "adopt", "check"])
@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("e.xml", golden(EHF), "ar-sheets invoices-in"),
        ("e.se", golden("sie4_dimensions_8_and_10"), "ar-sheets invoices-in"),
        ("b.xml", b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>',
         "ar-sheets payments"),
    ],
)  # fmt: skip
def test_an_invoice_file_given_as_a_workbook_is_told_which_command_takes_it(
    tmp_path: Path, command: str, name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(main, [command, str(tmp_path / name)])
    assert (result.exit_code, says in result.output) == (2, True), result.output
    assert (tmp_path / name).read_bytes() == data


def test_the_menu_offers_own_invoices_that_were_not_taken_in(book: Any, tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "invoices-in"
    folder.mkdir()
    (folder / "own.xml").write_bytes(golden(EHF))
    (folder / "another's.xml").write_bytes(golden("cii_minimum_payable_is_less"))
    (folder / "order.xml").write_bytes(b"<Order/>")
    done: list[tuple[str, ...]] = []
    answers = iter(["a"])
    monkeypatch.setattr(invoice_files, "find_folder", lambda name: None)
    monkeypatch.setattr(invoice_files, "ask", lambda question: next(answers))
    take_in_invoices(book.path, lambda *words: done.append(words))
    assert done == [("invoices-in", str(book.path), "--", str(folder / "own.xml"))]
    taking.take_invoices(book.path, [folder], DAY, NOW, Answers())
    facts = look(book.path.read_bytes())[1]
    assert invoice_offers([folder], facts.settings, frozenset()) != []
    assert invoice_offers([folder], facts.settings, frozenset(e.document_sha256 for e in facts.log)) == []
