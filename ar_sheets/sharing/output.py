"""What `share` and `replies` say: plain words for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ar_sheets.facts import log, logged_answers, open_answers
from ar_sheets.sharing.collect import RepliesFound
from ar_sheets.sharing.exposed import Exposed
from ar_sheets.sharing.merge import Item
from ar_sheets.sharing.release import HELD, MADE, SAME, CopyResult

SHOWN = 12  # copies made; those that need a person are all shown


def shared(outcomes: Sequence[CopyResult]) -> str:
    """What became of each copy, those that need a person last."""
    made = [o for o in outcomes if o.what == MADE]
    same = [o for o in outcomes if o.what == SAME]
    held = [o for o in outcomes if o.what == HELD]
    lines = [f"  {o.customer_id:<12} copy {o.version}, in {o.path.parent}" for o in made[:SHOWN]]
    lines += [f"  and {len(made) - SHOWN} more beside them"] if len(made) > SHOWN else []
    lines += [f"  {o.customer_id:<12} not made: {o.why.rstrip('.')}." for o in held]
    for o in outcomes:
        if o.left_out and o.what != HELD:
            left = ", ".join("a row without a number" if number == "?" else number for number in o.left_out)
            lines.append(f"  {o.customer_id:<12} leaves out {left}: see {o.see}.")
    counts = [f"{len(made)} made or renewed", f"{len(same)} as they were" if same else "",
              f"{len(held)} not made" if held else ""]  # fmt: skip
    if not outcomes:
        return "Nobody has anything open, so there was nothing to share. With --all every customer gets a copy."
    return "\n".join(["Copies: " + ", ".join(c for c in counts if c) + ".", *lines])


def shared_data(outcomes: Sequence[CopyResult]) -> dict[str, Any]:
    """The same as data."""
    return {
        "copies": [{"customer": o.customer_id, "what": o.what, "file": str(o.path), "version": o.version, "why": o.why,
                    "left_out": list(o.left_out)} for o in outcomes]
    }  # fmt: skip


def exposed(found: Sequence[Exposed]) -> str:
    """What a reader of the workbook would see."""
    lines = [f"  {e.where}: {e.what.rstrip('.')}. {e.what_to_do}" for e in found]
    return "\n".join(["Somebody who gets the workbook itself sees all of it, also what is hidden:", *lines])


def describe_answers(found: RepliesFound) -> str:
    """What the files say, and what would be taken."""
    problems, log_sheet = (found.book.name(sheet) if found.book else sheet for sheet in ("Problems", "Log"))
    groups = (
        (log.ANSWERED, "To be taken into the workbook:"),
        (log.ANSWERED_BOTH, f"Changed on both sides; you decide (it will stand in {problems}):"),
        (log.ANSWERED_LATE, f"Older than what was answered already; only noted in {log_sheet}:"),
        (
            log.ANSWER_REFUSED,
            f"Not taken; it will stand in {problems}, and nobody is reminded until you looked:",
        ),
    )
    lines: list[str] = []
    for event, title in groups:
        items = [item for item in found.weighed.items if item.event == event and item.why != logged_answers.AS_IT_WAS]
        lines += [title, *(_item(item, found) for item in items)] if items else []
    if found.weighed.receipts:
        lines += [f"Received by the customer; noted in {log_sheet}:"]
        lines += [f"  {r.customer_id}  copy {r.version} on {r.day}" for r in found.weighed.receipts]
    if found.rejected:
        lines += ["Files of which nothing was used:", *(f"  {r.name}: {r.why}" for r in found.rejected)]
    if found.without:
        lines += [f"  {path.name}: a mail without a copy attached" for path in found.without]
    read = len(found.read)
    files = f"{read} changed {'copy' if read == 1 else 'copies'} read"
    return "\n".join(lines) if lines else f"No new answers ({files})."


def _item(item: Item, found: RepliesFound) -> str:
    if found.book is None:
        return f"  {item.customer_id}  {item.invoice_no}  {item.new}"
    header = found.book.header("Invoices", item.key)
    new, before = (open_answers.answer(found.book, item.key, text) for text in (item.new, item.old))
    old = f' (was "{before}")' if before else ""
    why = f": {open_answers.reason_shown(found.book, item.key, item.why)}" if item.why else ""
    by = f", by {item.who}" if item.who else ""
    line = f'  {item.customer_id}  {item.invoice_no}  {header}: "{new}"{old}{why}{by}'
    advice = found.advice(item)
    return f"{line}\n      You could send them: {advice}" if advice else line


def describe_replies_taken(found: RepliesFound) -> str:
    """What was done."""
    count = len(found.weighed.taken())
    cells = f"{count} answer{'s' * (count != 1)} taken into the workbook"
    return f"{cells}, {len(found.logged)} noted in the Log." + (" The next run goes by them." if count else "")
