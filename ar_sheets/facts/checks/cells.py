"""What the checks of several sheets say alike of a cell: it is empty, or names a customer there is not."""

from __future__ import annotations

from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book


def check_needed(book: Book, sheet: str, row: int, table: Table, position: int, keys: tuple[str, ...]) -> None:
    """Note the cells of a row that may not be empty, and are."""
    for key in keys:
        if table.columns[key][position] is None and key not in book.bad.get((sheet, row), {}):
            name = key.replace("_", " ").capitalize().replace("Customer id", "Customer ID")
            book.report(sheet, row, key, f"{name} is empty", "Fill it in; until then this row is left out.")


def nearest_customer(customer_id: str, facts: Facts, sheet: str) -> str:
    """What to do about a customer ID that is not in the sheet Customers, `sheet` being what it is called."""
    bare = customer_id.casefold().lstrip("0")
    for key, customer in facts.customers.items():
        if key.lstrip("0") == bare:
            return f"Did you mean {customer.customer_id}? Type it exactly like that, or add {customer_id} to {sheet}."
    return f"Type an ID that is in {sheet}, or add the customer there."
