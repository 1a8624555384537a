"""Makes letter.docx, the form of letters in Word, for its owner to change: fonts, margins, a logo, the order."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any


def form() -> bytes:
    """The form: A4, the address where a window shows it, every block of a letter. ImportError without the extra."""
    from docx import Document
    from docx.shared import Mm, Pt

    page = Document()
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    style = page.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    style.paragraph_format.space_after = Pt(6)
    _head(page)
    _body(page)
    _foot(section)
    page.core_properties.title = page.core_properties.author = page.core_properties.comments = ""
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _head(page: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    # Beside each other, so that a logo does not push the address out of its window.
    head = page.add_table(rows=1, cols=2)
    head.autofit = False
    head.rows[0].height = Mm(25)
    left, right = head.rows[0].cells
    left.width, right.width = Mm(103), Mm(62)
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    right.paragraphs[0].add_run("{{ logo }}")
    name = left.paragraphs[0]
    run = name.add_run("{{ business }}")
    run.bold, run.font.size = True, Pt(15)
    left.add_paragraph("{{ sender }}")
    page.add_paragraph().paragraph_format.space_after = Pt(0)
    window = page.add_table(rows=1, cols=2)
    window.autofit = False
    window.rows[0].height = Mm(45)
    for cell, width, loop in zip(
        window.rows[0].cells, (Mm(88), Mm(77)),
        (("{%p for line in address %}", "{{ line }}", "{%p endfor %}"),
         ("{%p for label, text in info %}", "{{ label }}: {{ text }}", "{%p endfor %}")), strict=True,
    ):  # fmt: skip
        cell.width = width
        cell.paragraphs[0].text = loop[0]
        for line in loop[1:]:
            cell.add_paragraph(line).paragraph_format.space_after = Pt(0)
    title = page.add_paragraph()
    title.paragraph_format.space_before = Mm(8)
    title.add_run("{{ subject }}").bold = True


def _body(page: Any) -> None:
    """Every part of the letter in its order, a block where the wording has it."""
    page.add_paragraph("{%p for part in parts %}")
    page.add_paragraph('{%p if part.kind == "text" %}')
    page.add_paragraph("{{ part.text }}")
    page.add_paragraph('{%p elif part.kind == "invoices" %}')
    page.add_paragraph("{%p if invoices %}")
    _rows(page, "invoice_heads", "invoices", 6, 3)
    _pairs(page, "sums")
    page.add_paragraph("{%p endif %}")
    page.add_paragraph("{%p if also_open %}")
    page.add_paragraph("{{ labels.also_open }}:")
    _pairs(page, "also_open")
    page.add_paragraph("{%p endif %}")
    page.add_paragraph('{%p elif part.kind == "payments" and payments %}')
    page.add_paragraph().add_run("{{ labels.payments }}").bold = True
    _rows(page, "payment_heads", "payments", 3, 2)
    page.add_paragraph('{%p elif part.kind == "interest" and (interest or charges) %}')
    page.add_paragraph().add_run("{{ labels.specification }}").bold = True
    page.add_paragraph("{%p if interest %}")
    _rows(page, "interest_heads", "interest", 5, 2)
    page.add_paragraph("{%p endif %}")
    _pairs(page, "charges")
    page.add_paragraph("{{ labels.sources }}: {{ sources }}")
    page.add_paragraph('{%p elif part.kind == "how_to_pay" and how_to_pay %}')
    page.add_paragraph().add_run("{{ labels.how_to_pay }}").bold = True
    _pairs(page, "how_to_pay", 2)
    page.add_paragraph('{%p elif part.kind == "qr" and qr %}')
    page.add_paragraph("{{ qr }}")
    page.add_paragraph("{{ labels.qr }}")
    page.add_paragraph("{%p endif %}")
    page.add_paragraph("{%p endfor %}")


def _rows(page: Any, heads: str, lines: str, columns: int, left: int) -> None:
    """A table with a row for each of `lines`, and a smaller row under it where there is one; columns from `left` on
    are set to the right."""
    texts = [[f"{{{{ {heads}[{at}] }}}}" for at in range(columns)], [f"{{%tr for row in {lines} %}}"],
             [f"{{{{ row.cells[{at}] }}}}" for at in range(columns)]]  # fmt: skip
    if lines == "invoices":
        texts += [["{%tr if row.below %}"], ["{{ row.below }}"], ["{%tr endif %}"]]
    _table(page, [*texts, ["{%tr endfor %}"]], columns, left)
    page.add_paragraph()


def _pairs(page: Any, name: str, left: int = 1) -> None:
    texts = [[f"{{%tr for label, text in {name} %}}"], ["{{ label }}", "{{ text }}"], ["{%tr endfor %}"]]
    _table(page, texts, 2, left)
    page.add_paragraph()


def _table(page: Any, texts: Sequence[Sequence[str]], columns: int, left: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    table = page.add_table(rows=len(texts), cols=columns)
    for row, line in zip(table.rows, texts, strict=True):
        if line == ["{{ row.below }}"]:
            row.cells[0].merge(row.cells[columns - 1])
        for at, (cell, text) in enumerate(zip(row.cells, line, strict=False)):
            if at >= left:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(9)
            run.bold = "_heads[" in text
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _foot(section: Any) -> None:
    from docx.shared import Pt

    run = section.footer.paragraphs[0].add_run("{{ business }} · {{ sender }}")
    run.font.size = Pt(8)
