"""A batch of letters in its folder: batches/<date>/letters/ and the review page batches/<date>/index.html."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ar_sheets.findings import Finding
from ar_sheets.letters import html, letter, page
from ar_sheets.letters.pdf import Printer
from ar_sheets.letters.text import as_text
from ar_sheets.letters.wording import Wording
from ar_sheets.model import Message, Settings


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in the batch folder. `file` is what the customer would get: HTML by e-mail, PDF by post; a call's
    notes are text. `sha256` is that file's; the letter's other forms have the same name with another ending."""

    letter_id: str
    subject: str
    file: str  # relative to the batch folder, with "/"
    sha256: str
    language: str
    warnings: tuple[str, ...] = ()


def write_batch(
    messages: Sequence[Message],
    batch_folder: Path,
    own_letters: Path | None,
    settings: Settings,
    as_of: date,
    findings: Sequence[Finding] = (),
) -> list[Written]:
    """Writes each message as text, HTML and PDF, and the page that shows them all; returns them in order.

    A file that would be the same is not touched, and its PDF not made again. Wording comes from `own_letters`
    where it is there, else from ours. OSError when the folder cannot be written.
    """
    wording = Wording(own_letters if own_letters is not None and own_letters.is_dir() else None)
    printer = Printer()
    folder = batch_folder / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    shown: list[page.Shown] = []
    written: list[Written] = []
    for message, stem in zip(messages, file_stems(m.letter_id for m in messages), strict=True):
        filled = letter.write(message, settings, wording, as_of)
        entry, body = _write(filled, folder / stem, printer)
        written.append(entry)
        shown.append(page.Shown(entry, filled, body, stem))
    earlier = _not_of_this_run(folder, {item.stem for item in shown})
    save(batch_folder / "index.html", page.render(shown, settings, as_of, findings, earlier).encode())
    return written


def _write(filled: letter.Letter, path: Path, printer: Printer) -> tuple[Written, str]:
    body = html.fragment(filled)
    forms = {".txt": as_text(filled).encode(), ".html": html.whole(filled, body).encode()}
    warnings = list(filled.warnings)
    if filled.message.step.kind != "Call":
        forms[".pdf"], warning = printer.make(filled, path.with_name(path.name + ".pdf"))
        warnings += [warning] if warning else []
    for ending, content in forms.items():
        save(path.with_name(path.name + ending), content)
    ending = _what_the_customer_gets(filled.message)
    entry = Written(
        filled.message.letter_id, filled.subject, f"{path.parent.name}/{path.name}{ending}",
        hashlib.sha256(forms[ending]).hexdigest(), filled.language, tuple(warnings),
    )  # fmt: skip
    return entry, body


def _what_the_customer_gets(message: Message) -> str:
    if message.step.kind == "Call":
        return ".txt"
    return ".html" if message.channel == "Email" else ".pdf"


def file_stems(letter_ids: Iterable[str]) -> list[str]:
    """A file name without ending for each letter id: the id, or a safe one when no file could be called so.

    Names that differ only in case are one file on Windows and macOS; the later one gets a hash.
    """
    stems: list[str] = []
    taken: set[str] = set()
    for letter_id in letter_ids:
        stem = letter_id
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?<!\.)", stem) or _RESERVED.match(stem):
            stem = "letter-" + hashlib.sha256(letter_id.encode("utf-8", "replace")).hexdigest()[:12]
        if stem.casefold() in taken:
            stem += "-" + hashlib.sha256(f"{letter_id} {len(stems)}".encode("utf-8", "replace")).hexdigest()[:8]
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names Windows keeps for itself


def _not_of_this_run(folder: Path, stems: set[str]) -> list[str]:
    """Letters an earlier run of the day left here: sent since, or no longer needed. They stay, as evidence."""
    files = (path.name for path in folder.iterdir() if path.suffix in (".txt", ".html", ".pdf"))
    return sorted(name for name in files if name.rpartition(".")[0] not in stems)


def save(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all, and not when it says the same already."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
