"""What the tests of documents share: reading a PDF and a sheet back, and hostile text."""

from __future__ import annotations

from pathlib import Path

import openpyxl

HOSTILE = (
    "=1+1", "{{ 1 + 1 }}", "{{invoice_no}}", "<script>alert(1)</script>", "#link(\"x\")[y] $x$ *b* _i_ @ref",
    "Müller & Söhne 漢字", "a\x0bb", "'; DROP", "x" * 300,
)  # fmt: skip


def pdf_text(path: Path) -> str:
    """All text of a PDF in one line."""
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def codes(path: Path) -> list[str]:
    """The QR codes on the first page of a PDF, as a scanner reads them."""
    import pypdfium2
    import zxingcpp

    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=3).to_pil().convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def cells(path: Path, sheet: int = 0) -> dict[str, object]:
    """The cells of a sheet that are not empty."""
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
