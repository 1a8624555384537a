# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Spoiled workbooks: the reader, the write-back and the whole run give a result or a sentence, and never anything else.

A second or two in the usual run; `python3 run.py test -m long tests/xlsx/test_fuzz.py` goes on for ten minutes.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import parts as parts_of
from handmade import table, worksheet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutants import outcome, workbooks

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.main import main
from ar_sheets.sharing.opened import JOB
from ar_sheets.weekly import run_week
from ar_sheets.xlsx import subprocess_reader
from ar_sheets.xlsx.diff import find_differences
from ar_sheets.xlsx.patch import SheetPatch, patch, unwritable
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.verify import verify

AS_OF, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC)
SHORT = settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=int(os.environ.get("AR_SHEETS_FUZZ", "3000")))

ROWS = (
    '<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>c</t>'
    '</is></c></row><row r="2"><c r="A2" s="1"><v>46000</v></c><c r="B2"><f>A2+1</f><v>46001</v></c><c r="C2" t="b"><v>1'
    '</v></c></row><row r="3"><c r="A3" t="str"><f t="shared" ref="A3:A4" si="0">B3&amp;"x"</f><v>x</v></c><c r="B3"/>'
    '<c r="D3" t="e"><v>#REF!</v></c></row><row r="4"><c r="A4"><f t="shared" si="0"/><v>1</v></c><c r="B4">'
    '<f t="array" ref="B4:B4">SUM(A1:A2)</f><v>3</v></c></row>'
)
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a</t></si><si><r><t>b</t></r></si></sst>'
SHEET = worksheet(
    ROWS, '<dimension ref="A1:D4"/><cols><col min="1" max="2" style="1"/></cols>',
    '<mergeCells count="1"><mergeCell ref="F5:G6"/></mergeCells><tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
)  # fmt: skip
PARTS = parts_of(SHEET, tables=[table("A1:C4", ["a", "b", "c"])], shared=SHARED)


def small() -> bytes:
    from handmade import zipped

    return zipped(PARTS)


def receivables(folder: Path) -> bytes:
    """A workbook by the contract, small so that a run over it is quick."""
    from ar_sheets.base.data import data_folder as shipped
    from ar_sheets.workbook.create import create, default_plan

    tables = {
        "Customers": [{"customer_id": "C1", "name": "Anna", "profile": "Business", "email": "a@anna.example"}],
        "Invoices": [{"invoice_no": f"10{n}", "customer_id": "C1", "invoice_date": date(2026, 9, n), "amount": 100 * n}
                     for n in range(1, 4)],
        "Payments": [{"date": date(2026, 10, 1), "customer_id": "C1", "amount": 50, "invoice_no": "101"}],
        "Dunning plan": default_plan(shipped("workbook_templates") / "dunning_plan.csv")[:6],
    }  # fmt: skip
    create(folder / "small.xlsx", tables, {"business_name": "Treverk AS", "country": "NO", "currency": "NOK"})
    return (folder / "small.xlsx").read_bytes()


def copy_for_customer(folder: Path) -> bytes:
    """What `share` makes for a customer."""
    (folder / "receivables.xlsx").write_bytes(receivables(folder))
    done = CliRunner().invoke(main, ["share", str(folder / "receivables.xlsx"), "--all", "--as-of", AS_OF.isoformat()])
    assert done.exit_code in (0, 1), done.output
    (copy,) = folder.glob("shared/*/*.xlsx")
    return copy.read_bytes()


SMALL = small()
CHANGES = [SheetPatch("S", [2, 3, 4], {2: [5, "new", None], 3: [date(2026, 1, 2), True, 1.5]}, [{0: "more", 2: 7}], 1)]


def patched(data: bytes) -> None:
    """The write-back, and everything that looks at its result."""
    unwritable(data, "S", [0, 1, 2])
    new = patch(data, CHANGES)
    verify(data, new, new, CHANGES)
    find_differences(data, new)


def opened(data: bytes) -> None:
    """A file from outside, as `replies` reads it."""
    subprocess_reader.read_apart(JOB, data)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return receivables(tmp_path_factory.mktemp("source"))


def test_the_workbooks_are_sound_before_they_are_spoiled(source: bytes, copy: bytes, tmp_path: Path) -> None:
    patched(SMALL)
    opened(copy)
    (tmp_path / "receivables.xlsx").write_bytes(source)
    assert run_week(tmp_path / "receivables.xlsx", AS_OF, NOW, dry_run=True).messages


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return copy_for_customer(tmp_path_factory.mktemp("copy"))


@SHORT
@given(workbooks([SMALL]))
def test_a_spoiled_workbook_is_patched_or_refused(data: bytes) -> None:
    outcome(lambda: patched(data), NotDone)


@SHORT
@given(data=st.data())
def test_a_spoiled_workbook_is_run_or_refused(data: st.DataObject, source: bytes, tmp_path: Path) -> None:
    path = tmp_path / "receivables.xlsx"
    path.write_bytes(data.draw(workbooks([source])))
    outcome(lambda: run_week(path, AS_OF, NOW, dry_run=True), NotDone)


@settings(SHORT, max_examples=6)
@given(data=st.data())
def test_a_spoiled_copy_is_read_or_refused(data: st.DataObject, copy: bytes) -> None:
    spoiled = data.draw(workbooks([copy]))
    outcome(lambda: opened(spoiled), Refused)


@pytest.mark.long
@LONG
@given(workbooks([SMALL]))
def test_many_spoiled_workbooks_are_patched_or_refused(data: bytes) -> None:
    outcome(lambda: patched(data), NotDone)


@pytest.mark.long
@LONG
@given(data=st.data())
def test_many_spoiled_workbooks_are_run_or_refused(data: st.DataObject, source: bytes, tmp_path: Path) -> None:
    path = tmp_path / "receivables.xlsx"
    path.write_bytes(data.draw(workbooks([source])))
    outcome(lambda: run_week(path, AS_OF, NOW, dry_run=True), NotDone)


@pytest.mark.long
@settings(LONG, max_examples=LONG.max_examples // 4)
@given(data=st.data())
def test_many_spoiled_copies_are_read_or_refused(data: st.DataObject, copy: bytes) -> None:
    spoiled = data.draw(workbooks([copy]))
    outcome(lambda: opened(spoiled), Refused)
