"""What belongs to another customer is found in a letter; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Workbook

from ar_sheets.dunning.assess import look
from ar_sheets.facts.other_customers import Others, index

TABLE = """
    Customers
    Customer ID | Name | Email | CC | City | Postcode
    "1" | Anna Hansen | anna@kunde.example | | Bergen | "5001"
    "2" | Bo AS | bo@kunde.example | regnskap@felles.example | Oslo | "0042"
    "0042" | Fjord & Fjell AS | post@fjord.example | regnskap@felles.example | Bergen | "5003"
    K-77 | Bergen | bergen@kunde.example | | Voss | "5700"
    "12345678" | =1+1 Ltd | e@kunde.example | | Oslo | "0150"
    "6" | Bo | b@kunde.example | | Oslo | "0151"
    "7" | Anna Hansen | anna@kunde.example | | Oslo | "0151"
    AB | Svea Snickeri | svea@kunde.example | | Oslo | "0151"

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Description | PO / ref
    "14" | "1" | 2026-10-01 | 100 | Chairs, as K-77 has them | 2026-PO-9
    "2026" | "2" | 2026-10-01 | 100 | |
    INV-2026/001 | "2" | 2026-10-01 | 100 | |
    "20311" | "0042" | 2026-10-01 | 100 | |
    "20312" | K-77 | 2026-10-01 | 100 | |
    "86011" | "6" | 2026-10-01 | 100 | |
"""

FOR_ANNA = "Invoice 14 of 1 October 2026\nCustomer number: 1\nPay within 14 days: 1 250,00 kr to 8601 11 17947. "
CASES = [  # text of a letter to customer 1, what in it belongs to others
    ("", []),
    ("Anna Hansen, anna@kunde.example, Bergen", []),  # her own; her town is also a name
    ("Dear Fjord & Fjell AS,", ["fjord & fjell as"]),
    ("Dear FJORD &\nFJELL AS,", ["fjord & fjell as"]),
    ("Fjord og Fjell", []),
    ("Ask Bo AS.", ["bo as"]),
    ("Bygg AB", []),  # an id that is a word
    ("Customer number: AB", ["ab"]),
    ("Wir bo in Bergen", []),  # a name too short to tell from a word
    ("Invoice 20311", ["20311"]),
    ("Invoices 14, 20311 and 20312", ["20311", "20312"]),
    ("120311 and 203110 and 20311.50 and 1.20311", []),  # parts of other numbers
    ("INV-2026/001", ["inv-2026/001"]),
    ("inv-2026/0012", []),
    ("Invoice 2026", ["2026"]),
    ("on 3 December 2026", []),  # a year
    ("Customer number: 0042", ["0042"]),
    ("0042 Oslo", []),  # a postcode
    ("2 invoices, 12 days", []),
    ("Invoice 2", ["2"]),
    ("copy to regnskap@felles.example", ["regnskap@felles.example"]),
    ("write to bo@kunde.example.", ["bo@kunde.example"]),
    ("write to us: post@treverk.example", []),
    ("as K-77 has them", []),  # it stands in her own invoice
    ("12345678", ["12345678"]),
    ("=1+1 Ltd", ["=1+1 ltd"]),
    ("to 86011117947", []),
    ("to 86011 117947", []),  # the beginning of our own account number
]


@pytest.fixture
def others(make_workbook: Callable[..., Workbook]) -> Others:
    path = make_workbook(TABLE, account_number="86011117947").path
    return index(*look(path.read_bytes()))


def test_what_belongs_to_others_is_found(others: Others) -> None:
    found = {text: others.found(FOR_ANNA + text, "1") for text, _ in CASES}
    assert found == dict(CASES)


def test_an_address_two_customers_share_is_no_strangers(others: Others) -> None:
    assert others.found("regnskap@felles.example", "0042") == []
    assert others.found("regnskap@felles.example", "2") == []


def test_a_cell_with_nothing_but_somebody_elses_short_id_is_found(others: Others) -> None:
    assert others.alone(["2", " AB ", "14", "5001", "99", "12345678", "Bygg AB"], "1") == ["2", "ab"]
    assert others.alone(["2"], "2") == []


def test_what_the_owner_wrote_in_an_invoice_excuses_nothing_where_it_is_strict(others: Others) -> None:
    assert others.found("as K-77 has them", "1", strict=True) == ["k-77"]
    assert others.found("Anna Hansen, anna@kunde.example, Bergen", "1", strict=True) == []
