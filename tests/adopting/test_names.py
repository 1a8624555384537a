"""A customer whose name serves as the ID is named once."""

from __future__ import annotations

import pytest

from ar_sheets.schema.model import Customer


@pytest.mark.parametrize(
    ("customer", "called", "number"),
    [(("K1", "Garage Jansen"), "Garage Jansen (K1)", "K1"), (("garage jansen", "Garage Jansen"), "Garage Jansen", "")],
)
def test_a_customer_is_named_once(customer: tuple[str, str], called: str, number: str) -> None:
    one = Customer(customer_id=customer[0], name=customer[1])
    assert (one.called, one.number) == (called, number)
