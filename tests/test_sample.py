"""The sample business: the committed file is current, it is plausible, and it shows what a demo must show."""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from stdnum import iban
from stdnum.no import orgnr

from ar_sheets.base.data import data_folder
from ar_sheets.cli.main import main
from ar_sheets.facts.gather import records
from ar_sheets.facts.log import first_broken
from ar_sheets.schema.columns import SHEETS, STATUSES
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book

FOLDER = data_folder("sample_data")
SAMPLE = FOLDER / "receivables.xlsx"
AS_OF = date(2026, 11, 20)

# What people mistype, and a word of the finding it must lead to.
SLIPS = {
    "an unknown profile": ("Customers", "Verein"),
    "a date as text": ("Invoices", "12.10.2026"),
    "a day that does not exist": ("Invoices", "31.11.2026"),
    "an amount as text": ("Invoices", "1.250,00 €"),
    "a number used twice": ("Invoices", "more than once"),
    "a minus without Kind": ("Invoices", "negative"),
    "due before it was written": ("Invoices", "before the invoice date"),
    "a customer nobody knows": ("Invoices", '"0099"'),
    "a payment for no invoice of ours": ("Payments", "01999"),
}


def raw(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def findings() -> list[dict[str, str]]:
    result = CliRunner().invoke(main, ["check", str(SAMPLE), "--as-of", str(AS_OF), "--json"])
    assert result.exit_code == 1, result.output
    return list(json.loads(result.stdout)["problems"])


@pytest.fixture(scope="module")
def after_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(main, ["demo", str(place)])
    assert result.exit_code == 1, result.output
    return place / "receivables.xlsx"


def test_the_committed_sample_is_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    importlib.import_module("make_sample").make(tmp_path / "again.xlsx")
    assert raw(tmp_path / "again.xlsx") == raw(SAMPLE), "run: python sample_data/make_sample.py"
    assert SAMPLE.stat().st_size < 150_000


def test_it_is_a_business_of_the_size_and_reach_that_the_readme_promises(book: Book) -> None:
    customers = [record for _, record in records(book, "Customers")]
    assert 40 <= len(customers) <= 45
    assert {c["country"] for c in customers} == {"NO", "SE", "NL", "PT", "AL", "DE", "GB"}
    assert {c["currency"] for c in customers} == {"NOK", "SEK", "EUR", "GBP", "ALL"}
    assert {c["language"] for c in customers} == {"nb", "sv", "nl", "pt", "sq", "de", "en"}
    assert {c["profile"] for c in customers} >= {"Business", "Consumer", "Public"}
    dates = [r["invoice_date"] for _, r in records(book, "Invoices") if r["invoice_date"]]
    assert 300 <= len(dates) <= 340
    assert (AS_OF - min(dates)).days > 13 * 30
    assert max(dates) <= AS_OF


def test_nothing_in_it_can_reach_a_real_person(book: Book) -> None:
    text = "\n".join(str(cell) for rows in raw(SAMPLE).values() for row in rows for cell in row)
    assert not [host for host in re.findall(r"(?:@|://)(\w[\w.-]*)", text) if not host.endswith(".example")]
    settings = {record["setting"]: record["value"] for _, record in records(book, "Settings")}
    assert iban.is_valid(settings["IBAN"])
    assert orgnr.is_valid(re.sub(r"\D", "", settings["VAT number"]))


def test_leading_zeros_and_hostile_names_are_there(book: Book) -> None:
    customers = {r["customer_id"]: r["name"] for _, r in records(book, "Customers")}
    assert customers["0042"]
    assert "=1+1" in customers["0004"]
    assert all(r["invoice_no"].startswith("0") for _, r in records(book, "Invoices"))


def test_cells_end_in_blanks_as_people_leave_them() -> None:
    cells = [cell for row in raw(SAMPLE)["Invoices"] for cell in row if isinstance(cell, str)]
    assert {"0101 ", "SEK "} <= set(cells)


@pytest.mark.parametrize(("sheet", "word"), SLIPS.values(), ids=SLIPS.keys())
def test_each_slip_is_found(findings: list[dict[str, str]], sheet: str, word: str) -> None:
    assert [f for f in findings if f["sheet"] == sheet and word in f["what"]]


def test_nothing_else_is_wrong_but_the_rate_that_no_table_has(findings: list[dict[str, str]]) -> None:
    words = [word for _, word in SLIPS.values()]
    others = [f for f in findings if not any(word in f["what"] for word in words)]
    assert [f["sheet"] for f in others] == ["Rates", "Customers", "Customers"]
    assert "interest" in others[0]["what"]
    assert "Terms accepted on" in others[1]["what"]  # the new customer from the summer market
    assert "neither an e-mail nor a postal address" in others[2]["what"]  # the same one


def entries(book: Book) -> list[LogEntry]:
    others = {"entry", "as_of", "amount", "row", "step_place", "pay_by", "told_by_detail", "as_written"}
    texts = set(LogEntry.__dataclass_fields__) - others
    return [
        LogEntry(record["entry"], amount=record["amount"], as_of=record["as_of"], **{t: record[t] or "" for t in texts})
        for _, record in records(book, "Log")
    ]


def test_the_log_is_whole_and_in_order(book: Book) -> None:
    log = entries(book)
    assert first_broken(log) is None
    assert [e.entry for e in log] == list(range(1, len(log) + 1))
    assert [e.as_of for e in log] == sorted(e.as_of for e in log)
    assert all(e.as_of < AS_OF for e in log)


def test_the_log_follows_the_plan(book: Book) -> None:
    plans = defaultdict(list)
    for _, record in records(book, "Dunning plan"):
        plans[record["plan"]].append(record)
    profiles = {r["customer_id"]: r["profile"] or "Consumer" for _, r in records(book, "Customers")}
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries(book):
        if entry.event != "compensation":
            step = next(s for s in plans[profiles[entry.customer_id]] if s["name"] == entry.step)
            made[entry.invoice_no].append({**step, "on": entry.as_of})
    for number, steps in made.items():
        assert [s["step"] for s in steps] == sorted({s["step"] for s in steps}), number
        assert all((b["on"] - a["on"]).days >= b["min_gap_days"] for a, b in pairwise(steps)), number
        kinds = [s["kind"] for s in steps]
        if "Formal notice" in kinds:
            assert sum(kind in ("Reminder", "Call", "Final reminder") for kind in kinds) >= 3


def test_a_run_shows_every_status_every_step_and_every_channel(after_run: Path) -> None:
    done = read_book(after_run.read_bytes())
    statuses = Counter(record["status"] for _, record in records(done, "Invoices"))
    assert set(statuses) == set(STATUSES) - {"Credit"}, statuses  # each credit note found its invoice
    assert statuses["Paid"] > 200
    outbox = [record for _, record in records(done, "Outbox")]
    steps = {"Courtesy reminder", "Reminder 1", "Reminder 2", "Phone call", "Final reminder", "Formal notice"}
    assert {r["step"] for r in outbox} >= steps
    assert {r["channel"] for r in outbox} >= {"Email", "Post", "Email+Post", "Phone"}
    assert 12 <= len(outbox) <= 40


def test_the_run_fills_every_sheet_that_is_ours(after_run: Path) -> None:
    done = read_book(after_run.read_bytes())
    ours = [sheet.name for sheet in SHEETS if sheet.columns and sheet.name != "Rates" and not sheet.optional]
    assert all(len(done.tables[name]) for name in ours)
