"""Makes the sample business: `python sample_data/make_sample.py` writes sample_data/receivables.xlsx.

Trehvalen Verksted (the Wooden Whale Workshop) makes toys and furniture in Norway and sells them in seven
countries. It, its customers and all that happens to them are invented. customers.csv, special_invoices.csv,
special_payments.csv and payment_plans.csv hold what was invented by hand, typing errors included; {labels}
in them stand for invoice numbers. Everything else comes from a seeded generator, so each run makes the same file.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ordinary_year import ordinary
from past_letters import past_letters
from trade import Bill, Receipt, settle

from ar_sheets.base.data import data_folder
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PAYMENT_PLANS, PAYMENTS, Sheet
from ar_sheets.workbook.create import create, default_plan

HERE = Path(__file__).parent
LAST_PAYMENT_DAY = date(2026, 11, 19)
FIRST_NUMBER = 701

SETTINGS: dict[str, object] = {
    "business_name": "Trehvalen Verksted AS", "street": "Høvelsponveien 7", "postcode": "5999", "city": "Sponvik",
    "country": "NO", "vat_number": "NO 310 000 000 MVA", "phone": "+47 00 00 10 00",
    "email_from": "faktura@trehvalen.example", "reply_to": "post@trehvalen.example",
    "website": "https://trehvalen.example", "signatory": "Solveig Kvistad", "bank_name": "Sponvik Sparebank",
    "iban": "NO93 8601 1117 947", "bic": "SPVKNO2BXXX", "account_number": "8601 11 17947",
    "payment_link": "https://pay.trehvalen.example/{invoice_no}", "payment_methods": "Vipps 000000",
    "currency": "NOK", "language": "en", "minimum_to_dun": Decimal(10), "payments_complete_until": LAST_PAYMENT_DAY,
}  # fmt: skip


def make(path: Path) -> None:
    """Write the sample workbook to `path`."""
    customers = read("customers.csv")
    specials = [special(row, customers) for row in read("special_invoices.csv")]
    year, receipts = ordinary([row for row in customers if row["Per year"] != "0"], LAST_PAYMENT_DAY)
    bills = numbered(specials + year)
    numbers = {bill.label: bill.number for bill in bills if bill.label}
    receipts += [receipt(row) for row in read("special_payments.csv")]
    receipts = sorted((replace(r, texts=named(r.texts, numbers)) for r in receipts), key=lambda r: r.date)
    settle(bills, receipts)
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    tables = {
        "Customers": [cells(CUSTOMERS, row) for row in customers],
        "Invoices": [cells(INVOICES, {**named(bill.texts, numbers), "Invoice no": bill.number}) for bill in bills],
        "Payments": [{**cells(PAYMENTS, r.texts), "date": r.date, "amount": r.amount} for r in receipts],
        "Payment plans": [cells(PAYMENT_PLANS, named(row, numbers)) for row in read("payment_plans.csv")],
        "Dunning plan": plan,
        "Log": past_letters(bills, plan),
    }
    create(path, tables, SETTINGS)


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV files beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def special(row: dict[str, str], customers: list[dict[str, str]]) -> Bill:
    """An invoice of special_invoices.csv. One that has a day in Entered on is there for its typing error."""
    owner = next((c for c in customers if c["Customer ID"] == row["Customer ID"].strip()), {})
    row = {**row, "Currency": row["Currency"] or owner.get("Currency", "")}
    if row["Entered on"] or not owner:
        return Bill(row, date.fromisoformat(row["Entered on"]), Decimal(0), owner, label=row["Label"])
    return Bill(row, date.fromisoformat(row["Invoice date"]), Decimal(row["Amount"]), owner, label=row["Label"])


def numbered(bills: list[Bill]) -> list[Bill]:
    """The invoices in order of date with running numbers; two with one label get one number, as if typed twice."""
    bills = sorted(bills, key=lambda bill: bill.dated)
    given: dict[str, str] = {}
    for bill in bills:
        bill.number = given.get(bill.label) or f"{FIRST_NUMBER + len(given):05}"
        given[bill.label or bill.number] = bill.number
    return bills


def named(row: dict[str, str], numbers: dict[str, str]) -> dict[str, str]:
    """The row with the number of the invoice in place of each {label}."""
    return {key: text.format_map(numbers) if "{" in text else text for key, text in row.items()}


def receipt(row: dict[str, str]) -> Receipt:
    """A payment of special_payments.csv."""
    return Receipt(date.fromisoformat(row["Date"]), Decimal(row["Amount"]), row)


def cells(sheet: Sheet, row: dict[str, str]) -> dict[str, object]:
    """A row by column key; texts that are a good date or number of their column become one, others stay text."""
    return {c.key: cell(row[c.header], c.type) for c in sheet.columns if row.get(c.header)}


def cell(text: str, type: str) -> object:
    """A date, number or text as an owner would have typed it."""
    try:
        if type == "date":
            return date.fromisoformat(text)
        if type in ("money", "percent", "int"):
            return Decimal(text)
    except (ValueError, ArithmeticError):
        pass
    return text


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "receivables.xlsx")
