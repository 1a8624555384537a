"""Answers that are words of ours: kept in English, shown in the person's language, understood in any."""

from __future__ import annotations

from collections.abc import Sequence

from ar_sheets.base.i18n import N_, _, in_language
from ar_sheets.base.text import normalize_header
from ar_sheets.schema.columns import LANGUAGES
from ar_sheets.workbook.remembered import NONE

_WORDS = {
    NONE: N_("there is no such column"), "first": N_("first"), "last": N_("last"), "go on": N_("go on"),
    "stop": N_("stop"), "copied": N_("copied"), "left alone": N_("left alone"), "paid": N_("paid"),
    "partly paid": N_("partly paid"), "open": N_("open"), "void": N_("void"), "put right": N_("put right"),
    "leave as they are": N_("leave as they are"), "day first": N_("day first"), "month first": N_("month first"),
    "invoices": N_("invoices"), "customers": N_("customers"), "payments": N_("payments"),
    "credit notes": N_("credit notes"), "leave alone": N_("leave alone"),
}  # fmt: skip


def in_words(option: str, options: Sequence[str]) -> str:
    """An answer as it is shown. Where `options` offer to say that there is no such column, the others are headers of
    the owner's own."""
    word = _WORDS.get(option) if option == NONE or NONE not in options else None
    return _(word) if word else option


def picked(options: Sequence[str], said: str) -> str | None:
    """The option that an answer means: as it is kept, or as it is shown in any of the languages."""
    wanted = normalize_header(said)
    exact = next((one for one in options if normalize_header(one) == wanted), None)
    if exact is not None:
        return exact
    for code in LANGUAGES:
        with in_language(code):
            for one in options:
                if normalize_header(in_words(one, options)) == wanted:
                    return one
    return None
