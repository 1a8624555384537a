"""Lists of thousands of rows, in the forms in which public histories of payments and open items come."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ar_sheets.adopting.adopt import adopt_workbook
from ar_sheets.adopting.prompts import Unanswered, asker
from ar_sheets.adopting.session import Adopted, Wanted


def looked_at(path: Path, as_of: date, **answers: str) -> Adopted:
    """Adopt without writing; nothing but what is answered may be asked."""
    unsure = Unanswered()
    result = adopt_workbook(path, Wanted(asker(answers, unsure, quiet=True), as_of), dry_run=True)
    assert [question.name for question in unsure.questions] == []
    return result


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


@pytest.mark.parametrize("rows", [60, pytest.param(2466, marks=pytest.mark.long)])
@pytest.mark.parametrize("as_of", [date(2014, 3, 31), date(2013, 3, 31)])
def test_a_history_of_payments(rows: int, as_of: date, tmp_path: Path) -> None:
    """Days are month first, country codes are no countries, days late no amounts; what is settled later is open."""
    dice, lines, still = random.Random(rows), [], Decimal(0)
    for number in range(rows):
        issued = date(2012, 1, 3) + timedelta(days=dice.randint(0, 690))
        due, settled = issued + timedelta(days=30), issued + timedelta(days=dice.randint(0, 75))
        amount = Decimal(dice.randint(526, 12828)) / 100
        still += amount if issued <= as_of < settled else 0
        lines.append([
            dice.choice(["391", "406", "770"]), f"{1000 + number % 50}-NEVHQ", american(date(2013, 4, 6)),
            str(611365 + number * 7), american(issued), american(due), str(amount), dice.choice(["Yes", "No", "No"]),
            american(settled), "Paper", str((settled - issued).days), str(max(0, (settled - due).days)),
        ])  # fmt: skip
    head = ("countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
            "PaperlessBill,DaysToSettle,DaysLate")  # fmt: skip
    path = tmp_path / "history.csv"
    path.write_text("\n".join([head, *map(",".join, lines)]) + "\n", "utf-8")
    found = looked_at(path, as_of, Currency="USD").figures
    assert found is not None
    assert (found.customers, found.invoices) == (50, rows)
    assert found.open_amount.get("USD", Decimal(0)) == still


@pytest.mark.parametrize("rows", [60, pytest.param(9681, marks=pytest.mark.long)])
def test_open_items(rows: int, tmp_path: Path) -> None:
    """Numbers and days with decimals, two currencies, one customer under many names; isOpen 1 says open."""
    dice, lines = random.Random(rows), []
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for number in range(rows):
        posted = date(2020, 2, 27) + timedelta(days=dice.randint(0, 60))
        due = posted + timedelta(days=dice.choice([7, 15, 30]))
        currency, amount = dice.choice(["USD", "USD", "CAD"]), Decimal(dice.randint(100, 9_000_000)) / 100
        closed = number % 5 == 0
        owed[currency] += 0 if closed else amount
        who = number % 40
        lines.append([
            "U001", f"0{200_700_000 + who}", f"WAL{who} {dice.choice(['corp', 'trust', 'llc'])}",
            f"{posted + timedelta(days=3)} 00:00:00" if closed else "", "2020.0", f"{1_930_438_491 + number}.0",
            f"{posted}",
            f"{posted:%Y%m%d}", f"{posted:%Y%m%d}", f"{due:%Y%m%d}.0", currency, "RV", "1.0", "", str(amount),
            f"{posted:%Y%m%d}.0", "NAH4", f"{1_930_438_491 + number}.0" if number % 9 else "", str(int(not closed)),
        ])  # fmt: skip
    head = (
        "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,document_create_date,"
        "document_create_date.1,due_in_date,invoice_currency,document type,posting_id,area_business,total_open_amount,"
        "baseline_create_date,cust_payment_terms,invoice_id,isOpen"
    )
    path = tmp_path / "items.csv"
    path.write_text("\n".join([head, *map(",".join, lines)]) + "\n", "utf-8")
    found = looked_at(path, date(2020, 7, 1)).figures
    assert found is not None
    assert (found.customers, found.invoices) == (40, rows)
    assert dict(found.open_amount) == owed
