"""How fast the weekly run is, beside openpyxl and pandas on the same workbook.

    python benchmarks/bench.py make 10000 file.xlsx     a workbook of 10,000 invoices, always the same one
    python benchmarks/bench.py run 1000 10000 100000    measures, and prints a table of the medians and ratios

`run` compares, each in a process of its own and each on a fresh copy of the same file:
  ar-sheets   the whole `ar-sheets run`: read, check, compute, write back, letters with PDF, review page
  openpyxl    load_workbook and save; nothing is computed
  pandas      read_excel of all sheets and to_excel; nothing is computed, and formats and formulas are lost
The tools take turns, so that a slow minute of the machine hits them all. Linux and macOS only.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

Row = dict[str, Any]

AS_OF = date(2026, 11, 20)
COMPLETE = date(2026, 11, 19)
FIRST = date(2025, 1, 2)

COUNTRIES = {  # country: currency, language, city, share
    "NO": ("NOK", "nb", "Bergen", 50),
    "SE": ("SEK", "sv", "Malmö", 12),
    "NL": ("EUR", "nl", "Utrecht", 12),
    "DE": ("EUR", "de", "Bremen", 12),
    "PT": ("EUR", "pt", "Braga", 8),
    "GB": ("GBP", "en", "Leeds", 6),
}
FIRSTS = ("Ågot", "Besa", "Jürgen", "Inês", "Maarten", "Siv", "Owen", "Çela", "Tove", "Rui")
TRADES = ("Bakeri", "Bygg", "Consulting", "Design", "Elektro", "Frukt", "Handel", "Maskin", "Transport", "VVS")
WORK = ("Delivery, week 14", "Service agreement", "Repair of the lift", "Consulting, 12 hours", "Spare parts", "Rent")

RUNS = {
    "ar-sheets": ["-m", "ar_sheets", "run", "FILE", "--as-of", AS_OF.isoformat()],
    "openpyxl": ["-c", "import sys, openpyxl as o\nf = sys.argv[1]\no.load_workbook(f).save(f)", "FILE"],
    "pandas": [
        "-c",
        "import sys, pandas as p\nf = sys.argv[1]\nsheets = p.read_excel(f, sheet_name=None)\n"
        "with p.ExcelWriter(f) as out:\n    for name, sheet in sheets.items():\n"
        "        sheet.to_excel(out, sheet_name=name, index=False)",
        "FILE",
    ],
}


# The workbook


def make(count: int, file: Path) -> None:
    """Writes a workbook of `count` invoices: the same count gives the same content."""
    from ar_sheets.base.data import data_folder
    from ar_sheets.workbook.create import create, default_plan

    dice = random.Random(count)
    customers = [customer(dice, number) for number in range(max(3, count // 25))]
    invoices = [invoice(dice, number, dice.choice(customers)) for number in range(count)]
    paid = sorted((row for bill in invoices for row in payments(dice, bill)), key=lambda row: row["date"])
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    tables = {
        "Customers": customers,
        "Invoices": invoices,
        "Payments": paid,
        "Dunning plan": plan,
        "Log": past_contacts(dice, customers, invoices, paid, plan),
    }
    settings = {
        "business_name": "Fjord & Søn AS", "street": "Strandgata 1", "postcode": "0150", "city": "Oslo",
        "country": "NO", "email_from": "post@fjord.example", "phone": "+47 22 00 00 00", "signatory": "Åse Fjord",
        "iban": "NO9386011117947", "bic": "DNBANOKK", "currency": "NOK", "language": "nb",
        "payments_complete_until": COMPLETE,
    }  # fmt: skip
    create(file, tables, settings)


def customer(dice: random.Random, number: int) -> dict[str, Any]:
    """A customer: mostly firms, some people and public bodies, with an address of the country they are in."""
    country = dice.choices(list(COUNTRIES), [share for *_, share in COUNTRIES.values()])[0]
    currency, language, city, _ = COUNTRIES[country]
    return {
        "customer_id": f"{number + 1:05}",
        "name": f"{dice.choice(FIRSTS)} {dice.choice(TRADES)} {number + 1}",
        "profile": dice.choices(("Business", "Consumer", "Public"), (75, 20, 5))[0],
        "email": f"faktura{number + 1}@kunde.example",
        "street": f"Gate {number % 90 + 1}",
        "postcode": f"{dice.randrange(1000, 9999)}",
        "city": city,
        "country": country,
        "language": language,
        "currency": currency,
        "terms_days": dice.choice((14, 14, 30)),
    }


def invoice(dice: random.Random, number: int, who: dict[str, Any]) -> dict[str, Any]:
    """An invoice on a day before the as-of date."""
    day = FIRST + timedelta(days=dice.randrange((AS_OF - FIRST).days))
    return {
        "invoice_no": f"{20000 + number}",
        "customer_id": who["customer_id"],
        "invoice_date": day,
        "typed_due_date": day + timedelta(days=who["terms_days"]),
        "currency": who["currency"],
        "amount": Decimal(round(dice.lognormvariate(8, 1) * 100)) / 100,
        "description": dice.choice(WORK),
    }


def payments(dice: random.Random, bill: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """1.5 payments an invoice on average; one in eight of those due lately is open still, and few of the old ones."""
    left = bill["amount"]
    unpaid = dice.random() < (1 / 8 if (AS_OF - bill["typed_due_date"]).days < 45 else 1 / 400)
    parts = dice.choice((0, 1)) if unpaid else dice.choice((1, 1, 2, 2, 2))
    for part in range(parts):
        day = bill["typed_due_date"] + timedelta(days=dice.randrange(-8, 6) + 5 * part)
        if day > COMPLETE:
            return
        last = part + 1 == parts and not unpaid
        amount = left if last else (left / 2).quantize(Decimal("0.01"))
        left -= amount
        yield {
            "date": day,
            "customer_id": bill["customer_id"],
            "invoice_no": bill["invoice_no"],
            "amount": amount,
            "currency": bill["currency"],
            "method": "Bank",
            "reference": f"Faktura {bill['invoice_no']}",
        }


def past_contacts(
    dice: random.Random, customers: list[Row], invoices: list[Row], paid: list[Row], plan: list[Row]
) -> list[Row]:
    """The last reminder of each overdue invoice, made within the last two weeks: this is not the first run."""
    from ar_sheets.facts.log import sealed
    from ar_sheets.schema.model import LogEntry

    profiles = {who["customer_id"]: who["profile"] for who in customers}
    received: dict[str, Decimal] = defaultdict(Decimal)
    for row in paid:
        received[row["invoice_no"]] += row["amount"]
    entries = []
    for bill in invoices:
        ago = dice.randrange(1, 14)
        late = (AS_OF - bill["typed_due_date"]).days - ago
        reached = [s["name"] for s in plan if s["plan"] == profiles[bill["customer_id"]] and 0 < s["days"] <= late]
        if reached and received[bill["invoice_no"]] < bill["amount"]:
            day = AS_OF - timedelta(days=ago)
            entries.append(LogEntry(0, f"{day} 09:00:00", day, "sent", bill["customer_id"], bill["invoice_no"],
                                    reached[-1], None, bill["currency"], "last contact"))  # fmt: skip
    entries.sort(key=lambda entry: entry.as_of)
    return [{key: value for key, value in asdict(entry).items() if key != "row"} for entry in sealed(entries)]


# The measurement


@dataclass(frozen=True)
class Reading:
    """One process: seconds from start to end, most memory it held at once in MB."""

    seconds: float
    megabytes: float


def measure(tool: str, source: Path) -> Reading:
    """Runs a tool on a copy of `source` in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(source, folder))
        command = [sys.executable, *(str(file) if part == "FILE" else part for part in RUNS[tool])]
        with (Path(folder) / "said.txt").open("wb") as said:
            began = time.perf_counter()
            child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, used = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode > (1 if tool == "ar-sheets" else 0):  # 1: done, and some rows need a person
            sys.exit(f"{tool} failed:\n" + (Path(folder) / "said.txt").read_text("utf-8", "replace")[-2000:])
    unit = 1 if sys.platform == "darwin" else 1024
    return Reading(seconds, used.ru_maxrss * unit / 1e6)


