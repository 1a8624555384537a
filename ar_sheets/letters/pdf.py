"""Letters as printable PDFs: tagged, PDF/A where it can be, the same bytes for the same letter."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ar_sheets.base import qr
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.sanitize import clean
from ar_sheets.letters import logo as logos
from ar_sheets.letters import typst_pool

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Letter

_LONG_RUN = re.compile(r"[^\s\"]{34}")
_LABELS = ("specification", "sources", "how_to_pay", "payment_link", "qr", "qr_alt", "also_open", "payments")


class Printer:
    """Makes the PDFs of a batch, with the logo that lies in the owner's folder of letters, if there is one."""

    def __init__(self, own: Path | None) -> None:
        self._own = own
        self.warnings: list[str] = []

    @cached_property
    def _logo(self) -> Path | None:
        logo = logos.find_logo(self._own)
        if logo is not None and not _is_picture(logo):
            self.warnings.append(_("{file} in your folder letters is no picture we can read; letters go without.",
                                   file=logo.name))  # fmt: skip
            return None
        return logo

    @cached_property
    def _root(self) -> Path:
        return self._logo.parent if self._logo else typst_pool.FORM.parent

    @cached_property
    def _seed(self) -> bytes:
        """What all letters are made from: our form, Typst, the logo."""
        typst: Any = import_module("typst")
        logo = self._logo.read_bytes() if self._logo else b""
        return b"\0".join((typst_pool.FORM.read_bytes(), str(typst.__version__).encode(), logo))

    def single(self, letter: Letter, target: Path, attached: str = "") -> typst_pool.PrintJob:
        """The job that prints one letter: dated as its batch, titled as its subject; `attached` is its e-invoice."""
        return self.job([letter], letter.subject, letter.message.batch, target, attached)

    def job(
        self, letters: Sequence[Letter], title: str, day: date, target: Path, attached: str = ""
    ) -> typst_pool.PrintJob:
        """The job that prints these letters into one file; each begins on a sheet of its own."""
        printed = [_printed(letter) for letter in letters]
        own = clean(letters[0].settings.business_name)
        told = {
            "title": title, "author": own, "logo": self._logo.name if self._logo else "",
            "language": printed[0]["language"], "long_runs": _has_long_run(printed), "letters": printed,
            **({"attached": attached} if attached else {}),
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        made_from = hashlib.sha256(self._seed + text.encode()).hexdigest()
        whole = json.dumps({**told, "made_from": made_from}, ensure_ascii=False)
        return typst_pool.PrintJob(whole, day, str(target), bool(attached))

    def make(self, jobs: Sequence[typst_pool.PrintJob], told: typst_pool.Told = typst_pool.nobody) -> list[str]:
        """Makes the files that are not there yet as they should be; a warning for each, "" for none."""
        missing = [job for job in jobs if _there(job) is None]
        made = dict(zip((job.target for job in missing), typst_pool.make_all(missing, self._root, told), strict=True))
        plain = (made[job.target] if job.target in made else _there(job) for job in jobs)
        return [_(_NO_FONT) if is_plain else "" for is_plain in plain]


def printed_words(job: typst_pool.PrintJob) -> str:
    """All text that a job's PDF shows, a line for each piece."""
    letters = json.loads(job.text)["letters"]
    return "\n".join(_texts([{key: value for key, value in letter.items() if key != "qr"} for letter in letters]))


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, (list, tuple, dict)):
        for part in told.values() if isinstance(told, dict) else told:
            yield from _texts(part)


def is_made_from(job: typst_pool.PrintJob, content: bytes) -> bool:
    """Whether these are the bytes of a PDF that this job made: each carries the fingerprint of what it shows."""
    return json.loads(job.text)["made_from"].encode() in content


_NO_FONT = N_("No font on this computer has all signs of this letter: look at the PDF before you post it.")


def _there(job: typst_pool.PrintJob) -> bool | None:
    """Whether the file that is there is a plain PDF; None when there is none, or it was made from something else."""
    path = Path(job.target)
    content = path.read_bytes() if path.is_file() else b""
    return b"pdfaid" not in content if is_made_from(job, content) else None


def _is_picture(path: Path) -> bool:
    import typst

    if not logos.small_enough(path):
        return False
    try:
        typst.Compiler(root=path.parent).compile(input=f'#image("/{path.name}")'.encode(), format="svg")
    except typst.TypstError:
        return False
    return True


def _has_long_run(printed: Sequence[dict[str, Any]]) -> bool:
    """Typst looks for runs of letters to break only where there are any: the search takes a tenth of its time."""
    searched = [[text for key, text in letter.items() if key not in ("qr", "links")] for letter in printed]
    return bool(_LONG_RUN.search(json.dumps(searched, ensure_ascii=False)))


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
        "parts": letter.parts,
        "labels": {key: letter.labels[key] for key in _LABELS},
        "invoices": [asdict(row) for row in facts.invoices],
        "payments": [asdict(row) for row in facts.payments],
        "interest": [asdict(row) for row in facts.interest],
        "qr": qr.as_svg(facts.qr) if letter.shows_qr else "",
        "qr_width": getattr(facts.qr, "width", 32),
        **{key: getattr(facts, key) for key in _AS_THEY_ARE},
    }


_AS_THEY_ARE = ("info", "invoice_heads", "sums", "also_open", "payment_heads", "interest_heads", "charges", "sources",
                "how_to_pay", "links", "texts")  # fmt: skip
