"""What belongs to another customer is found in a letter; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Workbook
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.dunning.assess import look
from ar_sheets.facts.other_customers import Others, common_words, index

TABLE = """
    Customers
    Customer ID | Name | Email | CC | Street | City | Postcode
    "1" | Anna Hansen | anna@kunde.example | | Storgata 5 | Bergen | "5001"
    "2" | Bo AS | bo@kunde.example; Per <per@kunde.example> | regnskap@felles.example | Kirkeveien 12 B | Oslo | "0042"
    "0042" | Fjord & Fjell AS | post@fjord.example | regnskap@felles.example | Storgata 5 | Bergen | "5003"
    K-77 | Bergen | bergen@kunde.example | | Torget | Voss | "5700"
    "12345678" | =1+1 Ltd | e@kunde.example | | | Oslo | "0150"
    "6" | Bo | b@kunde.example | | | Oslo | "0151"
    "7" | Anna Hansen | anna@kunde.example | | | Oslo | "0151"
    "8" | Open | o@kunde.example | | | Oslo | "0151"
    "9" | Will | w@kunde.example | | | Oslo | "0151"
    "10" | Nordlys | n@kunde.example | | | Oslo | "0151"
    "11" | Kind Regards Ltd | k@kunde.example | | | Oslo | "0151"
    "12" | 2026 | y@kunde.example | | | Oslo | "0151"

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Description | PO / ref
    "14" | "1" | 2026-10-01 | 100 | Chairs, as Fjord & Fjell AS has them | 2026-PO-9
    "15" | "1" | 2026-10-01 | 100 | As for Nordlys | X
    "2026" | "2" | 2026-10-01 | 100 | |
    INV-2026/001 | "2" | 2026-10-01 | 100 | |
    "20311" | "0042" | 2026-10-01 | 100 | |
    "3" | K-77 | 2026-10-01 | 100 | |
    "7" | "1" | 2026-10-01 | 100 | |
