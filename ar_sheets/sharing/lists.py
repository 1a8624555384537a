"""The lists of a copy: open invoices with the cells to answer in, payments received, the payment plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.base import local_format
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.sharing.account import OpenLine
from ar_sheets.sharing.copy import GREEN, MOST_SIGNS, Copy
from ar_sheets.sharing.words import answer_in, date_format, offered
from ar_sheets.workbook.formats import HEADER, Look

_LINE = "#D5D5D5"
HEADER_ROW = 5  # 0-based, of every list
RECEIVED_COLUMN = 4  # 0-based; its label stands before it


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: its word, its type, how wide, and what stands in it for a row."""

    word: str
    type: str
    width: int
    value: Callable[[Any], object]
    always: bool = False  # also when it is empty in every row


def write_invoices(page: Any, copy: Copy, look: Look) -> None:
    """The open invoices; the green cells are for the customer."""
    told, lines = copy.words, copy.account.lines
    row = _head(page, copy, look, told["sheet_invoices"])
    label = look.format(bold=True, align="right", indent=1)  # over the narrow columns, and on the first page only
    page.write_string(row, RECEIVED_COLUMN - 1, told["received_on"], label)
    page.write_blank(row, RECEIVED_COLUMN, None, _green(look, "date", copy))
    page.data_validation(row, RECEIVED_COLUMN, row, RECEIVED_COLUMN, _day_check(copy, received=True))
    shown_fields = [f for f in _fields(copy) if f.always or any(f.value(line) for line in lines)]
    _table(page, copy, look, shown_fields, lines)
    first = len(shown_fields)
    answers = {"reply": 22, "promise_date": 14, "promise_amount": 14, "dispute_reason": 30, "customer_comment": 34}
    for at, (key, width) in enumerate(answers.items(), first):
        page.set_column(at, at, _width(told[key], width), look.format())
        page.write_string(HEADER_ROW, at, told[key], look.format(bold=True, text_wrap=True, indent=1, border=1,
                          bg_color="#2E6B3A", font_color="#FFFFFF", border_color=_LINE))  # fmt: skip
    _on_paper(page, first)
    for number, line in enumerate(lines, HEADER_ROW + 1):
        _answers(page, copy, look, number, first, line)
    _checks(page, copy, first)
    page.freeze_panes(HEADER_ROW + 1, 1)


def _on_paper(page: Any, first: int) -> None:
    """Two pages wide, the invoice's number on both: on one page together nobody can read it."""
    page.fit_to_pages(2, 0)
    page.set_v_pagebreaks([first])  # where a program minds it, the answers have the second to themselves
    page.repeat_columns(0)
    page.print_across()


def _width(header: str, width: int) -> int:
    """A column's width in signs: no word of its header is broken."""
    return max(width, max(map(len, header.split())) + 4)


def _fields(copy: Copy) -> list[Field]:
    return [
        Field("invoice", "text", 19, lambda line: line.invoice_no, always=True),
        Field("invoice_date", "date", 13, lambda line: line.invoice_date, always=True),
        Field("due_date", "date", 13, lambda line: line.due_date, always=True),
        Field("days_overdue", "int", 11, lambda line: max(0, line.days_overdue), always=True),
        Field("description", "text", 25, lambda line: line.description),
        Field("your_reference", "text", 17, lambda line: line.po_ref),
        Field("currency", "text", 10, lambda line: line.currency, always=True),
        Field("amount", "money", 13, lambda line: line.amount, always=True),
        Field("open", "money", 13, lambda line: line.open_amount, always=True),
        Field("interest", "money", 11, lambda line: line.interest),
        Field("fees", "money", 11, lambda line: line.fees),
        Field("note", "text", 20, lambda line: _note(copy, line)),
    ]


def _note(copy: Copy, line: OpenLine) -> str:
    amount = local_format.local_money(line.disputed, line.currency, copy.language).replace("\xa0", " ")
    return copy.words[line.note].replace("{amount}", amount) if line.note else ""


def received(page: Any, copy: Copy, look: Look) -> None:
    """The payments of the last year."""
    _head(page, copy, look, copy.words["sheet_payments"])
    unused = copy.words["not_used"]

    def against(payment: Any) -> str:
        return ", ".join([*payment.invoices, *([unused] if payment.unused > 0 else [])])

    fields = [
        Field("received_day", "date", 16, lambda payment: payment.day),
        Field("currency", "text", 10, lambda payment: payment.currency),
        Field("amount", "money", 14, lambda payment: payment.amount),
        Field("received_for", "text", 60, against),
    ]
    _table(page, copy, look, fields, copy.account.received)
    page.freeze_panes(HEADER_ROW + 1, 0)


def write_plan(page: Any, copy: Copy, look: Look) -> None:
    """The instalments that were agreed."""
    _head(page, copy, look, copy.words["sheet_plan"])
    fields = [
        Field("due_date", "date", 16, lambda item: item[1].due_date),
        Field("currency", "text", 10, lambda item: item[0]),
        Field("amount", "money", 14, lambda item: item[1].amount),
        Field("paid", "money", 14, lambda item: item[1].paid),
        Field("status", "text", 22, lambda item: copy.words[f"status_{item[1].status.lower().replace(' ', '_')}"]),
    ]
    _table(page, copy, look, fields, copy.account.instalments)
    page.freeze_panes(HEADER_ROW + 1, 0)


