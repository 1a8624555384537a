"""Pages made with Jinja, in the reader's language: the marks of a sentence are the same as in the code.

Babel's extractor for Jinja finds them (babel.cfg). A sentence holds no markup of its own: `_("Write {send}.")|filled(
send=...)` puts it in.
"""

from __future__ import annotations

from typing import Any

from ar_sheets.base.i18n import _, n_


def speak_in_pages(environment: Any) -> Any:
    """The environment with `_`, `n_` and the filter `filled`."""
    environment.globals.update(_=_, n_=n_)
    environment.filters["filled"] = fill_places
    return environment


def fill_places(text: str, **values: object) -> Any:
    """The text with the values in its places; text and values are escaped, but for values that are markup."""
    from markupsafe import Markup, escape

    return Markup(str(escape(text))).format(**values)  # noqa: S704 - it was escaped just now