"""

FOR_SVEA = "Invoice 14 of 1 October 2026\nCustomer number: 1\nPay within 14 days: 1 250,00 kr to 8601 11 17947. "
CASES = [  # text of a letter to customer 1, what in it belongs to others
    ("", []),
    ("Anna Hansen, anna@kunde.example, Bergen, Storgata 5", []),  # her own; her town is also a name
    ("Dear Kind Regards Ltd,", ["kind regards ltd"]),
    ("Kind regards\nTreverk AS", []),
    ("Ask Bo AS.", ["bo as"]),
    ("Wir bo in Bergen", []),  # a name too short to tell from a word
    ("5 Kirkeveien 12 B, Oslo", ["kirkeveien 12 b"]),
    ("Kirkeveien 12 BC", []),
    ("Torget, Voss", []),  # a street without a number is a word
    ("Invoices 14, 20311 and 3 of 2026, customer 0042, INV-2026/001", []),  # numbers: only where a field prints one
    ("on 3 December 2026, 12 invoices, 00", []),
    ("copy to regnskap@felles.example", ["regnskap@felles.example"]),
    ("write to per@kunde.example.", ["per@kunde.example"]),
    ("write to us: post@treverk.example", []),
    ("=1+1 Ltd", ["=1+1 ltd"]),
    ("Open: 1 250,00. We will call you. Open your bank", []),  # words of our letters
    ("Hello Nordlys,", []),  # a name that is one word, and stands in her own invoice
    ("as Fjord & Fjell AS has them", []),  # it stands in her own invoice
]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Others:
    from conftest import SETTINGS, tables_of

    from ar_sheets.workbook.create import create

    path = tmp_path_factory.mktemp("others") / "receivables.xlsx"
    create(path, tables_of(TABLE), SETTINGS)
    return index(*look(path.read_bytes()))


def test_what_belongs_to_others_is_found(others: Others) -> None:
    found = {text: others.found(FOR_SVEA + text, "1") for text, _ in CASES}
    assert found == dict(CASES)


def test_a_name_of_one_word_is_found_where_it_is_no_word(others: Others) -> None:
    assert others.found("Hello Nordlys,", "2") == ["nordlys"]
    assert others.found("Hello Nordlys,", "2", words=frozenset({"nordlys"})) == []  # the owner's wording uses it
    assert others.found("Dear Kind Regards Ltd,", "2", words=frozenset({"kind", "regards", "ltd"})) != []


def test_an_address_two_customers_share_is_no_strangers(others: Others) -> None:
    assert others.found("regnskap@felles.example", "0042") == []
    assert others.found("regnskap@felles.example", "2") == []
    assert others.found("Storgata 5", "0042") == others.found("Storgata 5", "1") == []
    assert others.found("Storgata 5", "2") == ["storgata 5"]


def test_what_the_owner_wrote_in_an_invoice_excuses_no_name_where_it_is_strict(others: Others) -> None:
    assert others.found("as Fjord & Fjell AS has them", "1", strict=True) == ["fjord & fjell as"]
    assert others.found("As for Nordlys", "1", strict=True) == []
    assert others.found("Anna Hansen, anna@kunde.example, Bergen", "1", strict=True) == []


@pytest.mark.parametrize(
    ("printed", "whose"),
    [
        (["1", "14", "15"], []),
        (["2"], ["2"]),  # another customer's ID
        (["14", "20311"], ["20311"]),
        (["7"], []),  # an ID of one, and the number of an invoice of hers
        (["100", "100-0", "2026-PO-9"], []),  # nobody's
        (["inv-2026/001 "], ["inv-2026/001"]),
    ],
)
def test_a_number_counts_where_a_field_prints_it(others: Others, printed: list[str], whose: list[str]) -> None:
    assert others.numbers(printed, "1") == whose


@given(st.text(alphabet="0123456789 .,/-", max_size=60))
def test_no_figures_ever_hold_a_letter_back(others: Others, text: str) -> None:
    assert others.found(text, "1") == []
    assert others.found(text, "1", strict=True) == []


def test_words_that_no_name_is_made_of() -> None:
    assert {"open", "paid", "will", "bank", "may", "portugal", "mai", "offen"} <= common_words()
    assert "nordlys" not in common_words()


def test_accounts_are_found_however_they_are_parted() -> None:
    others = Others()
    others.accounts["86011117947"].add("2")
    for text in ("to 8601 11 17947.", "to 8601.11.17947", "86011117947"):
        assert others._accounts(text.casefold(), "1") == ["86011117947"]
        assert others._accounts(text.casefold(), "2") == []
    assert others._accounts("to 8601 11 17948", "1") == []


def test_a_business_that_numbers_from_one_blocks_nobody(make_workbook: Callable[..., Workbook]) -> None:
    """Customers 1 to 12 called as words are, and invoices 1 to 12 crosswise: no letter names anybody else."""
    names = ["Open", "Paid", "Will", "Bank", "Due", "May", "Total", "Norge", "Faktura", "Reminder", "Date", "Day"]
    rows = "\n".join(f'"{n}" | {name} | Business | c{n}@kunde.example' for n, name in enumerate(names, 1))
    bills = "\n".join(f'"{n}" | "{13 - n}" | 2026-10-20 | 2026-11-03 | {n * 100}' for n in range(1, 13))
    book = make_workbook(
        f"Customers\nCustomer ID | Name | Profile | Email\n{rows}\n\n"
        f"Invoices\nInvoice no | Customer ID | Invoice date | Due date | Amount\n{bills}"
    )
    book.run("2026-11-20")
    assert [row["why"] for row in book.rows("Outbox")] == [None] * 12
    done = book.command("send", "--as-of", "2026-11-20", "--to-folder", "--yes")
    assert len(list((book.path.parent / "batches" / "2026-11-20" / "eml").glob("*.eml"))) == 12, done.output
    shared = book.command("share", "--as-of", "2026-11-20")
    assert len(list((book.path.parent / "shared").glob("*/*.xlsx"))) == 12, shared.output
