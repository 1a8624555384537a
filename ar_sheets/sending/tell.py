"""What the commands about mail say: plain words for people, data for --json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ar_sheets.letters.clean import clean
from ar_sheets.sending.batch import Result
from ar_sheets.sending.bounces import Found
from ar_sheets.sending.desk import Letter
from ar_sheets.sending.journal import Entry
from ar_sheets.sending.password import VARIABLE

_SHOWN = 60  # characters of a cell on the screen
NEEDS_A_PERSON = ("held", "late", "failed", "refused", "deferred", "unclear")
_TITLES = {
    "sent": "Sent", "tested": "Sent to you as a test", "drafted": "Written",
    "superseded": "No longer applies, not sent",
    "waiting": "Waits for you", "late": "Run again first", "held": "Not sent, needs you",
    "refused": "The address was refused", "failed": "Refused by the mail server",
    "deferred": "Not taken now; the next sending tries again",
    "unclear": "Unclear whether it went out (ar-sheets settle)",
}  # fmt: skip


def plan(result: Result) -> str:
    """The list before anything is sent."""
    chosen = result.chosen
    lines = [f"{_count(len(chosen))} to send from {result.sender} by {_way(result)}:", *map(_line, chosen)]
    left = len(result.of("send")) - len(chosen)
    if left:
        lines.append(f"  ... and {left} more after these (--limit).")
    return "\n".join([*lines, *_by_state(result, skip=("send",))])


def question(result: Result) -> str:
    """What is asked before sending."""
    number = _count(len(result.chosen))
    if result.options.to_folder:
        return f"Write {number} into the batch folder?"
    return f"Send {number} to {result.options.test_to or 'these customers'}?"


def progress(letter: Letter, number: int, total: int) -> str:
    """One line for each mail."""
    words = "" if letter.state in ("sent", "tested") else f": {letter.reason}"
    return f"{number}/{total} {letter.state}  {letter.letter_id}  {letter.record['to']}{words}"


def summary(result: Result) -> str:
    """What was done, and what to do next."""
    if result.options.dry_run:
        return f"{plan(result)}\nNothing was sent (--dry-run)."
    lines = [", ".join(f"{len(result.of(s))} {s}" for s in _TITLES if result.of(s)) or "There is nothing to send."]
    lines[0] = lines[0][:1].upper() + lines[0][1:] + ("" if lines[0].endswith(".") else ".")
    went = ("sent", "tested", "drafted")
    lines += _by_state(result, skip=("send", *went, *(("waiting",) if result.of(*went) else ())))
    if result.stopped:
        lines += [f"Stopped: {result.stopped}", "What was not begun waits in the Outbox; send again to go on."]
    if result.folder is not None:
        lines += _about_drafts(result)
    if result.to_post:
        lines += ["These go by post as well. Print them, and type the day under Done on in the Outbox:",
                  *(f"  {file}" for file in result.to_post)]  # fmt: skip
    if result.unsettled:
        lines.append(f"Still to settle, with ar-sheets settle: {', '.join(result.unsettled)}")
    if result.logged:
        lines.append(f"Logged {result.logged} rows. The next ar-sheets run shows the new steps.")
    return "\n".join([*lines, *result.notes])


def _about_drafts(result: Result) -> list[str]:
    return [
        f"The mails are in {result.folder}. In Outlook open one and press Send; in Apple Mail use Message, Send Again; "
        "in Thunderbird use Edit as New Message.",
        "Nothing was noted as sent: type the day under Done on in the Outbox, or the next send mails them once more.",
    ]


def _way(result: Result) -> str:
    if result.options.to_folder:
        return "your own mail program"
    return f"{result.server.host or '(no SMTP host yet)'}"


def _by_state(result: Result, skip: Sequence[str]) -> Iterator[str]:
    for state, title in _TITLES.items():
        letters = result.of(state) if state not in skip else []
        if letters:
            yield f"{title}:"
            yield from (f"{_line(letter)}\n      {letter.reason}" for letter in letters)


def _line(letter: Letter) -> str:
    record = letter.record
    amount = f"{record.get('total_due') or 0:,.2f} {record.get('currency') or ''}"
    who, step, to = (clean(record.get(key))[:_SHOWN] for key in ("customer", "step", "to"))
    return f"  {letter.letter_id}  {who}: {step}, {amount} -> {to or 'nobody'}"


def _count(number: int) -> str:
    return f"{number} mail{'' if number == 1 else 's'}"


def data(result: Result) -> dict[str, Any]:
    """A sending as data."""
    return {
        "as_of": result.as_of, "dry_run": result.options.dry_run, "test_to": result.options.test_to or None,
        "letters": [_letter(letter) for letter in result.letters],
        "counts": {state: len(result.of(state)) for state in ("send", *_TITLES)},
        "to_post": result.to_post, "unsettled": result.unsettled, "logged": result.logged,
        "stopped": result.stopped or None, "folder": str(result.folder) if result.folder else None,
        "notes": result.notes,
    }  # fmt: skip


def _letter(letter: Letter) -> dict[str, Any]:
    record = letter.record
    return {
        "letter_id": letter.letter_id, "customer_id": record.get("customer_id"), "step": record.get("step"),
        "to": record.get("to"), "channel": record.get("channel"), "currency": record.get("currency"),
        "total_due": record.get("total_due"), "state": letter.state, "reason": letter.reason,
    }  # fmt: skip


def needs_a_person(result: Result) -> bool:
    """Whether the exit code says that somebody has to look."""
    return bool(result.stopped or result.behind or result.unsettled or result.of(*NEEDS_A_PERSON))


SETUP = (
    'Your mail provider\'s help pages say these under "SMTP" or "outgoing mail".\n'
    "Gmail: smtp.gmail.com, 587, and an app password. Microsoft 365: smtp.office365.com, 587; an administrator has to\n"
    'allow "Authenticated SMTP" for the mailbox. The connection is always encrypted.'
)


def set_up(sender: str, *, kept: bool) -> str:
    """What mail-setup did."""
    password = (
        "The password is in this computer's keyring."
        if kept
        else f"There is no keyring here: send asks for the password, or takes it from {VARIABLE} in the environment."
    )
    return f"It works: a mail is on its way to {sender}. Server, port and user are in Settings. {password}"


def unclear(entries: Sequence[Entry], workbook: str) -> str:
    """The letters to settle, and how."""
    if not entries:
        return "No letter is unclear."
    lines = ["Nobody knows whether these went out. Look in the Sent folder of your mailbox, or ask the customer:"]
    for entry in entries:
        record = entry.record
        lines += [f"  {entry.letter_id}  {record['customer']} <{record['to']}>, {entry.at}: {record['subject']}",
                  f"      {entry.said or 'its sending was cut off'}"]  # fmt: skip
    example = entries[0].letter_id
    return "\n".join([*lines, f"It went out:      ar-sheets settle {workbook} {example} --sent",
                      f"It did not:       ar-sheets settle {workbook} {example} --not-sent"])  # fmt: skip


def unclear_data(entries: Sequence[Entry]) -> dict[str, Any]:
    """The same as data."""
    return {"unclear": [
        {"letter_id": e.letter_id, "customer": e.record["customer"], "to": e.record["to"], "at": e.at, "said": e.said,
         "message_id": e.message_id} for e in entries
    ]}  # fmt: skip


def settled(entry: Entry, *, sent: bool) -> str:
    """What settling did."""
    if sent:
        return f"{entry.letter_id} is logged as sent."
    return f"{entry.letter_id} waits in the Outbox again; ar-sheets send mails it if it still applies."


def bounces(found: Found) -> str:
    """What came back and what did not."""
    lines = [
        f"{customer}: {report.said or report.action} ({report.file})"
        for letters in (found.bounced, found.delivered, found.delayed)
        for customer, report in letters
    ]
    lines += found.unread
    lines.append(
        f"{len(found.bounced)} came back, {len(found.delivered)} arrived, {len(found.delayed)} delayed, "
        f"{len(found.unknown)} about other mails, {len(found.others)} no reports. Logged {found.logged} rows."
    )
    if found.bounced:
        lines.append("Run again: the customers' rows say which address to mend, and the letters become due anew.")
    return "\n".join(lines)


def bounces_data(found: Found) -> dict[str, Any]:
    """The same as data."""
    named = {"bounced": found.bounced, "delivered": found.delivered, "delayed": found.delayed}
    return {
        name: [{"customer": customer, "message_id": r.message_id, "address": r.address, "said": r.said, "file": r.file}
               for customer, r in letters]
        for name, letters in named.items()
    } | {"unknown": [r.file for r in found.unknown], "others": found.others, "unread": found.unread,
         "logged": found.logged}  # fmt: skip
