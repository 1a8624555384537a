"""The workbook template and `create`: what an owner who opens it sees and can type."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineWorkbook

from ar_sheets.base.data import data_folder
from ar_sheets.base.text import column_letter
from ar_sheets.schema.columns import (
    BUCKETS,
    CUSTOMERS,
    INVOICES,
    LANGUAGES,
    PROFILES,
    SETTING_ROWS,
    SHEETS,
    STATUSES,
    Sheet,
    usual,
)
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.start_page import BLOCKS

TEMPLATE = data_folder("workbook_templates") / "receivables.xlsx"
PLAN = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
TABLES = [usual(sheet) for sheet in SHEETS if sheet.columns and not sheet.optional]


@pytest.fixture(scope="module")
def template() -> Any:
    return openpyxl.load_workbook(TEMPLATE)


def appearance(path: Path) -> dict[str, object]:
    """What a workbook shows: cells with formats and notes, column formats, tables, drop-downs, chips, print set-up."""
    seen: dict[str, object] = {}
    for page in openpyxl.load_workbook(path):
        for row in page.iter_rows():
            for cell in row:
                seen[f"{page.title}!{cell.coordinate}"] = (cell.value, cell.data_type, style(cell), cell.comment and
                                                           cell.comment.text)  # fmt: skip
        seen[f"{page.title} columns"] = [(k, d.width, style(d)) for k, d in sorted(page.column_dimensions.items())]
        seen[f"{page.title} tables"] = {t.displayName: t.ref for t in page.tables.values()}
        typing = page.data_validations.dataValidation
        seen[f"{page.title} checks"] = [(str(check.sqref), check.type, check.formula1) for check in typing]
        seen[f"{page.title} chips"] = {str(r.sqref): [x.formula for x in r.rules] for r in page.conditional_formatting}
        seen[f"{page.title} view"] = (page.freeze_panes, page.page_setup.orientation, page.print_title_rows)
    return seen


def style(cell: Any) -> tuple[str, str, str]:
    return cell.number_format, cell.fill.fgColor.rgb, cell.font.color.rgb if cell.font.color else ""


def made(tmp_path: Path, tables: dict[str, list[dict[str, object]]], **settings: object) -> Path:
    create(tmp_path / "new.xlsx", tables, settings)
    return tmp_path / "new.xlsx"


def test_the_committed_template_is_what_the_command_makes(tmp_path: Path) -> None:
    again = made(tmp_path, {"Dunning plan": PLAN})
    assert appearance(again) == appearance(TEMPLATE), "run: python -m ar_sheets.workbook.create"


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_each_sheet_is_a_table_with_the_headers_of_the_contract(template: Any, sheet: Sheet) -> None:
    page = template[sheet.name]
    (table,) = page.tables.values()
    assert [cell.value for cell in page[1]] == [c.header for c in sheet.columns] == table.column_names
    assert table.ref.startswith("A1:")
    assert table.autoFilter is not None
    assert page.freeze_panes.endswith("2"), "the headers stay in sight"
    assert page.print_title_rows == "$1:$1"
    for cell, column in zip(page[1], sheet.columns, strict=True):
        assert cell.comment.text.startswith(column.help)


def test_sheets_are_in_order_and_start_comes_first(template: Any) -> None:
    assert template.sheetnames == [sheet.name for sheet in SHEETS if not sheet.optional]
    assert template.active.title == "Start"
    assert not any(page.merged_cells.ranges or page.sheet_state != "visible" for page in template)


@pytest.mark.parametrize(
    ("sheet", "key", "format"),
    [
        (INVOICES, "invoice_no", "@"),
        (INVOICES, "invoice_date", "yyyy-mm-dd"),
        (INVOICES, "amount", "#,##0.00"),
        (INVOICES, "po_ref", "@"),
        (INVOICES, "days_overdue", "0"),
        (INVOICES, "open_amount", '#,##0.00;-#,##0.00;"–"'),
        (CUSTOMERS, "phone", "@"),
        (CUSTOMERS, "postcode", "@"),
        (CUSTOMERS, "discount_percent", "0.00"),
    ],
)
def test_a_row_typed_below_the_table_has_the_right_format(template: Any, sheet: Sheet, key: str, format: str) -> None:
    place = sheet.columns.index(sheet.column(key)) + 1
    (group,) = [g for g in template[sheet.name].column_dimensions.values() if g.min <= place <= g.max]
    assert group.number_format == format


def checks(page: Any, letter: str, row: int) -> list[Any]:
    return [c for c in page.data_validations.dataValidation if f"{letter}{row}" in c.sqref]


def test_settings_have_their_defaults_and_drop_downs(template: Any) -> None:
    page = template["Settings"]
    for row, setting in enumerate([setting for setting in SETTING_ROWS if not setting.optional], 2):
        assert page.cell(row, 1).value == setting.name
        default = None if setting.default == "" else setting.default
        assert page.cell(row, 2).value == default
        found = [c.formula1 for c in checks(page, "B", row)]
        if setting.choices:
            assert found == [f'"{",".join(setting.choices)}"']
        (guard,) = checks(page, "A", row)
        assert (guard.type, guard.formula1, guard.errorStyle) == ("custom", "FALSE", None), "the name stays as it is"


def test_every_status_and_bucket_has_a_chip(template: Any) -> None:
    for key, words in (("status", STATUSES), ("bucket", BUCKETS)):
        letter = column_letter(INVOICES.columns.index(INVOICES.column(key)))
        ruled = {
            rule.formula[0].split('"')[1]
            for area in template["Invoices"].conditional_formatting
            if f"{letter}2" in area.sqref
            for rule in area.rules
        }
        assert ruled == set(words)


def test_each_kind_of_value_is_written_as_what_it_is(tmp_path: Path) -> None:
    row = {"invoice_no": "0042", "invoice_date": date(2026, 2, 28), "typed_due_date": "31.11.2026",
           "amount": Decimal("1250.05"), "description": "=1+1", "po_ref": " 7 ", "internal_note": "",
           "currency": None}  # fmt: skip
    path = made(tmp_path, {"Invoices": [row], "Dunning plan": [{"step": 2, "approval": True, "stop_supply": False}]})
    invoice = dict(zip([c.key for c in usual(INVOICES).columns], raw(path, "Invoices")[1], strict=True))
    assert invoice["invoice_no"] == "0042"
    assert invoice["invoice_date"] == date(2026, 2, 28)
    assert invoice["typed_due_date"] == "31.11.2026"
    assert invoice["amount"] == 1250.05
    assert invoice["description"] == "=1+1", "a text is never made a formula"
    assert invoice["po_ref"] == " 7 "
    assert invoice["internal_note"] == invoice["currency"] == ""
    step = raw(path, "Dunning plan")[1]
    assert [step[1], step[11], step[12]] == [2, "yes", "no"]


def raw(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


# Excel itself cannot hold a control character, and a surrogate is no character.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=50))
def test_any_text_comes_back_as_it_was(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = made(tmp_path_factory.mktemp("text"), {"Invoices": [{"invoice_no": text} for text in texts]})
    assert [row[0] for row in raw(path, "Invoices")[1:]] == texts


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for path in (first, second):
        create(path, {"Dunning plan": PLAN}, {"business_name": "Ærlig & Søn"})
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("tables", "values", "name"),
    [
        ({"Invoces": []}, {}, "Invoces"),
        ({"Invoices": [{"number": "1"}]}, {}, "number"),
        ({}, {"busines_name": "x"}, "busines_name"),
    ],
)
def test_names_outside_the_contract_are_refused(
    tmp_path: Path, tables: dict[str, Any], values: dict[str, Any], name: str
) -> None:
    with pytest.raises(KeyError, match=name):
        create(tmp_path / "new.xlsx", tables, values)


def steps(plan: str) -> list[dict[str, Any]]:
    return [dict(row) for row in PLAN if row["plan"] == plan]


@pytest.mark.parametrize("plan", PROFILES)
def test_default_plans_go_from_friendly_to_firm(plan: str) -> None:
    ladder = steps(plan)
    assert [s["step"] for s in ladder] == list(range(1, len(ladder) + 1))
    assert all(a["days"] < b["days"] for a, b in pairwise(ladder))
    assert [s["kind"] == "Courtesy" for s in ladder] == [s["days"] < 0 for s in ladder]
    assert [s["kind"] for s in ladder][-2:] == ["Formal notice", "Hand-over"]
    before = [s for s in ladder if s["kind"] in ("Reminder", "Call", "Final reminder")]
    assert len(before) >= 3, "a formal notice needs three reminders or calls"
    assert [s["approval"] for s in ladder] == ["no"] * (len(ladder) - 2) + ["yes", "yes"]
    assert all(s["fee"] is None for s in ladder), "the law's fees come from the program, not from the plan"
    interest = [s["interest"] for s in ladder]
    assert interest == sorted(interest, key=["no", "show", "charge"].index)
    assert all(s["min_gap_days"] == (10 if plan == "Consumer" else 7) for s in ladder)


def test_every_letter_of_the_plans_exists_in_english() -> None:
    named = {str(row["letter"]) for row in PLAN if row["letter"]}
    assert {f"{name}.txt" for name in named} <= {path.name for path in (data_folder("letters") / "en").iterdir()}


def test_the_week_on_the_start_sheet_names_sheets_and_columns_that_exist(template: Any) -> None:
    cells = [cell for row in template["Start"].iter_rows(min_row=BLOCKS["Start_kpis"].top) for cell in row]
    words = " ".join(str(cell.value) for cell in cells)
    for name in ("Payments complete until", "Reply", "Promise date", "Dispute reason", "Decision", "Done on", "Outbox"):
        assert name in words
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    usual_names = [s.name for s in SHEETS[1:] if not s.optional]
    assert [re.fullmatch(r"'(.+)'!A1", link).group(1) for link in links] == usual_names  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_print_is_large_enough_to_read(tmp_path: Path, language: str) -> None:
    """At 11 pt on A4 across, shrunk to the pages that each sheet may be wide, type keeps 6.9 pt or more."""
    create(tmp_path / "w.xlsx", {}, {}, language)
    paper = (297 - 2 * 0.4 * 25.4) / 25.4 * 96  # dots between the margins
    for page in openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets[1:]:
        widths = [round(page.column_dimensions[get_column_letter(c)].width * 7) for c in range(1, page.max_column + 1)]
        pages = page.page_setup.fitToWidth or 1
        again = sum(widths[: 0 if not page.print_title_cols else _last(page.print_title_cols)])
        type_size = 11 * paper * pages / (sum(widths) + again * (pages - 1))
        assert type_size >= 6.9, f"{page.title}: {type_size:.1f} pt"


def _last(columns: str) -> int:
    return column_index_from_string(columns.replace("$", "").split(":")[1])


def test_labels_of_the_charts_stay_plain_when_another_program_saves(tmp_path: Path) -> None:
    """LibreOffice shows category and series beside each figure unless told not to."""
    create(tmp_path / "w.xlsx", {}, {}, "de")
    openpyxl.load_workbook(tmp_path / "w.xlsx").save(tmp_path / "saved.xlsx")
    for name in ("w.xlsx", "saved.xlsx"):
        charts = zipfile.ZipFile(tmp_path / name)
        labels = [part for part in charts.namelist() if part.startswith("xl/charts/chart")]
        text = "".join(charts.read(part).decode() for part in labels)
        for what in ("LegendKey", "CatName", "SerName", "Percent", "BubbleSize"):
            assert re.search(rf'show{what} val="(0|false)"', text), (name, what)
