"""What the template lets people type, how it keeps them from typing over what the run fills, and its colours."""

from __future__ import annotations

import zipfile
from typing import Any

import openpyxl
import pytest

from ar_sheets.base.data import data_folder
from ar_sheets.base.text import column_letter
from ar_sheets.dunning.call_outcomes import read_outcome as outcome
from ar_sheets.rules.disputes import ended
from ar_sheets.rules.holds import lasts, written_off
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, LANGUAGES, OUTBOX, PROFILES, REPLIES, SHEETS, Sheet, usual
from ar_sheets.workbook.create import default_plan
from ar_sheets.workbook.formats import CHIPS, HEADERS, OWNERS
from ar_sheets.workbook.start_charts import AGES, LATE, NOT_DUE
from ar_sheets.workbook.start_page import _FACE, _SOFT
from ar_sheets.workbook.typing_checks import STEPS, SUGGESTED

TEMPLATE = data_folder("workbook_templates") / "receivables.xlsx"
PLAN = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
TABLES = [usual(s) for s in SHEETS if s.columns and s.name != "Settings" and not s.optional]
LAST = 1_048_576
LISTED = {  # what is offered, where it is not the contract's own choices
    ("Invoices", "customer_id"): "Customer_IDs", ("Payments", "customer_id"): "Customer_IDs",
    ("Payment plans", "customer_id"): "Customer_IDs", ("Payments", "invoice_no"): "Invoice_numbers",
    ("Payment plans", "invoices"): "Invoice_numbers", ("Customers", "plan"): ",".join(PROFILES),
    ("Dunning plan", "plan"): ",".join(PROFILES), ("Dunning plan", "name"): ",".join(STEPS),
    **{at: ",".join(offered) for at, offered in SUGGESTED.items()},
}  # fmt: skip


@pytest.fixture(scope="module")
def template() -> Any:
    return openpyxl.load_workbook(TEMPLATE)


def checks(page: Any, letter: str, row: int) -> list[Any]:
    return [c for c in page.data_validations.dataValidation if f"{letter}{row}" in c.sqref]


def typing(template: Any, sheet: Sheet, key: str, row: int = 2) -> Any:
    """The one check on a cell of a column."""
    (found,) = checks(template[sheet.name], column_letter(sheet.columns.index(sheet.column(key))), row)
    return found


