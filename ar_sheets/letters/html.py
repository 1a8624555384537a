"""A letter as HTML: one file with nothing loaded from outside and every style in place, as mail programs want."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ar_sheets.base import qr
from ar_sheets.base.pages import speak_in_pages

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Letter
    from ar_sheets.letters.logo import Picture


@cache
def environment() -> Any:
    """Jinja for the HTML forms beside this file: every value is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return speak_in_pages(
        Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
    )  # fmt: skip


def fragment(letter: Letter) -> str:
    """The letter as one <div>: the body of the e-mail, and what the review page shows."""
    code = qr.as_png_uri(letter.facts.qr) if letter.shows_qr else ""
    return str(environment().get_template("letter.html").render(letter=letter, qr=code))


def whole_page(letter: Letter, body: str, logo: Picture | None = None) -> str:
    """The fragment as a document of its own, the logo on top of it."""
    head = _head(letter, logo) if logo else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(letter.language.replace("_", "-"))}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(letter.subject)}</title>\n</head>\n"
        f'<body style="margin:0;background:#fff">\n{head}{body}</body>\n</html>\n'
    )


def _head(letter: Letter, logo: Picture) -> str:
    width, height = logo.size
    alt = escape(letter.settings.business_name) or "Logo"
    return (
        '<div style="max-width:640px;margin:0 auto;padding:24px 24px 0;background:#fff">'
        f'<img src="{logo.uri}" alt="{alt}" width="{width}" height="{height}" style="display:block"></div>\n'
    )
