"""The first sheet of a copy: who it is from, what is open, how to pay, how to answer, how to know it is really us."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from ar_sheets.base import local_format, qr
from ar_sheets.base.sanitize import clean
from ar_sheets.countries.payment_references import PaymentReference, read_reference
from ar_sheets.facts import payment_details
from ar_sheets.sharing.account import Sum
from ar_sheets.sharing.copy import GREEN, PALE, Copy
from ar_sheets.workbook.formats import Look

_FIRST, _LAST = 1, 3  # the columns of text: B to D, with the code in the last
_SIGNS = 112  # of text in a line over these columns
_LABEL = 44  # of a label, in the first of them
_DARK = "#1F3A5F"
MOST_REFERENCES = 12  # on this sheet; each invoice has its own beside it


def write_start_sheet(page: Any, copy: Copy, look: Look) -> None:
    """Fill the sheet."""
    for place, width in enumerate((2, 44, 34, 30)):
        page.set_column(place, place, width, look.format())
    row = _head(page, copy, look)
    row = _figures(page, copy, look, row)
    if any(total.to_pay for total in copy.account.sums):
        row = _how_to_pay(page, copy, look, row)
    if copy.account.lines:
        row = _paragraphs(page, look, row, copy.words["how_to_answer"], list(answering(copy)))
    row = _paragraphs(page, look, row, copy.words["really_us"], [" ".join(verifying(copy))])
    small = look.format(font_size=8, font_color="#6B6B6B", text_wrap=True, valign="top")
    page.write_string(row, _FIRST, copy.words["mark"], small)
    page.set_row(row + 1, 24)
    page.merge_range(row + 1, _FIRST, row + 1, _LAST, "", small)
    page.write_string(row + 1, _FIRST, str(copy.mark), small)


def _head(page: Any, copy: Copy, look: Look) -> int:
    told, account = copy.words, copy.account
    page.set_row(0, 34)
    page.set_row(1, 22)
    page.write_string(0, _FIRST, clean(copy.settings.business_name), look.format(bold=True, font_size=22,
                      font_color=_DARK))  # fmt: skip
    title = told["title"].replace("{customer}", clean(account.customer.name))
    page.write_string(1, _FIRST, title, look.format(bold=True, font_size=14))
    day = told["as_of"].replace("{day}", local_format.local_day(account.as_of, copy.language))
    if account.counted_until is not None:
        day += ". " + told["counted"].replace("{day}", local_format.local_day(account.counted_until, copy.language))
    page.write_string(2, _FIRST, day.replace("\xa0", " "), look.format(font_color="#595959"))
    return 4


def _bar(page: Any, look: Look, row: int, text: str) -> int:
    page.set_row(row, 21)
    for place in range(_FIRST, _LAST + 1):
        page.write_blank(row, place, None, look.format(bg_color=_DARK))
    page.write_string(row, _FIRST, text, look.format(bg_color=_DARK, font_color="#FFFFFF", bold=True, indent=1))
    return row + 1


def _figures(page: Any, copy: Copy, look: Look, row: int) -> int:
    row = _bar(page, look, row, copy.words["figures"])
    if not copy.account.lines:
        page.set_row(row, 24)
        page.write_string(row, _FIRST, copy.words["nothing_open"], look.format(bold=True, font_size=12, indent=1))
        row += 1
    for total in copy.account.sums:
        for word, amount, last in _parts(total):
            page.set_row(row, 24 if last else 18 if len(copy.words[word]) <= _LABEL else 32)
            bold: dict[str, object] = {"bold": True, "font_size": 13, "bg_color": PALE.background} if last else {}
            page.write_string(row, _FIRST, copy.words[word], look.format(indent=1, text_wrap=True, **bold))
            figure = look.format(num_format=f'#,##0.00 "{total.currency}"', align="right", **bold)
            page.write_number(row, _FIRST + 1, float(amount), figure)
            row += 1
    return row + 1


def _parts(total: Sum) -> Iterator[tuple[str, Any, bool]]:
    parts = [("overdue", total.overdue), ("not_due", total.not_due), ("charges", total.charges),
             ("set_aside", -total.set_aside), ("unapplied", -total.unapplied)]  # fmt: skip
    yield from ((word, amount, False) for word, amount in parts if amount)
    yield "to_pay", total.to_pay, True


def _how_to_pay(page: Any, copy: Copy, look: Look, row: int) -> int:
    row = _bar(page, look, row, copy.words["how_to_pay"])
    first = row
    label, text = look.format(indent=1, font_color="#595959"), look.format(bold=True, text_wrap=True)
    for name, value in ways(copy):
        page.set_row(row, 16 * (len(value) // 34 + 1) + 3)
        page.write_string(row, _FIRST, name, label)
        page.write_string(row, _FIRST + 1, value, text)
        row += 1
    code = transfer_code(copy)
    if code is None:
        return row + 1
    page.insert_image(first, _LAST, "qr.png", {
        "image_data": io.BytesIO(qr.as_png(code)), "description": copy.words["qr_alt"], "x_offset": 14, "y_offset": 6,
        "x_scale": 150 / ((len(code.matrix) + 8) * 4), "y_scale": 150 / ((len(code.matrix) + 8) * 4),
        "object_position": 3,
    })  # fmt: skip
    for beside in range(row, first + 7):
        page.set_row(beside, 20)
    row = max(row, first + 7)
    page.set_row(row, 32)
    page.write_string(row, _LAST, copy.words["qr"], look.format(font_size=9, font_color="#595959", text_wrap=True,
                      indent=1, valign="top"))  # fmt: skip
    return row + 2


def ways(copy: Copy) -> Iterator[tuple[str, str]]:
    """How to pay, as label and text; bank details only when their check digits are right."""
    own, told = copy.settings, copy.words
    iban, bic = payment_details.iban(own.iban), payment_details.bic(own.bic)
    account = clean(own.account_number)
    rows = [
        ("account_holder", clean(own.business_name) if iban or account else ""),
        ("bank", clean(own.bank_name) if iban or account else ""),
        ("account_number", account),
        ("iban", payment_details.in_fours(iban)),
        ("bic", bic if iban else ""),
    ]
    yield from ((told[key], text) for key, text in rows if text)
    asked = copy_references(copy)
    if 0 < len(asked) <= MOST_REFERENCES:
        yield from payment_details.asked_references(asked, told["reference"])
    if clean(own.payment_methods):
        yield told["other_ways"], clean(own.payment_methods)


def copy_references(copy: Copy) -> list[tuple[str, PaymentReference]]:
    """The payment reference of each invoice that is asked for."""
    return [(line.invoice_no, read_reference(line.po_ref)) for line in copy.account.lines if line.asked > 0]


def transfer_code(copy: Copy) -> Any:
    """The code of a transfer of all that is to be paid: in euros, else in its one currency; None for none."""
    sums = [total for total in copy.account.sums if total.to_pay > 0]
    total = next((total for total in sums if total.currency == "EUR"), sums[0] if len(sums) == 1 else None)
    if total is None:
        return None
    lines = [line for line in copy.account.lines if line.currency == total.currency and line.asked > 0]
    if not lines:
        return None
    named = [(line.invoice_no, read_reference(line.po_ref)) for line in lines]
    due = max(line.due_date for line in lines)
    return payment_details.payment_code(copy.settings, total.currency, total.to_pay, named, due)


def answering(copy: Copy) -> Iterator[str]:
    """How to answer, in sentences."""
    told = copy.words
    sheet = told["answer_1"].replace("{sheet}", told["sheet_invoices"]).replace("{reply}", told["reply"])
    yield from (f"{number}.  {text}" for number, text in enumerate((sheet, told["answer_2"], told["answer_3"]), 1))


def verifying(copy: Copy) -> Iterator[str]:
    """How to make sure that this is us: by what the customer knows already, never by a link."""
    own, told = copy.settings, copy.words
    phone = clean(own.phone)
    website = clean(own.website).removeprefix("https://").removeprefix("http://").rstrip("/")
    known = {(True, True): "call_site", (True, False): "call", (False, True): "site"}.get((bool(phone), bool(website)))
    if known:
        yield told[known].replace("{phone}", phone).replace("{website}", website)
    yield told["own_number"]
    yield told["bank_details"]


def _paragraphs(page: Any, look: Look, row: int, title: str, texts: list[str]) -> int:
    row = _bar(page, look, row, title)
    wrapped = look.format(text_wrap=True, indent=1, bg_color=GREEN.background if len(texts) > 1 else "#FFFFFF")
    for text in texts:
        page.set_row(row, 15.5 * (len(text) // _SIGNS + 1) + 4)
        page.merge_range(row, _FIRST, row, _LAST, "", wrapped)
        page.write_string(row, _FIRST, text, wrapped)
        row += 1
    return row + 1
