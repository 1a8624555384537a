"""A letter as a printable PDF by Typst: tagged, PDF/A where it can be, the same bytes for the same letter."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ar_sheets.letters.clean import clean

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Letter

_FORM = Path(__file__).parent / "letter.typ"
_STANDARDS = ["a-2a", "ua-1"]
_LONG_RUN = re.compile(r"[^\s\"]{34}")


class Printer:
    """Makes PDFs with one Typst compiler: finding the computer's fonts takes longer than a letter."""

    @cached_property
    def _typst(self) -> Any:
        import typst

        return typst

    @cached_property
    def _compiler(self) -> Any:
        return self._typst.Compiler(_FORM, root=_FORM.parent)

    @cached_property
    def _form(self) -> bytes:
        return _FORM.read_bytes() + str(self._typst.__version__).encode()

    def make(self, letter: Letter, path: Path) -> tuple[bytes, str]:
        """The PDF's bytes, those at `path` when they were made from the same letter; and a warning ("" for none).

        A letter that PDF/A cannot hold (a sign no font on this computer has) is still made, as plain PDF.
        """
        printed = _printed(letter)
        # Typst looks for runs of letters to break only where there are any: the search takes a tenth of its time.
        searched = [text for key, text in printed.items() if key not in ("qr", "links")]
        printed["long_runs"] = bool(_LONG_RUN.search(json.dumps(searched, ensure_ascii=False)))
        text = json.dumps(printed, ensure_ascii=False, sort_keys=True)
        made_from = hashlib.sha256(self._form + text.encode()).hexdigest()
        there = path.read_bytes() if path.is_file() else b""
        if made_from.encode() in there:
            return there, _warning(plain=b"pdfaid" not in there)
        printed["made_from"] = made_from
        return self._made(json.dumps(printed, ensure_ascii=False), letter)

    def _made(self, text: str, letter: Letter) -> tuple[bytes, str]:
        when = datetime.combine(letter.message.batch, datetime.min.time(), tzinfo=UTC)
        try:
            made = self._compiler.compile(sys_inputs={"data": text}, timestamp=when, pdf_standards=_STANDARDS)
            return bytes(made), ""
        except self._typst.TypstError:
            made = self._compiler.compile(sys_inputs={"data": text}, timestamp=when)
            return bytes(made), _warning(plain=True)


def _warning(*, plain: bool) -> str:
    return "No font on this computer has all signs of this letter: look at the PDF before you post it." if plain else ""


def _printed(letter: Letter) -> dict[str, Any]:
    """All that letter.typ prints, as text."""
    own, facts = letter.settings, letter.facts
    town = clean(f"{own.postcode} {own.city}")
    address = [clean(part) for part in (own.business_name, own.street, town) if clean(part)]
    contact = [clean(part) for part in (own.phone, own.reply_to or own.email_from) if clean(part)]
    vat = [f"{letter.labels['vat_number']} {clean(own.vat_number)}"] if clean(own.vat_number) else []
    return {
        "language": letter.language.split("_")[0],
        "title": letter.subject,
        "sender": address + ([clean(own.website)] if clean(own.website) else []),
        "return_line": " · ".join(address) if letter.address else "",
        "footer": " · ".join(address[:1] + contact + vat),
        "page": letter.labels["page"],
        "address": list(letter.address),
        "info": facts.info,
        "parts": letter.parts,
        "labels": {key: letter.labels[key] for key in _LABELS},
        "invoice_heads": facts.invoice_heads,
        "invoices": [asdict(row) for row in facts.invoices],
        "sums": facts.sums,
        "interest_heads": facts.interest_heads,
        "interest": [asdict(row) for row in facts.interest],
        "charges": facts.charges,
        "sources": facts.sources,
        "how_to_pay": facts.how_to_pay,
        "links": facts.links,
        "qr": _svg(facts.qr) if letter.shows_qr else "",
    }


_LABELS = ("specification", "sources", "how_to_pay", "payment_link", "qr", "qr_alt")


def _svg(code: Any) -> str:
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
