"""Letters as Word documents, for those who touch each one by hand: made when letter.docx lies in the own letters.

Needs the extra `word` (docxtpl). Its own habits are kept in check: the form runs in Jinja's sandbox, an unknown name
is a fault and not a blank, and what stands in a cell is only ever text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ar_sheets.base.i18n import _

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Letter
    from ar_sheets.letters.logo import Picture

FORM = "letter.docx"
_NO_XML = re.compile("[\ufffe\uffff]")  # no XML document can hold these two


def write_all(letters: Sequence[Letter], paths: Sequence[Path], own: Path | None) -> list[list[str]]:
    """Writes each letter as <path>.docx if the owner has a form, and gives back the warnings of each.

    A document that is there is written again only when it would be another: its words are compared, because a Word
    file holds the time it was made.
    """
    if own is None or not has_form(own):
        return [[] for _ in letters]
    from ar_sheets.letters import logo

    picture = logo.picture(own)
    return [_write(letter, path, own / FORM, picture) for letter, path in zip(letters, paths, strict=True)]


def has_form(own: Path | None) -> bool:
    """Whether the owner wants letters in Word."""
    return own is not None and (own / FORM).is_file()


def _write(letter: Letter, path: Path, form: Path, picture: Picture | None) -> list[str]:
    from ar_sheets.letters.letter_facts import INTERNAL

    if letter.message.step.kind in INTERNAL:
        return []
    try:
        content = document(letter, form, picture)
    except ImportError:
        return [_("{file} was not used: install what it needs with  {command}.", file=FORM,
                  command="pip install 'ar-sheets[word]'")]  # fmt: skip
    except Exception as fault:  # whatever an owner's form can do must not stop the batch
        return [_("{file} was not used: {why}.", file=FORM, why=fault)]
    from ar_sheets.base.files import save_if_changed

    target = path.with_name(path.name + ".docx")
    if not target.is_file() or _words(target.read_bytes()) != _words(content):
        save_if_changed(target, content)
    return []


def document(letter: Letter, form: Path, picture: Picture | None = None) -> bytes:
    """The letter as a Word document. ImportError without the extra; what docxtpl raises for a broken form."""
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    from ar_sheets.base import qr
    from ar_sheets.letters.sandbox import Limited
    from ar_sheets.xlsx.zip_check import looked_over

    template = DocxTemplate(io.BytesIO(looked_over(form)))
    told = _as_markup(word_names(letter))
    told["logo"] = told["qr"] = ""
    if picture is not None:
        told["logo"] = InlineImage(template, io.BytesIO(picture.png), width=Mm(picture.size[0] * 25.4 / 96))
    if letter.shows_qr:
        told["qr"] = InlineImage(template, io.BytesIO(qr.as_png(letter.facts.qr)), width=Mm(32))
    template.render(told, Limited(autoescape=True), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def word_names(letter: Letter) -> dict[str, Any]:
    """The names a Word form can use; lists are to be gone through with {%p for ... %} or {%tr for ... %}."""
    facts, own = letter.facts, letter.settings
    links = [(letter.link_label(number), address) for number, address in facts.links]
    return {
        "business": own.business_name,
        "sender": " · ".join(part for part in (own.street, f"{own.postcode} {own.city}".strip(), own.website) if part),
        "subject": letter.subject,
        "address": letter.address,
        "info": facts.info,
        "parts": [{"kind": kind, "text": text} for kind, text in letter.parts],
        "labels": letter.labels,
        "invoice_heads": facts.invoice_heads,
        "invoices": [{"cells": row.cells, "below": row.below} for row in facts.invoices],
        "sums": facts.sums,
        "also_open": facts.also_open,
        "payment_heads": facts.payment_heads,
        "payments": [{"cells": row.cells} for row in facts.payments],
        "interest_heads": facts.interest_heads,
        "interest": [{"cells": row.cells} for row in facts.interest],
        "charges": facts.charges,
        "sources": "; ".join(facts.sources),
        "how_to_pay": [*facts.how_to_pay, *links],
    }


def _as_markup(value: Any) -> Any:
    """The same with every text escaped; "_" too, because docxtpl takes "{_{" for "{{" even in a value."""
    from markupsafe import Markup, escape

    if isinstance(value, str):
        return Markup(str(escape(_NO_XML.sub("\ufffd", value))).replace("_", "&#95;"))  # noqa: S704
    if isinstance(value, Mapping):
        return {key: value[key] if key == "kind" else _as_markup(value[key]) for key in value}
    return [_as_markup(item) for item in value]


def _words(content: bytes) -> bytes:
    """What a Word file says, without when it was made."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return b"".join(file.read(name) for name in sorted(file.namelist()) if name != "docProps/core.xml")
    except (zipfile.BadZipFile, OSError):
        return b""
