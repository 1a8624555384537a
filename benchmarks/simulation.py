#!/usr/bin/env python3
"""Two years of weekly runs over 5,000 invoices, and what must never happen counted: `benchmarks/simulation.py`.

A made-up business sells to some 600 customers in six countries. Each week it runs, posts what is ready, calls,
approves formal notices, types payments, disputes, promises, credit notes and holds as they come; customers pay by
their habit, and sooner after they were reminded. Everything between reading and writing the workbook is the
product's; what must never happen is watched with books of its own (watch.py). With `--mishaps` also goes wrong what
goes wrong in real offices (mishaps.py); `--seeds 200` runs so many of them, small, one after the other. Seeded: the
same years every time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bank import SETTINGS, Bank
from desk import Desk, workday
from mishaps import Mishaps
from watch import Watch

FIRST = date(2025, 10, 3)  # a Friday
COUNTRIES = {"NO": "NOK", "SE": "SEK", "NL": "EUR", "PT": "EUR", "DE": "EUR", "GB": "GBP"}
CUSTOMERS_PER_INVOICE = 0.12
# Chance that an open invoice is paid in a week: before it is due, when it is late, and in the week after a contact.
HABITS = {"prompt": (0.6, 0.8, 0.9), "slow": (0.05, 0.35, 0.5), "late": (0.01, 0.1, 0.35), "never": (0.0, 0.01, 0.04)}
CENT = Decimal("0.01")


class Year:
    """One simulated business and its year."""

    def __init__(self, invoices: int, weeks: int, seed: int, *, mishaps: bool = False) -> None:
        self.dice = random.Random(seed)
        self.desk = Desk(**SETTINGS)
        self.watch = Watch(self.desk)
        self.bank = Bank(self.desk, self.watch.books, seed)
        self.weekly = -(-invoices // weeks)
        self.count, self.most = 0, invoices
        self.habits: dict[str, str] = {}
        self.open: dict[str, Decimal] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.told: set[str] = set()  # invoices spoken of in the week before
        self.letters: Counter[str] = Counter()
        self.cash: dict[str, Decimal] = defaultdict(Decimal)
        for number in range(round(invoices * CUSTOMERS_PER_INVOICE)):
            self._customer(number)
        self.mishaps = Mishaps(self, seed) if mishaps else None

    def week(self, day: date) -> float:
        """One week, ending with the run of its Friday; the seconds the run took."""
        self._sell(day)
        if self.mishaps is not None:
            self.mishaps.week(day)
        self.bank.office()
        self._collect(day)
        self.bank.week(day)
        self._answers(day)
        began = time.perf_counter()
        week = self.watch.run(day)
        seconds = time.perf_counter() - began
        self.bank.watch(week, day)
        if day.day <= 7:  # once a month
            self.watch.again(day)
        self._office(day)
        self.told = {line.invoice_no for message in week.messages for line in message.lines}
        return seconds

    def _customer(self, number: int) -> None:
        dice, country = self.dice, self.dice.choice(list(COUNTRIES))
        profile = dice.choices(("Business", "Consumer", "Public"), (6, 3, 1))[0]
        key = f"{number:04}"
        self.habits[key] = dice.choices(list(HABITS), (55, 30, 12, 3))[0]
        self.desk.add("Customers", {
            "customer_id": key, "name": f"Customer {key}", "profile": profile, "country": country,
            "currency": COUNTRIES[country], "terms_days": dice.choice((14, 30)), "phone": "+47 00 00 00 00",
            "email": f"c{key}@customers.example" if dice.random() < 0.9 else None, "street": "Street 1", "city": "Town",
            "terms_accepted_on": date(2025, 1, 2), "credit_checked_on": date(2025, 1, 2),
        })  # fmt: skip

    def _sell(self, day: date) -> None:
        customers = self.desk.sheets["Customers"]
        for _ in range(min(self.weekly, self.most - self.count)):
            who = self.dice.choice(customers)
            dated = day - timedelta(days=self.dice.randrange(7))
            amount = Decimal(round(self.dice.lognormvariate(7, 1) * 100)) / 100
            number, due = f"{10000 + self.count}", dated + timedelta(days=who["terms_days"])
            row = {"invoice_no": number, "customer_id": who["customer_id"], "invoice_date": dated, "amount": amount,
                   "typed_due_date": due, "currency": who["currency"]}  # fmt: skip
            self.desk.add("Invoices", row)
            self.rows[number] = self.desk.sheets["Invoices"][-1]
            self.open[number] = amount
            self.count += 1

    def _collect(self, day: date) -> None:
        """Payments of the week: mostly whole, some in part, some that name no invoice."""
        for number, left in list(self.open.items()):
            row = self.rows[number]
            before, late, told = HABITS[self.habits[row["customer_id"]]]
            chance = told if number in self.told else late if day > row["typed_due_date"] else before
            if self.dice.random() < chance * (0.1 if row["dispute_reason"] else 1):
                part = (left / 2).quantize(CENT) if self.dice.random() < 0.1 else left
                self._pay(row, part, day - timedelta(days=self.dice.randrange(5)))

    def _pay(self, row: dict[str, Any], amount: Decimal, day: date) -> None:
        number, day = row["invoice_no"], max(day, row["invoice_date"])
        if self.dice.random() < 0.5:  # half of it comes through the bank's files
            self.bank.pay(row, amount, day)
        else:
            named = number if self.dice.random() < 0.92 else None
            self.desk.add("Payments", {"date": day, "customer_id": row["customer_id"], "invoice_no": named,
                                       "amount": amount, "currency": row["currency"]})  # fmt: skip
        self.cash[row["currency"]] += amount
        self.settle(number, amount)

    def settle(self, number: str, amount: Decimal) -> None:
        """So much of an invoice is paid or credited."""
        self.open[number] -= amount
        if self.open[number] <= 0:
            del self.open[number]

    def _answers(self, day: date) -> None:
        """What customers say about the letters of last week, and disputes that end with a credit note."""
        for number in sorted(self.told & self.open.keys()):
            row, luck = self.rows[number], self.dice.random()
            if luck < 0.04:
                row["dispute_reason"] = self.dice.choice(("12 arrived broken", "25.00: freight not agreed"))
            elif luck < 0.10:
                row["promise_date"] = day + timedelta(days=self.dice.randrange(3, 20))
            elif luck < 0.12:
                row["hold_until"], row["hold_reason"] = day + timedelta(days=21), "asked to wait"
            elif luck < 0.125:
                row["reply"] = "Paid already"
        phoned = {debt for (_, debt), (said, _) in self.watch.on_phone.items() if said == "disputed"}
        for number in [n for n in self.open if self.rows[n]["dispute_reason"] or self.rows[n]["_id"] in phoned]:
            if self.dice.random() < 0.25:
                self._settle_dispute(self.rows[number], day)

    def _settle_dispute(self, row: dict[str, Any], day: date) -> None:
        number, part = row["invoice_no"], (self.open[row["invoice_no"]] / 4).quantize(CENT)
        row["dispute_reason"] = "settled"
        if part > 0:
            self.desk.add("Invoices", {"invoice_no": f"C{number}-{day:%y%m%d}", "customer_id": row["customer_id"],
                                       "kind": "Credit note", "invoice_date": day, "amount": part, "po_ref": number,
                                       "currency": row["currency"]})  # fmt: skip
            self.settle(number, part)

    def _office(self, day: date) -> None:
        """What the bookkeeper does with the Outbox; the next run finds it."""
        for row in list(self.desk.pending()):
            books = self.watch.books
            kinds = {books.kinds[step] for _, step in books.letters[row["letter_id"]].lines.values() if step}
            luck = self.dice.random()
            if "Formal notice" in kinds and luck < 0.3:
                row["decision"] = self.dice.choice(("Hold", "Skip"))
                continue
            if luck > 0.95:
                continue  # forgotten until next week
            later = self.dice.randrange(4) if self.dice.random() < 0.9 else self.dice.randrange(7, 18)  # typed ahead
            row["done_on"] = workday(day + timedelta(days=later))
            self.letters[row["step"]] += 1
            if row["channel"] == "Phone":
                row["outcome"] = self.dice.choice(
                    ("reached", "no answer", f"promised {day + timedelta(days=10)}", "disputed: wrong price")
                )


def simulate(invoices: int, weeks: int, seed: int = 1, *, mishaps: bool = False) -> tuple[Year, float]:
    """The years, and the seconds all their runs took together."""
    year = Year(invoices, weeks, seed, mishaps=mishaps)
    seconds = 0.0
    for number in range(weeks):
        seconds += year.week(FIRST + timedelta(weeks=number))
        if sys.stderr.isatty():
            print(f"\rweek {number + 1} of {weeks}", end="", file=sys.stderr)
    return year, seconds


def run_seeds(invoices: int, weeks: int, seeds: range) -> int:
    """One line for each seed, and what must never happen in it; 1 when there was any."""
    wrong = 0
    for seed in seeds:
        year, seconds = simulate(invoices, weeks, seed, mishaps=True)
        violations = [*year.watch.violations, *year.bank.violations]
        wrong += bool(violations)
        print(f"seed {seed}: {len(violations)} violations, {seconds:.0f} s of runs", flush=True)
        for violation in violations[:5]:
            print(f"  {violation}", flush=True)
    print(f"{wrong} of {len(seeds)} seeds with violations")
    return 1 if wrong else 0


def main() -> int:
    """Prints the year as a table; 1 when something happened that must never happen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, default=5000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mishaps", action="store_true", help="what goes wrong in offices goes wrong")
    parser.add_argument("--seeds", type=int, help="so many seeds with mishaps, from --seed on")
    asked = parser.parse_args()
    if asked.seeds:
        return run_seeds(asked.invoices, asked.weeks, range(asked.seed, asked.seed + asked.seeds))
    year, seconds = simulate(asked.invoices, asked.weeks, asked.seed, mishaps=asked.mishaps)
    print(f"{asked.weeks} weekly runs over {year.count:,} invoices, {seconds / asked.weeks:.2f} s each\n")
    print("| step | sent, posted or called |\n|---|---:|")
    for step, count in year.letters.most_common():
        print(f"| {step} | {count:,} |")
    print("\n| currency | cash collected | still open |\n|---|---:|---:|")
    for currency in sorted(year.cash):
        left = sum((amount for n, amount in year.open.items() if year.rows[n]["currency"] == currency), Decimal(0))
        print(f"| {currency} | {year.cash[currency]:,.2f} | {left:,.2f} |")
    print(f"\nfrom the bank: {len(year.bank.transfers):,} payments; " + ", ".join(
        f"{count:,} by {how}" for how, count in year.bank.hows.most_common()))  # fmt: skip
    violations = [*year.watch.violations, *year.bank.violations]
    print(f"\nviolations: {len(violations)}")
    for violation in violations[:20]:
        print(f"  {violation}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
