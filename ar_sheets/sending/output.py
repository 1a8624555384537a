"""What the commands about mail say: plain words for people, data for --json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ar_sheets.base.i18n import N_, _, in_signs, n_
from ar_sheets.base.sanitize import clean
from ar_sheets.sending.bounces import BouncesFound
from ar_sheets.sending.journal import JournalEntry
from ar_sheets.sending.password import VARIABLE
from ar_sheets.sending.preflight import OutboxLetter
from ar_sheets.sending.result import SendingResult

_SHOWN = 60  # characters of a cell on the screen
NEEDS_A_PERSON = ("held", "late", "failed", "refused", "deferred", "unclear")
_TITLES = {
    "sent": N_("Sent"), "tested": N_("Sent to you as a test"), "drafted": N_("Written"),
    "superseded": N_("No longer applies, not sent"),
    "waiting": N_("Waits for you"), "skipped": N_("Skipped, as you decided"),
    "late": N_("Run again first"), "held": N_("Not sent, needs you"),
    "refused": N_("The address was refused"), "failed": N_("Refused by the mail server"),
    "deferred": N_("Not taken now; the next sending tries again"),
    "unclear": N_("Unclear whether it went out (ar-sheets settle)"),
}  # fmt: skip


# Translators: what became of one mail, on a line of its own
_STATES = {
    "sent": N_("sent"), "tested": N_("tested"), "deferred": N_("deferred"), "failed": N_("failed"),
    "refused": N_("refused"), "unclear": N_("unclear"), "held": N_("held"), "late": N_("late"),
    "waiting": N_("waiting"), "skipped": N_("skipped"), "superseded": N_("superseded"),
}  # fmt: skip


def describe_sending(result: SendingResult) -> str:
    """The list before anything is sent."""
    chosen = result.chosen
    lines = [_("{mails} to send from {sender} by {way}:", mails=_count(len(chosen)), sender=result.sender,
               way=_way(result)), *map(_line, chosen)]  # fmt: skip
    left = len(result.of("send")) - len(chosen)
    if left:
        lines.append(_("  ... and {left} more after these (--limit).", left=left))
    return "\n".join([*lines, *_by_state(result, skip=("send",))])


def sending_question(result: SendingResult) -> str:
    """What is asked before sending."""
    number = _count(len(result.chosen))
    if result.options.to_folder:
        return _("Write {mails} into the batch folder?", mails=number)
    if result.options.test_to:
        return _("Send {mails} to {address}?", mails=number, address=result.options.test_to)
    return _("Send {mails} to these customers?", mails=number)


def progress(letter: OutboxLetter, number: int, total: int) -> str:
    """One line for each mail."""
    words = "" if letter.state in ("sent", "tested") else f": {letter.reason}"
    state = _STATES.get(letter.state, letter.state)
    return f"{number}/{total} {_(state)}  {letter.letter_id}  {letter.record['to']}{words}"


def describe_sent(result: SendingResult) -> str:
    """What was done, and what to do next."""
    if result.options.dry_run:
        return describe_sending(result) + "\n" + _("Nothing was sent (--dry-run).")
    counts = ". ".join(f"{_(title)}: {len(result.of(s))}" for s, title in _TITLES.items() if result.of(s))
    told = result.names.told
    lines = [f"{counts}." if counts else _("There is nothing to send.")]
    went = ("sent", "tested", "drafted")
    lines += _by_state(result, skip=("send", *went), but=result.listed)
    if result.stopped:
        lines += [_("Stopped: {why}", why=result.stopped),
                  told(_("What was not begun waits in the sheet Outbox; send again to go on."))]  # fmt: skip
    if result.folder is not None:
        lines += _about_drafts(result)
    if result.to_post:
        lines += [told(_("These go by post as well. Print them, and type the day under Done on in the sheet Outbox:")),
                  *(f"  {file}" for file in result.to_post)]  # fmt: skip
    if result.unsettled:
        lines.append(_("Still to settle, with ar-sheets settle: {letters}", letters=", ".join(result.unsettled)))
    if result.logged:
        logged = n_("{n:,} row is new in the Log. The next run shows the new steps.",
                    "{n:,} rows are new in the Log. The next run shows the new steps.", result.logged)  # fmt: skip
        lines.append(told(logged))
    return "\n".join([*lines, *result.notes])


def _about_drafts(result: SendingResult) -> list[str]:
    return [
        _(
            "The mails are in {folder}. In Outlook open one and press Send; in Apple Mail use Message, Send Again; "
            "in Thunderbird use Edit as New Message.",
            folder=result.folder,
        ),
        result.names.told(
            _(
                "Nothing was noted as sent: type the day under Done on in the sheet Outbox, or the next send mails "
                "them again."
            )
        ),
    ]


def _way(result: SendingResult) -> str:
    if result.options.to_folder:
        return _("your own mail program")
    return result.server.host or _("(no SMTP host yet)")


def _by_state(result: SendingResult, skip: Sequence[str], but: Sequence[OutboxLetter] = ()) -> Iterator[str]:
    for state, title in _TITLES.items():
        letters = [letter for letter in result.of(state) if state not in skip and letter not in but]
        if letters:
            yield f"{_(title)}:"
            yield from (f"{_line(letter)}\n      {result.names.told(letter.reason)}" for letter in letters)


def _line(letter: OutboxLetter) -> str:
    record = letter.record
    amount = f"{in_signs(format(record.get('total_due') or 0, ',.2f'))} {record.get('currency') or ''}"
    who, step, to = (clean(record.get(key))[:_SHOWN] for key in ("customer", "step", "to"))
    return f"  {letter.letter_id}  {who}: {step}, {amount} -> " + (to or _("nobody"))


def _count(number: int) -> str:
    return n_("{n:,} mail", "{n:,} mails", number)


def sending_as_data(result: SendingResult) -> dict[str, Any]:
    """A sending as data."""
    return {
        "as_of": result.as_of, "dry_run": result.options.dry_run, "test_to": result.options.test_to or None,
        "letters": [_letter(letter) for letter in result.letters],
        "counts": {state: len(result.of(state)) for state in ("send", *_TITLES)},
        "to_post": result.to_post, "unsettled": result.unsettled, "logged": result.logged,
        "stopped": result.stopped or None, "folder": str(result.folder) if result.folder else None,
        "notes": result.notes,
    }  # fmt: skip


def _letter(letter: OutboxLetter) -> dict[str, Any]:
    record = letter.record
    return {
        "letter_id": letter.letter_id, "customer_id": record.get("customer_id"), "step": record.get("step"),
        "to": record.get("to"), "channel": record.get("channel"), "currency": record.get("currency"),
        "total_due": record.get("total_due"), "state": letter.state, "reason": letter.reason,
    }  # fmt: skip


def needs_a_person(result: SendingResult) -> bool:
    """Whether the exit code says that somebody has to look."""
    return bool(result.stopped or result.behind or result.unsettled or result.of(*NEEDS_A_PERSON))


SETUP = N_(
    'Your mail provider\'s help pages say these under "SMTP" or "outgoing mail".\n'
    "Gmail: smtp.gmail.com, 587, and an app password. Microsoft 365: smtp.office365.com, 587; an administrator has to\n"
    'allow "Authenticated SMTP" for the mailbox. The connection is always encrypted.'
)


def describe_setup(sender: str, *, kept: bool) -> str:
    """What mail-setup did."""
    password = (
        _("The password is in this computer's keyring.")
        if kept
        else _("There is no keyring here: send asks for the password, or takes it from {variable} in the environment.",
               variable=VARIABLE)
    )  # fmt: skip
    return _("It works: a mail is on its way to {sender}. Server, port and user are in Settings. {password}",
             sender=sender, password=password)  # fmt: skip


def describe_unclear(entries: Sequence[JournalEntry], workbook: str) -> str:
    """The letters to settle, and how."""
    if not entries:
        return _("No letter is unclear.")
    lines = [_("Unclear whether these were delivered. Look in the Sent folder of your mailbox, or ask the customer:")]
    for entry in entries:
        record = entry.record
        lines += [f"  {entry.letter_id}  {record['customer']} <{record['to']}>, {entry.at}: {record['subject']}",
                  "      " + (entry.said or _("its sending was cut off"))]  # fmt: skip
    example = entries[0].letter_id
    command = f"ar-sheets settle {workbook} {example}"
    return "\n".join([*lines, _("It went out:      {command} --sent", command=command),
                      _("It did not:       {command} --not-sent", command=command)])  # fmt: skip


def unclear_data(entries: Sequence[JournalEntry]) -> dict[str, Any]:
    """The same as data."""
    return {"unclear": [
        {"letter_id": e.letter_id, "customer": e.record["customer"], "to": e.record["to"], "at": e.at, "said": e.said,
         "message_id": e.message_id} for e in entries
    ]}  # fmt: skip


def describe_settled(entry: JournalEntry, *, sent: bool) -> str:
    """What settling did."""
    if sent:
        return _("{letter} is logged as sent.", letter=entry.letter_id)
    return _(
        "{letter} waits in the sheet Outbox again; ar-sheets send mails it if it still applies.", letter=entry.letter_id
    )


def describe_bounces(found: BouncesFound) -> str:
    """What came back and what did not."""
    lines = [
        f"{customer}: {report.said or report.action} ({report.file})"
        for letters in (found.bounced, found.delivered, found.delayed)
        for customer, report in letters
    ]
    lines += found.unread
    what = (
        n_("{n:,} came back", "{n:,} came back", len(found.bounced)),
        n_("{n:,} arrived", "{n:,} arrived", len(found.delivered)),
        n_("{n:,} delayed", "{n:,} delayed", len(found.delayed)),
        n_("{n:,} about another mail", "{n:,} about other mails", len(found.unknown)),
        n_("{n:,} file is no report of a mail server", "{n:,} files are no report of a mail server", len(found.others)),
    )
    groups = (found.bounced, found.delivered, found.delayed, found.unknown, found.others)
    counts = [text for text, group in zip(what, groups, strict=True) if group]
    lines.append(", ".join(counts or [_("Nothing came back")]) + ".")
    if found.logged:
        lines.append(n_("{n:,} row is new in the Log.", "{n:,} rows are new in the Log.", found.logged))
    if found.bounced:
        lines.append(_("Run again: the customers' rows say which address to fix, and the letters become due anew."))
    return "\n".join(lines)


def bounces_data(found: BouncesFound) -> dict[str, Any]:
    """The same as data."""
    named = {"bounced": found.bounced, "delivered": found.delivered, "delayed": found.delayed}
    return {
        name: [{"customer": customer, "message_id": r.message_id, "address": r.address, "said": r.said, "firm": r.firm,
          "file": r.file}
               for customer, r in letters]
        for name, letters in named.items()
    } | {"unknown": [r.file for r in found.unknown], "others": found.others, "unread": found.unread,
         "logged": found.logged}  # fmt: skip
