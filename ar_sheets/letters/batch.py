"""A batch of letters in its folder: batches/<date>/letters/, print.pdf for those to post, and the review page
batches/<date>/index.html."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ar_sheets.base.file_names import file_stems
from ar_sheets.base.files import save_if_changed
from ar_sheets.base.i18n import _
from ar_sheets.letters import html, letter, logo, page, word
from ar_sheets.letters.changes import FILE, Since, since
from ar_sheets.letters.letter import Written
from ar_sheets.letters.pdf import Printer
from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.typst_pool import Told, nobody
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.labels import ENGLISH, Names
from ar_sheets.schema.model import Message, Settings

PRINT_RUN = "print.pdf"  # all letters to be posted, in one file


def write_batch(
    messages: Sequence[Message],
    batch_folder: Path,
    own_letters: Path | None,
    settings: Settings,
    as_of: date,
    findings: Sequence[Finding] = (),
    names: Names = ENGLISH,
    told: Told = nobody,
) -> list[Written]:
    """Writes each message as text, HTML and PDF, one PDF of all that go by post, and the page that shows them all;
    returns them in order.

    A file that would be the same is not touched, and its PDF not made again. Wording, a logo and a Word form come
    from `own_letters` where they are there. `names`: what the workbook calls its sheets. `told` hears how many PDFs
    are done, of how many. OSError when the folder cannot be written.
    """
    own = own_letters if own_letters is not None and own_letters.is_dir() else None
    wording = Wording(own)
    folder = batch_folder / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    filled = [letter.write_letter(message, settings, wording, as_of) for message in messages]
    stems = file_stems(message.letter_id for message in messages)
    paths = [folder / stem for stem in stems]
    warnings, print_run = _print(filled, paths, own, as_of, batch_folder / PRINT_RUN, told)
    warnings = [[*said, *more] for said, more in zip(warnings, word.write_all(filled, paths, own), strict=True)]
    changed, changes_file = since(batch_folder, filled)
    picture = logo.picture(own)
    shown = [
        _write(item, path, changed, said, picture) for item, path, said in zip(filled, paths, warnings, strict=True)
    ]
    earlier = _not_of_this_run(folder, set(stems))
    about = page.About(settings, as_of, findings, earlier, changed, print_run, word.has_form(own), names)
    save_if_changed(batch_folder / "index.html", page.render(shown, about).encode())
    save_if_changed(batch_folder / FILE, changes_file)
    return [item.written for item in shown]


def _print(
    filled: Sequence[letter.Letter], paths: Sequence[Path], own: Path | None, as_of: date, run: Path, told: Told
) -> tuple[list[list[str]], int]:
    """Makes the PDFs, and one of all letters to be posted now. Gives back each letter's warnings, and how many are
    in that one: letters that wait for a person's Send are not."""
    printer = Printer(own)
    printed = [at for at, of in enumerate(filled) if of.message.step.kind != "Call"]
    jobs = [printer.single(filled[at], pdf_of(paths[at])) for at in printed]
    posted = [of for of in filled if _is_to_post(of.message)]
    if posted:
        jobs.append(printer.job(posted, _("Letters to post, {day}", day=as_of), as_of, run))
    else:
        run.unlink(missing_ok=True)  # of an earlier run today: nobody shall post those
    said = printer.make(jobs, told)
    warnings: list[list[str]] = [list(printer.warnings) if at in printed else [] for at in range(len(filled))]
    for at, warning in zip(printed, said, strict=False):
        warnings[at] += [warning] if warning else []
    return warnings, len(posted)


def _is_to_post(message: Message) -> bool:
    """Whether the letter goes by post now: one that is held, or waits for a person's Send, does not."""
    return "Post" in message.channel and not (message.needs_approval or message.held)


def pdf_of(path: Path) -> Path:
    """The file of a letter with this stem as PDF."""
    return path.with_name(path.name + ".pdf")


def _write(
    filled: letter.Letter, path: Path, changed: Since, warnings: Sequence[str], picture: logo.Picture | None
) -> page.Shown:
    body = html.fragment(filled)
    forms = {".txt": letter_as_text(filled).encode(), ".html": html.whole_page(filled, body, picture).encode()}
    for ending, content in forms.items():
        save_if_changed(path.with_name(path.name + ending), content)
    if filled.message.step.kind != "Call":
        forms[".pdf"] = pdf_of(path).read_bytes()
    ending = _what_the_customer_gets(filled.message)
    entry = Written(
        filled.message.letter_id, filled.subject, f"{path.parent.name}/{path.name}{ending}",
        hashlib.sha256(forms[ending]).hexdigest(), filled.language, (*filled.warnings, *warnings),
    )  # fmt: skip
    return page.Shown(entry, filled, body, path.name, changed.mark(filled), len(forms.get(".pdf", b"")))


def _what_the_customer_gets(message: Message) -> str:
    if message.step.kind == "Call":
        return ".txt"
    return ".html" if message.channel == "Email" else ".pdf"


def _not_of_this_run(folder: Path, stems: set[str]) -> list[str]:
    """Letters an earlier run of the day left here: sent since, or no longer needed. They stay, as evidence."""
    files = (path.name for path in folder.iterdir() if path.suffix in (".txt", ".html", ".pdf", ".docx"))
    return sorted(name for name in files if name.rpartition(".")[0] not in stems)
