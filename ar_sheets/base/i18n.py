"""What people are told on the screen, ready to be translated with gettext.

Each sentence stands whole in the code, as _("It went out to {name}.", name=...) with named places: never an f-string,
never put together of pieces whose order another language would change. n_ is for what is counted, N_ marks a text
that is translated where it is used. There is no translation yet; to begin one, with Babel's own command:

    pybabel extract -k _ -k n_:1,2 -k N_ -o ar-sheets.pot ar_sheets
    pybabel init -i ar-sheets.pot -D ar-sheets -d ar_sheets/locale -l de      (later: pybabel update, the same options)
    pybabel compile -D ar-sheets -d ar_sheets/locale

The language is that of the computer (LANGUAGE, LC_ALL, LC_MESSAGES or LANG).
"""

from __future__ import annotations

from gettext import translation
from pathlib import Path

_catalogue = translation("ar-sheets", Path(__file__).parent / "locale", fallback=True)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text that is translated where it is used."""
    return text


def _(text: str, **values: object) -> str:
    """The text in the person's language, with the values in their places."""
    return _catalogue.gettext(text).format(**values) if values else _catalogue.gettext(text)


def n_(one: str, many: str, n: int, **values: object) -> str:
    """As `_`, in the form that goes with the number {n}."""
    return _catalogue.ngettext(one, many, n).format(n=n, **values)
