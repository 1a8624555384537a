"""The files answers come in: the copies in the customers' own folders, files saved from mail, mails themselves."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import TEMPORARY
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.sanitize import clean
from ar_sheets.sharing import opened, state
from ar_sheets.sharing.answers import Answered, judged
from ar_sheets.sharing.state import State
from ar_sheets.xlsx import subprocess_reader
from ar_sheets.xlsx.limits import OUTSIDE, file_bytes
from ar_sheets.xlsx.refused import Refused

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")  # looked at; all but .xlsx are refused with a sentence
_MOST_PARTS = 200  # of a mail
_MOST_FILES = 20  # attachments read from one mail
MOST_IN_FOLDER = 60  # files read in one customer's folder


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came: `owner` is the customer in whose folder it lies, "" for none; `who` sent it, where known."""

    name: str
    data: bytes
    owner: str = ""
    main: bool = False
    who: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file of which nothing was used, and why."""

    name: str
    why: str
    owner: str = ""


def in_folder(home: Path, known: State) -> tuple[list[File], list[Rejected]]:
    """The files in a customer's folder that are not just as we released them, their own copy first."""
    place = state.copy_folder(home, known.customer_id)
    if not place.is_dir():
        return [], []
    ours = known.last.file if known.last else ""
    try:
        paths = sorted((p for p in place.iterdir() if _is_sheet(p)), key=lambda p: (p.name != ours, p.name))
    except OSError as fault:
        return [], [
            Rejected(place.name, _("The folder cannot be read ({why}).", why=fault.strerror), known.customer_id)
        ]
    files, rejected = _read(paths[:MOST_IN_FOLDER])
    if len(paths) > MOST_IN_FOLDER:
        left = len(paths) - MOST_IN_FOLDER
        name = n_("{n} more file", "{n} more files", left)
        rejected.append(Rejected(name, _("No more than {count} are read. Tidy the folder.", count=MOST_IN_FOLDER)))
    found = [
        File(f"{place.name}/{f.name}", f.data, known.customer_id, f.name == ours)
        for f in files
        if f.sha256 not in known.fingerprints
    ]
    return found, [Rejected(f"{place.name}/{r.name}", r.why, known.customer_id) for r in rejected]


def _is_sheet(path: Path) -> bool:
    temporary = path.name.startswith(("~$", ".~lock.")) or path.name.endswith(TEMPORARY)
    return path.suffix.lower() in ENDINGS and not temporary and not path.is_symlink()


def named(paths: Sequence[Path]) -> tuple[list[File], list[Rejected], list[Path]]:
    """The files given by name: copies, mails with copies attached, folders of both; and mails without any copy.
    NotDone where there is no such file."""
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise NotDone(
            _("There is no file {file}. Give the copies that came back, or leave the files out.", file=missing)
        )
    files: list[File] = []
    rejected: list[Rejected] = []
    without: list[Path] = []
    for path in _flat(paths):
        if path.suffix.lower() == ".eml":
            found, refused = _of_mail(path)
            without += [] if found or refused else [path]
        else:
            found, refused = _read([path])
        files += found
        rejected += refused
    return files, rejected, without


def _flat(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if _is_sheet(p) or p.suffix.lower() == ".eml")
        else:
            yield path


def _read(paths: Iterable[Path]) -> tuple[list[File], list[Rejected]]:
    files, rejected = [], []
    for path in paths:
        name = clean(path.name)
        try:
            files.append(File(name, file_bytes(path, OUTSIDE.file)))
        except Refused as refusal:
            rejected.append(Rejected(name, str(refusal)))
        except OSError as fault:
            rejected.append(Rejected(name, _("It cannot be read ({why}). Is it open somewhere?", why=fault.strerror)))
    return files, rejected


def _of_mail(path: Path) -> tuple[list[File], list[Rejected]]:
    """The workbooks attached to a mail, with who sent it."""
    raw, rejected = _read([path])
    if rejected:
        return [], rejected
    try:
        mail = email.message_from_bytes(raw[0].data, policy=email.policy.default)
        who = clean(mail.get("From", ""))[:80]
        files: list[File] = []
        for number, part in enumerate(mail.walk()):
            if number >= _MOST_PARTS or len(files) >= _MOST_FILES:
                break
            files += _attached(part, path.name, who)
    except (ValueError, LookupError, AttributeError, RecursionError, TypeError, KeyError, IndexError):
        return [], [Rejected(path.name, _("This mail cannot be read. Save the file attached to it and give that."))]
    return files, []


def _attached(part: EmailMessage, mail: str, who: str) -> list[File]:
    name = clean(part.get_filename() or "")
    if part.is_multipart() or Path(name.replace("\\", "/")).suffix.lower() not in ENDINGS:
        return []
    content = part.get_payload(decode=True)
    shown = Path(name.replace("\\", "/")).name[:60]
    return [File(f"{mail}: {shown}", content, who=who)] if isinstance(content, bytes) and content else []


def opened_safely(files: Sequence[File], key: bytes) -> tuple[list[Answered], list[Rejected]]:
    """Each file's answers, read in a process apart; or why nothing of it was used."""
    answered: list[Answered] = []
    rejected: list[Rejected] = []
    said_of = subprocess_reader.each(opened.JOB, [file.data for file in files]) if files else []
    for file, said in zip(files, said_of, strict=True):
        try:
            if isinstance(said, Refused):
                raise said
            one = judged(said, key, file.name, file.sha256, file.who, main=file.main)
            whose = one.mark.customer_id
            if file.owner and whose.casefold() != file.owner.casefold():
                raise Refused(
                    _(
                        "It is the copy of another customer ({other}), in the folder of {customer}. Nothing of it was "
                        "used. Find out how it got there: they must not see each other's.",
                        other=whose,
                        customer=file.owner,
                    )
                )
            answered.append(one)
        except Refused as refusal:
            rejected.append(Rejected(file.name, _told(refusal), file.owner))
    return answered, rejected


def _told(refusal: Refused) -> str:
    """What a refusal says of a file that somebody else must fix, and that the owner had better not open."""
    if not refusal.damage:
        return str(refusal)
    return _("It is damaged ({what}). Nothing of it was used; ask for it again.", what=refusal.damage)