def compare(count: int, repeats: int) -> dict[str, Reading]:
    """The medians of each tool at this size. This process stays small: a child begins with its parent's memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "receivables.xlsx"
        subprocess.run([sys.executable, __file__, "make", str(count), file], check=True)
        print(f"{count} invoices, {file.stat().st_size / 1e6:.1f} MB", file=sys.stderr)
        readings: dict[str, list[Reading]] = {tool: [] for tool in RUNS}
        for turn in range(repeats):
            tools = list(RUNS) if turn % 2 == 0 else list(reversed(RUNS))
            for tool in tools:
                readings[tool].append(measure(tool, file))
                print(f"  {tool:10} {readings[tool][-1].seconds:7.2f} s", file=sys.stderr)
    return {
        tool: Reading(median(r.seconds for r in some), median(r.megabytes for r in some))
        for tool, some in readings.items()
    }


def report(counts: list[int], repeats: int) -> None:
    """Prints the table: for each size and tool the medians, and how many times ar-sheets' they are."""
    print(
        f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in ('openpyxl', 'pandas'))}"
    )
    print(f"Median of {repeats}; 'x' is how many times what ar-sheets needs.\n")
    print("| invoices | tool | seconds | x | peak MB | x |\n|---:|---|---:|---:|---:|---:|")
    for count in counts:
        medians = compare(count, repeats)
        ours = medians["ar-sheets"]
        for tool, reading in medians.items():
            times, memory = reading.seconds / ours.seconds, reading.megabytes / ours.megabytes
            cells = f"{count:,} | {tool} | {reading.seconds:.2f} | {times:.2f} | {reading.megabytes:.0f} | {memory:.2f}"
            print(f"| {cells} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make the workbook")
    making.add_argument("count", type=int)
    making.add_argument("file", type=Path)
    running = commands.add_parser("run", help="measure")
    running.add_argument("counts", type=int, nargs="+")
    running.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    if asked.command == "make":
        make(asked.count, asked.file)
    else:
        report(asked.counts, asked.repeats)


if __name__ == "__main__":
    main()
