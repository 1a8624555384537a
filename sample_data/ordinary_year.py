"""The ordinary trade of the sample business: invoices over fourteen months, mostly paid, by each customer's habit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from trade import Bill, Receipt, working_day

FIRST_DAY, LAST_DAY = date(2025, 9, 22), date(2026, 11, 18)
PER_NOK = {"NOK": 1.0, "SEK": 0.97, "EUR": 0.086, "GBP": 0.075, "ALL": 8.4}
DAYS_LATE = {"prompt": (-6, 3), "discount": (-4, 2), "slow": (2, 18), "late": (16, 45)}
INVOICE_WORD = {"nb": "Faktura", "sv": "Faktura", "nl": "Factuur", "pt": "Fatura", "sq": "Fatura", "de": "Rechnung",
                "en": "Invoice"}  # fmt: skip
GOODS = (  # what, price in NOK without VAT, least and most pieces
    ("Wooden whales", 95, 20, 120), ("Pull-along otters", 135, 12, 60), ("Building blocks, boxes", 210, 10, 60),
    ("Marble runs", 420, 5, 30), ("Toy trains", 360, 8, 40), ("Children's stools", 540, 4, 24),
    ("Reading nook shelves", 2450, 1, 8), ("Peg boards", 780, 2, 16), ("Doll's house furniture, sets", 310, 6, 40),
    ("Abacuses", 260, 6, 40), ("Balance boards", 690, 3, 20), ("Display plinths", 1380, 1, 12),
    ("Coat racks", 450, 4, 24), ("Puzzles, sea animals", 165, 12, 80),
)  # fmt: skip
FOR_HOMES = (("Bunk bed", 8900), ("Step stool with name", 690), ("Play kitchen", 3200), ("High chair", 2450),
             ("Toy chest", 1850), ("Bookshelf for children", 2100))  # fmt: skip


def ordinary(customers: Sequence[dict[str, str]], last_payment_day: date) -> tuple[list[Bill], list[Receipt]]:
    """The invoices of a year and the payments for them up to a day."""
    chance = random.Random(20261120)
    bills = [bill for customer in customers for bill in _bills(customer, chance)]
    receipts = [receipt for bill in bills for receipt in _receipts(bill, chance)]
    return bills, [receipt for receipt in receipts if receipt.date <= last_payment_day]


def _bills(customer: dict[str, str], chance: random.Random) -> Iterator[Bill]:
    count = round(int(customer["Per year"]) * 14 / 12)
    step = ((LAST_DAY - FIRST_DAY).days - 4) / count
    for number in range(count):
        day = working_day(FIRST_DAY + timedelta(days=int(step * (number + chance.random()))))
        what, amount = _goods(customer, chance)
        texts = {"Customer ID": customer["Customer ID"], "Invoice date": day.isoformat(), "Amount": str(amount),
                 "Description": what}  # fmt: skip
        if chance.random() < 0.85:
            texts["Currency"] = customer["Currency"]
        if customer["Profile"] != "Consumer" and chance.random() < 0.4:
            texts["PO / ref"] = f"{customer['City'][:2].upper()}-{chance.randrange(1000, 9999)}"
        yield Bill(texts, day, amount, customer, label=f"{customer['Customer ID']}-{number}")


def _goods(customer: dict[str, str], chance: random.Random) -> tuple[str, Decimal]:
    if customer["Profile"] == "Consumer":
        what, price = FOR_HOMES[chance.randrange(len(FOR_HOMES))]
        pieces = 1
    else:
        name, price, least, most = GOODS[chance.randrange(len(GOODS))]
        pieces = chance.randrange(least, most + 1)
        what = f"{name}, {pieces} pcs"
    with_vat = 1.25 if customer["Country"] == "NO" else 1.0
    each = Decimal(round(price * PER_NOK[customer["Currency"]] * with_vat * 20)) / 20
    return what, (each * pieces).quantize(Decimal("0.01"))


def _receipts(bill: Bill, chance: random.Random) -> Iterator[Receipt]:
    """How the customer pays: mostly at once and by their habit, sometimes in two parts or for less discount."""
    least, most = DAYS_LATE[bill.customer["Habit"]]
    day = bill.due + timedelta(days=chance.randrange(least, most + 1))
    luck = chance.random()
    if bill.customer["Habit"] == "discount" and luck < 0.6:
        early = bill.dated + timedelta(days=chance.randrange(4, 9))
        yield _receipt(bill, early, (bill.amount * Decimal("0.98")).quantize(Decimal("0.01")), chance)
    elif luck < 0.06:
        first = (bill.amount / 2).quantize(Decimal(1))
        yield _receipt(bill, day, first, chance)
        yield _receipt(bill, day + timedelta(days=chance.randrange(10, 25)), bill.amount - first, chance)
    else:
        yield _receipt(bill, day, bill.amount, chance)


def _receipt(bill: Bill, day: date, amount: Decimal, chance: random.Random) -> Receipt:
    customer = bill.customer
    number = f"{{{bill.label}}}"
    texts = {"Customer ID": customer["Customer ID"] if chance.random() < 0.9 else "", "Invoice no": number,
             "Currency": customer["Currency"], "Method": "Bank", "Note": "",
             "Reference": f"{INVOICE_WORD[customer['Language']]} {number}"}  # fmt: skip
    if customer["Country"] == "NO" and chance.random() < 0.08:
        texts |= {"Customer ID": customer["Customer ID"], "Invoice no": "", "Reference": customer["Name"]}
    return Receipt(working_day(day), amount, texts)