@pytest.mark.parametrize("row", [2, LAST])
@pytest.mark.parametrize(
    ("sheet", "key", "words"),
    [
        (CUSTOMERS, "profile", PROFILES),
        (CUSTOMERS, "language", LANGUAGES),
        (INVOICES, "reply", REPLIES),
        (OUTBOX, "decision", ("Send", "Hold", "Skip")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_drop_downs_reach_from_the_first_row_to_the_last(
    template: Any, sheet: Sheet, key: str, words: tuple[str, ...], row: int
) -> None:
    assert typing(template, sheet, key, row).formula1 == f'"{",".join(words)}"'
    letter = column_letter(sheet.columns.index(sheet.column(key)))
    assert not checks(template[sheet.name], letter, 1), "not on the header"


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_every_column_of_the_owner_has_its_list_or_type_and_every_computed_one_a_guard(
    template: Any, sheet: Sheet
) -> None:
    types = {"date": "date", "money": "decimal", "percent": "decimal", "int": "decimal"}
    for place, column in enumerate(sheet.columns):
        kinds = [c.type for c in checks(template[sheet.name], column_letter(place), 2)]
        if column.owner == "log":
            assert kinds == [], "the sheet is protected"
        elif column.owner == "computed":
            assert kinds == ["custom"], column.header
        elif column.choices or column.type == "yesno" or (sheet.name, column.key) in LISTED or (
            column.key in ("currency", "letter")
        ):  # fmt: skip
            assert kinds == ["list"], column.header
        else:
            assert kinds == ([types[column.type]] if column.type in types else []), column.header


@pytest.mark.parametrize("at", LISTED, ids="-".join)
def test_what_is_offered_and_whether_another_text_may_be_typed(template: Any, at: tuple[str, str]) -> None:
    sheet = next(s for s in SHEETS if s.name == at[0])
    check = typing(template, sheet, at[1])
    assert check.formula1.strip('"') == LISTED[at]
    assert len(check.formula1) <= 257, "Excel takes a list of at most 255 characters"
    # A customer nobody knows is asked about; a reason or a plan of one's own is not.
    assert (check.showErrorMessage, check.errorStyle) == (
        (True, "warning") if LISTED[at] == "Customer_IDs" else (False, None)
    )


def test_choices_of_the_contract_ask_before_another_text_is_taken(template: Any) -> None:
    for sheet in TABLES:
        for column in sheet.columns:
            if column.choices:
                check = typing(template, sheet, column.key)
                assert (check.showErrorMessage, check.errorStyle) == (True, "warning"), column.header


def test_the_letters_offered_are_those_of_the_plans(template: Any) -> None:
    sheet = next(s for s in SHEETS if s.name == "Dunning plan")
    offered = set(typing(template, sheet, "letter").formula1.strip('"').split(","))
    assert {row["letter"] for row in PLAN if row["letter"]} <= offered
    assert {row["name"] for row in PLAN} <= set(STEPS)


def test_what_is_suggested_acts_as_it_reads() -> None:
    holds = SUGGESTED["Invoices", "hold_reason"]
    assert [text for text in holds if lasts(text)] == ["insolvent", "vulnerable"]
    assert [text for text in holds if written_off(text)] == ["written off"]
    assert [text for text in SUGGESTED["Invoices", "dispute_reason"] if ended(text)] == ["settled"]
    assert not any(outcome(text).fault for text in SUGGESTED["Outbox", "outcome"])


def test_nobody_types_over_a_computed_cell_by_accident_and_tables_still_grow(template: Any) -> None:
    for sheet in TABLES:
        page = template[sheet.name]
        logged = bool(sheet.owned_by("log"))
        assert page.protection.sheet is logged, "on a protected sheet a table neither grows nor sorts"
        if logged:
            assert page.protection.password is None
            assert page.protection.autoFilter is False, "filtering is allowed"
        for column in sheet.owned_by("computed"):
            for row in (2, LAST):
                guard = typing(template, sheet, column.key, row)
                assert (guard.formula1, guard.errorStyle, guard.showErrorMessage) == ("FALSE", None, True)
                assert guard.errorTitle == "Filled in by each run"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(pair: Any) -> float:
    dark, light = sorted(map(luminance, pair))
    return (light + 0.05) / (dark + 0.05)


def test_every_text_has_a_contrast_of_seven_to_one_and_every_bar_of_three_to_one() -> None:
    chips = {colours for words in CHIPS.values() for colours in words.values()}
    start = {_FACE, (_FACE.background, _SOFT), ("#FFFFFF", _SOFT), ("#FFFFFF", "#0B5394")}
    for pair in {*HEADERS.values(), *(owner.colours for owner in OWNERS.values()), *chips, *start}:
        assert contrast(pair) >= 7, pair
    for bar in (NOT_DUE, LATE, *AGES):
        assert contrast((bar, "#FFFFFF")) >= 3, bar


def test_a_screen_reader_finds_its_way(template: Any) -> None:
    assert template.properties.title == "Receivables"
    assert not any(page.merged_cells.ranges for page in template)
    assert all(page["A1"].value for page in template), "what a sheet is about stands in its first cell"
    with zipfile.ZipFile(TEMPLATE) as file:
        drawing = file.read("xl/drawings/drawing1.xml").decode()
        book = file.read("xl/workbook.xml").decode()
    assert drawing.count("<xdr:graphicFrame") == drawing.count(" descr=") == 3, "each chart is told in words"
    assert "state=" not in book, "no sheet is hidden"
