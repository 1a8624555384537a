"""`share`: make or renew each customer's copy, each checked for anybody else's before it is anywhere but here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.file_names import safe
from ar_sheets.base.files import delete_file, write_whole
from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import other_customers as others
from ar_sheets.facts.gather import Facts
from ar_sheets.sharing import build, incoming, leaks, names, signature, state
from ar_sheets.sharing.account import CustomerAccount, accounts
from ar_sheets.sharing.copy import Copy, copy_of
from ar_sheets.sharing.merge import Scales
from ar_sheets.sharing.state import State, Version
from ar_sheets.workbook import guard
from ar_sheets.workbook.locks import FOLDER

MADE, SAME, HELD = "made", "same", "held"


@dataclass(frozen=True, slots=True)
class CopyResult:
    """What became of one customer's copy: made, same (nothing differs, not touched) or held back, and why."""

    customer_id: str
    name: str
    what: str
    path: Path
    version: int
    why: str = ""
    left_out: Sequence[str] = ()  # invoices that say Check
    see: str = "Problems"  # what the workbook calls that sheet


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the copies of one run of share have in common."""

    home: Path
    key: bytes
    problems: str
    facts: Facts
    others: others.Others
    scales: Scales


def release_copies(path: Path, wanted: Sequence[str], as_of: date, *, everyone: bool = False) -> list[CopyResult]:
    """Make or renew the copies of the customers with open items; of those named; or, with `everyone`, of all.

    A copy that tells of something that is paid by now is renewed as well. The workbook is not changed. NotDone when
    a name is not known, or nobody can know who has paid.
    """
    snapshot = guard.read_snapshot(path)
    home = snapshot.path.parent
    with guard.locked(home):
        book, facts = look(snapshot.data)
        work, _messages = judge(book, facts, outbox.load_outbox(book), as_of)
        if facts.no_payments:
            raise NotDone(_("Nothing was shared: {why}.", why=facts.no_payments))
        _refuse_unknown(wanted, facts, book.name("Customers"))
        desk = _Desk(
            home,
            signature.business_key(home, make=True),
            book.name("Problems"),
            facts,
            others.index(book, facts),
            Scales(snapshot.data, book, work),
        )
        chosen = [(a, state.load_state(home, a.customer.customer_id)) for a in accounts(book, work)]
        names_wanted = {name.strip().casefold() for name in wanted}
        return [
            _shared(desk, account, known)
            for account, known in chosen
            if (account.customer.customer_id.casefold() in names_wanted if wanted else _due(account, known, everyone))
        ]


def _due(account: CustomerAccount, known: State, everyone: bool) -> bool:
    return everyone or bool(account.lines) or (known.last is not None and known.last.open)


def _refuse_unknown(wanted: Sequence[str], facts: Facts, sheet: str) -> None:
    unknown = [name for name in wanted if name.strip().casefold() not in facts.customers]
    if unknown:
        raise NotDone(_("There is no customer {customers} in {sheet}. Type the ID just as it stands there.",
                        customers=", ".join(unknown), sheet=sheet))  # fmt: skip


def _shared(desk: _Desk, account: CustomerAccount, known: State) -> CopyResult:
    """One customer: built here, searched, and only then put into their folder."""
    customer = account.customer
    place = state.copy_folder(desk.home, customer.customer_id)
    path = place / f"{safe(clean(desk.facts.settings.business_name), 'Invoices')} - statement.xlsx"

    def outcome(what: str, why: str = "", version: int = known.last.number if known.last else 0) -> CopyResult:
        return CopyResult(customer.customer_id, customer.name, what, path, version, why, account.left_out,
                       desk.problems)  # fmt: skip

    fault = _fault(desk.facts, account)
    if fault:
        return outcome(HELD, fault)
    try:
        version, why = _renewed(desk, account, known, path)
    except OSError as refusal:
        return outcome(
            HELD, _("{file} cannot be used ({why}); is it open somewhere?", file=path, why=refusal.strerror or refusal)
        )
    except NotDone as refusal:
        return outcome(HELD, str(refusal))
    return outcome(HELD, why) if why else outcome(MADE, version=version) if version else outcome(SAME)


def _renewed(desk: _Desk, account: CustomerAccount, known: State, path: Path) -> tuple[int, str]:
    """The version put into the folder, 0 where that was not needed; or why it may not be."""
    copy, data = _newest(desk, account, known, path)
    on_disk = _content(path)
    said_already = known.last is not None and copy.version == known.last.number
    if said_already and on_disk == data:
        return 0, ""
    strangers = _searched(desk, copy, data)
    if strangers:
        return 0, (
            _(
                "it would name what belongs to another customer: {what}. Look where it stands in this customer's "
                "invoices, and take it out",
                what=", ".join(strangers),
            )
        )
    unread, there = _unread(desk, known, path)
    if unread or (said_already and there == copy.version):  # opened and saved, and there is nothing new to tell
        return 0, unread
    _put(desk.home, known, copy, data, path, on_disk)
    return copy.version, ""


def _fault(facts: Facts, account: CustomerAccount) -> str:
    """Why nothing may be told to this customer now."""
    key = account.customer.customer_id.casefold()
    if key in facts.customer_faults:
        return _("fix their row first: {why}", why=facts.customer_faults[key])
    return facts.payment_doubts.get(key, "")


def _newest(desk: _Desk, account: CustomerAccount, known: State, path: Path) -> tuple[Copy, bytes]:
    """The copy under its last version's number when it says the very same, else under the next."""
    number = known.last.number if known.last else 0
    for version in (number, number + 1) if known.last and known.last.file == path.name else (number + 1,):
        copy = copy_of(account, desk.facts.settings, version, desk.key)
        data = build.workbook(copy)
        if known.last and version == number and hashlib.sha256(data).hexdigest() == known.last.sha256:
            break
    return copy, data


