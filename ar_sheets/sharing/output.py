"""What `share` and `replies` say: plain words for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ar_sheets.base.i18n import _, n_
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
    lines = [_of(o, _("copy {number}, in {folder}", number=o.version, folder=o.path.parent)) for o in made[:SHOWN]]
    more = max(0, len(made) - SHOWN)
    lines += ["  " + n_("and {n} more beside them", "and {n} more beside them", more)] if more else []
    lines += [_of(o, _("not made: {why}.", why=o.why.rstrip("."))) for o in held]
    for o in outcomes:
        if o.left_out and o.what != HELD:
            left = ", ".join(_("a row without a number") if number == "?" else number for number in o.left_out)
            lines.append(_of(o, _("leaves out {invoices}: see {sheet}.", invoices=left, sheet=o.see)))
    counts = [n_("{n} made or renewed", "{n} made or renewed", len(made)),
              n_("{n} as it was", "{n} as they were", len(same)) if same else "",
              n_("{n} not made", "{n} not made", len(held)) if held else ""]  # fmt: skip
    if not outcomes:
        return _("Nobody has anything open, so there was nothing to share. With --all every customer gets a copy.")
    return "\n".join([_("Copies: {counts}.", counts=", ".join(c for c in counts if c)), *lines])


def _of(one: CopyResult, what: str) -> str:
    return f"  {one.customer_id:<12} {what}"


def shared_data(outcomes: Sequence[CopyResult]) -> dict[str, Any]:
    """The same as data."""
    return {
        "copies": [{"customer": o.customer_id, "what": o.what, "file": str(o.path), "version": o.version, "why": o.why,
                    "left_out": list(o.left_out)} for o in outcomes]
    }  # fmt: skip


def exposed(found: Sequence[Exposed]) -> str:
    """What a reader of the workbook would see."""
    lines = [f"  {e.where}: {e.what.rstrip('.')}. {e.what_to_do}" for e in found]
    return "\n".join([_("Somebody who gets the workbook itself sees all of it, also what is hidden:"), *lines])


def describe_answers(found: RepliesFound) -> str:
    """What the files say, and what would be taken."""
    problems, log_sheet = (found.book.name(sheet) if found.book else sheet for sheet in ("Problems", "Log"))
    groups = (
        (log.ANSWERED, _("To be taken into the workbook:")),
        (log.ANSWERED_BOTH, _("Changed on both sides; you decide (it will stand in {sheet}):", sheet=problems)),
        (log.ANSWERED_LATE, _("Older than what was answered already; only noted in {sheet}:", sheet=log_sheet)),
        (
            log.ANSWER_REFUSED,
            _("Not taken; it will stand in {sheet}, and nobody is reminded until you looked:", sheet=problems),
        ),
    )
    lines: list[str] = []
    for event, title in groups:
        items = [item for item in found.weighed.items if item.event == event and item.why != logged_answers.AS_IT_WAS]
        lines += [title, *(_item(item, found) for item in items)] if items else []
    if found.weighed.receipts:
        lines += [_("Received by the customer; noted in {sheet}:", sheet=log_sheet)]
        lines += [
            f"  {r.customer_id}  " + _("copy {number} on {day}", number=r.version, day=r.day)
            for r in found.weighed.receipts
        ]
    if found.rejected:
        lines += [_("Files of which nothing was used:"), *(f"  {r.name}: {r.why}" for r in found.rejected)]
    if found.without:
        lines += [f"  {path.name}: " + _("a mail without a copy attached") for path in found.without]
    read = len(found.read)
    files = n_("{n} changed copy read", "{n} changed copies read", read)
    return "\n".join(lines) if lines else _("No new answers ({files}).", files=files)


def _item(item: Item, found: RepliesFound) -> str:
    if found.book is None:
        return f"  {item.customer_id}  {item.invoice_no}  {item.new}"
    header = found.book.header("Invoices", item.key)
    new, before = (open_answers.answer(found.book, item.key, text) for text in (item.new, item.old))
    old = " (" + _('was "{before}"', before=before) + ")" if before else ""
    why = f": {open_answers.reason_shown(found.book, item.key, item.why)}" if item.why else ""
    by = ", " + _("by {name}", name=item.who) if item.who else ""
    line = f'  {item.customer_id}  {item.invoice_no}  {header}: "{new}"{old}{why}{by}'
    advice = found.advice(item)
    return f"{line}\n      " + _("You could send them: {line}", line=advice) if advice else line


def describe_replies_taken(found: RepliesFound) -> str:
    """What was done."""
    count = len(found.weighed.taken())
    said = n_(
        "{n} answer taken into the workbook, {logged} noted in the Log.",
        "{n} answers taken into the workbook, {logged} noted in the Log.",
        count,
        logged=len(found.logged),
    )
    return said + " " + _("The next run goes by them.") if count else said
