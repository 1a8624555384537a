"""All that people write into a cell for e-mail addresses: every good one is found, and what is none is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.base.email_addresses import SEPARATOR, BadAddress, find_addresses, one_address, told_addresses


@pytest.mark.parametrize(
    ("cell", "good"),
    [
        ("a@x.example", ["a@x.example"]),
        ("a@x.example; b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example,b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example\nb@x.example\r\nc@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("a@x.example b@x.example", ["a@x.example", "b@x.example"]),
        ("Kari Nordmann <kari@x.example>", ["kari@x.example"]),
        ('"Nordmann, Kari" <kari@x.example>; Bo <bo@x.example>', ["kari@x.example", "bo@x.example"]),
        ("Nordmann, Kari <kari@x.example>", ["kari@x.example"]),
        ("<kari@x.example>", ["kari@x.example"]),
        ("mailto:kari@x.example", ["kari@x.example"]),
        ("MailTo:kari@x.example?subject=Faktura", ["kari@x.example"]),
        ("a@x.example; A@X.example", ["a@x.example"]),  # twice the same
        ("a@x.example;", ["a@x.example"]),
        ("o'neil@x.example", ["o'neil@x.example"]),
        ("", []),
        (" ; ,\n", []),
    ],
)
def test_every_address_of_a_cell_is_found(cell: str, good: list[str]) -> None:
    found = find_addresses(cell)
    assert (list(found.good), found.faults) == (good, ())


@pytest.mark.parametrize(
    ("cell", "good", "named"),
    [  # what is mistyped is said as it was typed; the good ones beside it are still known
        ("x@y,example", [], "x@y,example"),
        ("a@x.example; x@y,example", ["a@x.example"], "x@y,example"),
        ("a@x.example; kari", ["a@x.example"], "kari"),
        ("kari", [], "kari"),
        ("a@x", [], "a@x"),
        ("a@x..example", [], "a@x..example"),
        ("a.@x.example", [], "a.@x.example"),
        ("a@-x.example", [], "a@-x.example"),
        ("a b@x.example", [], "a b@x.example"),
        ('"Kari <a@x.example>', [], '"Kari <a@x.example>'),
        ("a@xn--zzzzzz99.example", [], "a@xn--zzzzzz99.example"),  # no domain is spelt so
        (f"{'a' * 65}@x.example", [], "a" * 65),
        (f"a@{'b' * 64}.example", [], "b" * 64),
    ],
)
def test_what_is_no_address_is_said(cell: str, good: list[str], named: str) -> None:
    found = find_addresses(cell)
    assert list(found.good) == good
    assert len(found.faults) == 1
    assert named in found.faults[0]


@pytest.mark.parametrize(
    ("cell", "domain"),
    [  # IDNA 2008: ß is a letter of its own
        ("a@faß.example", "xn--fa-hia.example"),
        ("a@fass.example", "fass.example"),
        ("a@blåbær.example", "xn--blbr-roah.example"),
        ("a@Shop.Example", "shop.example"),
    ],
)
def test_a_domain_goes_out_as_mail_servers_know_it(cell: str, domain: str) -> None:
    assert one_address(cell).domain == domain


@pytest.mark.parametrize("length", [63, 64])
def test_the_longest_name_before_the_at(length: int) -> None:
    assert find_addresses(f"{'a' * length}@x.example").faults == ()


LOCAL = st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?", fullmatch=True)
ADDRESSES = st.lists(st.builds("{}@{}.example".format, LOCAL, LOCAL), min_size=1, max_size=5, unique=True)


@given(ADDRESSES, st.sampled_from(["; ", ";", ",", ", ", "\n", "\r\n", " "]))
def test_any_list_is_read_and_told_and_read_again(addresses: list[str], separator: str) -> None:
    found = find_addresses(separator.join(addresses))
    assert list(found.good) == addresses
    assert told_addresses(SEPARATOR.join(found.good)) == found.good


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_and_what_is_found_can_be_mailed(text: str) -> None:
    for address in find_addresses(text).good:
        try:
            assert one_address(address).addr_spec
        except BadAddress as fault:
            raise AssertionError(address) from fault