def _searched(desk: _Desk, copy: Copy, data: bytes) -> list[str]:
    """What of others is in the copy, as it is read back from the disk: not in the shared folder, where a program
    that copies files to others would be too quick."""
    draft = desk.home / FOLDER / state.SHARED / f"{names.customer_folder_name(copy.account.customer.customer_id)}.draft"
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_whole(draft, data)
        return leaks.strangers(draft.read_bytes(), copy, desk.others)
    finally:
        delete_file(draft)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _unread(desk: _Desk, known: State, path: Path) -> tuple[str, int]:
    """Why the copy in the folder must stay: somebody has it open, or what it says was not read yet. And its version,
    where the customer saved it."""
    if opened := guard.who_has_it_open(path):
        return opened, 0
    files, rejected = incoming.in_folder(desk.home, known)
    answered, refused = incoming.opened_safely(files, desk.key)
    for one in [*rejected, *refused]:
        return _(
            "{file} cannot be read: {why} Move it out of the folder, then share again", file=one.name, why=one.why
        ), 0
    for file in answered:
        weighed = desk.scales.weigh(file, known)
        if weighed.items or weighed.receipts:
            return _("{file} holds answers that were not read yet: run replies first", file=file.name), 0
    return "", next((file.mark.version for file in answered if file.main), 0)


def _put(home: Path, known: State, copy: Copy, data: bytes, path: Path, on_disk: bytes | None) -> None:
    """Note the version, then put the copy in its place whole; an answer saved in between stops it."""
    version = Version(
        copy.version, copy.account.as_of.isoformat(), hashlib.sha256(data).hexdigest(), path.name,
        bool(copy.account.lines),
        {line.invoice_no.casefold(): state.all_told(line.answers) for line in copy.account.lines},
    )  # fmt: skip
    older = [v for v in known.versions if v.number != version.number]
    renamed = known.last.file if known.last and known.last.file != path.name else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    state.save_state(home, State(known.customer_id, [*older, version], known.seen))
    if _content(path) != on_disk:
        raise NotDone(_("{file} was saved by somebody this very moment: share again.", file=path.name))
    write_whole(path, data)
    if renamed and hashlib.sha256(_content(path.with_name(renamed)) or b"").hexdigest() in known.fingerprints:
        delete_file(path.with_name(renamed))