def _head(page: Any, copy: Copy, look: Look, title: str) -> int:
    """Title and day; the row after them."""
    page.set_landscape()
    page.repeat_rows(HEADER_ROW)
    page.set_row(0, 28)
    page.write_string(0, 0, title, look.format(bold=True, font_size=16, font_color=HEADER.background))
    day = (
        copy.words["as_of"]
        .replace("{day}", local_format.local_day(copy.account.as_of, copy.language))
        .replace("\xa0", " ")
    )
    page.write_string(1, 0, day, look.format(font_color="#595959", font_size=9))
    return 3


def _table(page: Any, copy: Copy, look: Look, fields: Sequence[Field], rows: Sequence[Any]) -> None:
    page.set_row(HEADER_ROW, 34)
    wraps = any(isinstance(text := f.value(row), str) and len(text) >= f.width for f in fields for row in rows)
    for place, field in enumerate(fields):
        page.set_column(place, place, _width(copy.words[field.word], field.width), look.format())
        side = {} if field.type == "text" else {"align": "right"}
        page.write_string(HEADER_ROW, place, copy.words[field.word], look.painted(HEADER, bold=True, text_wrap=True,
                          **{"align": "left", "indent": 1, **side}))  # fmt: skip
    for number, row in enumerate(rows, HEADER_ROW + 1):
        page.set_row(number, 32 if wraps else 22)
        for place, field in enumerate(fields):
            _write(page, number, place, field.value(row), _plain(look, field.type, copy))
    if rows:
        # Invoice numbers are text; without this each would carry a green corner as a warning.
        page.ignore_errors({"number_stored_as_text": f"A{HEADER_ROW + 2}:A{HEADER_ROW + 1 + len(rows)}"})


def _write(page: Any, row: int, place: int, value: object, format: Any) -> None:
    """A cell by the type of its value; text is always text."""
    if value is None or value == "":
        page.write_blank(row, place, None, format)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, format)
    elif isinstance(value, (int, Decimal)):
        page.write_number(row, place, float(value), format)
    else:
        page.write_string(row, place, str(value), format)


def _number_format(type: str, copy: Copy) -> str:
    return {"money": "#,##0.00", "date": date_format(copy.language), "int": "0"}.get(type, "@")


def _side(type: str) -> dict[str, object]:
    """Text to the left, figures and days to the right, neither at the very edge."""
    return {"align": "left", "indent": 1, "text_wrap": True} if type == "text" else {"align": "right", "indent": 1}


def _plain(look: Look, type: str, copy: Copy) -> Any:
    side = _side(type)
    return look.format(num_format=_number_format(type, copy), border=1, border_color=_LINE, **side)


def _green(look: Look, type: str, copy: Copy) -> Any:
    side = _side(type)
    return look.painted(GREEN, num_format=_number_format(type, copy), locked=False, **side)


_TYPES = {"promise_date": "date", "promise_amount": "money"}


def _answers(page: Any, copy: Copy, look: Look, row: int, first: int, line: OpenLine) -> None:
    for place, key in enumerate(ANSWER_KEYS, first):
        value = line.answers[key]
        if key == "reply":
            value = answer_in(value, copy.language)
        _write(page, row, place, value, _green(look, _TYPES.get(key, "text"), copy))
        if key == "promise_amount":
            page.data_validation(row, place, row, place, _amount_check(copy, line))


def _checks(page: Any, copy: Copy, first: int) -> None:
    """What may be typed, by column; an amount has its own limit in each row."""
    if not copy.account.lines:
        return
    checks = {"reply": _list_check(copy), "promise_date": _day_check(copy)}
    checks |= {key: _text_check(copy, key) for key in MOST_SIGNS}
    for place, key in enumerate(ANSWER_KEYS, first):
        if key in checks:
            page.data_validation(HEADER_ROW + 1, place, HEADER_ROW + len(copy.account.lines), place, checks[key])


def _list_check(copy: Copy) -> dict[str, object]:
    return {"validate": "list", "source": offered(copy.language), "error_title": copy.words["reply"],
            "error_message": copy.words["error_list"]}  # fmt: skip


def _day_check(copy: Copy, *, received: bool = False) -> dict[str, object]:
    first = copy.account.as_of
    dates = [line.invoice_date for line in copy.account.lines] if received else []
    first = min([first, *dates])
    told = copy.words["error_date"].replace("{first}", local_format.short_day(first, copy.language))
    last = copy.last_day.date()
    return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last,
            "error_title": copy.words["promise_date"] if not received else copy.words["received_day"],
            "error_message": told.replace("{last}", local_format.short_day(last, copy.language))}  # fmt: skip


def _amount_check(copy: Copy, line: OpenLine) -> dict[str, object]:
    return {"validate": "decimal", "criteria": "between", "minimum": 0.01, "maximum": float(max(line.open_amount,
            Decimal("0.01"))), "error_title": copy.words["promise_amount"],
            "error_message": copy.words["error_amount"]}  # fmt: skip


def _text_check(copy: Copy, key: str) -> dict[str, object]:
    most = MOST_SIGNS[key]
    return {"validate": "length", "criteria": "<=", "value": most, "error_title": copy.words[key][:32],
            "error_message": copy.words["error_text"].replace("{count}", str(most))}  # fmt: skip
