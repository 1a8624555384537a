"""Makes the pictures of the README: `python docs/make_pictures.py ar-sheets-demo/receivables.xlsx`.

Takes a workbook after a run and writes docs/workbook.png (the invoices that are open, with the columns that
say what is going on), docs/start.png (the first page of the dashboard), docs/copy.png (a customer's copy),
docs/review.png and docs/report.png (of a report that is there already). Needs LibreOffice (soffice), poppler
(pdftoppm) and chromium. The workbook itself is only read: the pictures are taken of copies.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.dimensions import ColumnDimension

from ar_sheets.base.text import column_letter
from ar_sheets.cli.week import DEMO_DAY
from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.schema.columns import INVOICES
from ar_sheets.sharing import build
from ar_sheets.sharing.account import accounts

HERE = Path(__file__).parent
SHOWN = ("invoice_no", "customer", "currency", "amount", "open_amount", "days_overdue", "bucket",
         "interest", "fees",
         "total_due", "status", "last_step", "next_step", "next_step_date", "why")  # fmt: skip
DONE_WITH = (None, "Paid", "Not due")
ROWS = 30
DOTS_PER_INCH = 100
MARGIN = 12  # dots of white around a picture

# Calibri comes with Excel. Where it is not there, a font of about its width keeps the picture true.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <alias binding="same"><family>Calibri</family>
    <prefer><family>Calibri</family><family>Carlito</family><family>DejaVu Sans Condensed</family></prefer></alias>
</fontconfig>
"""


def main(workbook: Path) -> None:
    """Write the pictures."""
    picture(workbook, "Invoices", HERE / "workbook.png", only_open)
    dashboard(workbook, HERE / "start.png")
    customers_copy(workbook, HERE / "copy.png")
    shot(max(workbook.parent.glob("batches/*/index.html")), HERE / "review.png", 900)
    shot(max(workbook.parent.glob("reports/*/report.html")), HERE / "report.png", 1228)


def customers_copy(workbook: Path, target: Path) -> None:
    """The first page of the copy of a customer who may pay in euros, in English."""
    book, facts = look(workbook.read_bytes())
    work, _ = judge(book, facts, outbox.load_outbox(book), DEMO_DAY)
    euros = (a for a in accounts(book, work) if len(a.lines) > 1 and [s.currency for s in a.sums] == ["EUR"])
    one = max(euros, key=lambda account: account.sums[0].to_pay)
    one = replace(one, customer=replace(one.customer, language="en"))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "copy.xlsx"
        path.write_bytes(build.workbook(build.copy_of(one, facts.settings, 1, bytes(32))))
        dashboard(path, target)


def dashboard(workbook: Path, target: Path) -> None:
    """The first printed page of the workbook as a PNG file: Start as it is, charts and all, without its footer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(folder / "copy.xlsx", "w") as new:
            for part in old.namelist():
                content = old.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    content = re.sub(rb"<headerFooter>.*?</headerFooter>", b"", content)
                new.writestr(part, content)
        save(printed(folder), target)


def shot(page: Path, target: Path, height: int) -> None:
    """The top of a page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",  # noqa: S607
             "--hide-scrollbars", f"--window-size=1150,{height}", f"--screenshot={target}", page.resolve().as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def only_open(page: Any) -> None:
    """Leave the rows in sight that somebody has to think about, and the columns that tell their story."""
    keys = [column.key for column in INVOICES.columns]
    groups = list(page.column_dimensions.values())  # openpyxl has one for neighbours of one format and width
    for place, column in enumerate(INVOICES.columns):
        letter, width = column_letter(place), {"why": 108, "status": 15}.get(column.key, column.width)
        dimension = ColumnDimension(page, letter, width=width, hidden=column.key not in SHOWN)
        dimension.font, dimension.fill, dimension.border = cell_style(groups, place + 1)
        page.column_dimensions[letter] = dimension
    status = keys.index("status")
    left = ROWS
    for row in page.iter_rows(min_row=2):
        seen = row[status].value not in DONE_WITH and left > 0
        page.row_dimensions[row[0].row].hidden = not seen
        left -= seen
    page.print_title_cols = None


def cell_style(groups: list[Any], column: int) -> tuple[Any, Any, Any]:
    """Font, fill and border of the empty cells of a column (1-based)."""
    group = next(group for group in groups if group.min <= column <= group.max)
    return copy(group.font), copy(group.fill), copy(group.border)


def picture(workbook: Path, sheet: str, target: Path, prepare: Callable[[Any], None]) -> None:
    """One sheet as a PNG file, as LibreOffice prints it, without the white around it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = openpyxl.load_workbook(workbook)
        for page in book.worksheets:
            if page.title != sheet:
                book.remove(page)
        prepare(book[sheet])
        on_one_page(book[sheet])
        book.save(folder / "copy.xlsx")
        save(printed(folder), target)


def save(ppm: bytes, target: Path) -> None:
    """Write a picture without the white around it."""
    target.write_bytes(png(*trimmed(ppm)))
    print(f"{target.name}: {target.stat().st_size // 1000} kB")  # noqa: T201


def on_one_page(page: Any) -> None:
    """One sheet of A3, without header and footer."""
    page.page_setup.paperSize = page.PAPERSIZE_A3
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.oddFooter.left.text = page.oddFooter.center.text = page.oddFooter.right.text = None


def printed(folder: Path) -> bytes:
    """The first page of copy.xlsx in the folder as a PPM image."""
    (folder / "fonts.conf").write_text(FONTS, encoding="utf-8")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    fonts = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    office = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "copy.xlsx")]
    subprocess.run(office, check=True, capture_output=True, env=fonts)  # noqa: S603 - our own arguments
    draw = ["pdftoppm", "-singlefile", "-r", str(DOTS_PER_INCH), str(folder / "copy.pdf"), str(folder / "copy")]
    subprocess.run(draw, check=True)  # noqa: S603 - our own arguments
    return (folder / "copy.ppm").read_bytes()


def trimmed(ppm: bytes) -> tuple[int, list[bytes]]:
    """Width and rows (three bytes a dot) of what is left when the white border is cut off, all but MARGIN dots."""
    _, size, _, dots = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    rows = [dots[y * width * 3 : (y + 1) * width * 3] for y in range(height)]
    white = b"\xff" * width * 3
    inked = [y for y, row in enumerate(rows) if row != white]
    rows = rows[max(0, inked[0] - MARGIN) : inked[-1] + MARGIN]
    left = min((len(row) - len(row.lstrip(b"\xff"))) // 3 for row in rows)
    right = max(len(row.rstrip(b"\xff")) // 3 for row in rows) + 1
    left, right = max(0, left - MARGIN), min(width, right + MARGIN)
    return right - left, [row[left * 3 : right * 3] for row in rows]


def png(width: int, rows: list[bytes]) -> bytes:
    """The dots as a PNG file with 256 colours: the commonest, and for each other dot the nearest of these."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    dots = [[row[at : at + 3] for at in range(0, width * 3, 3)] for row in rows]
    commonest = Counter(dot for row in dots for dot in row).most_common()
    palette = [colour for colour, _ in commonest[:256]]
    place = {colour: min(range(len(palette)), key=lambda i: distance(palette[i], colour)) for colour, _ in commonest}
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(place[dot] for dot in row) for row in dots), 9)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def distance(one: bytes, other: bytes) -> int:
    """How far two colours are apart."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
