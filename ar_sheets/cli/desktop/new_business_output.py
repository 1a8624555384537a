"""What `init` says: what was made, and the next three things to do."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.base.i18n import _, language
from ar_sheets.base.local_format import country_name
from ar_sheets.cli.desktop.new_business import Business
from ar_sheets.cli.desktop.places import language_name
from ar_sheets.cli.desktop.screen import program, quote_path
from ar_sheets.schema.translations import word_in


def describe_business(workbook: Path, business: Business, icon: Path | None, why_no_icon: str = "") -> str:
    """The words for the screen."""
    lines = [
        _("Made {folder}", folder=workbook.parent),
        _("for {business}: {country}, {currency}, in {language}.", business=business.name,
          country=country_name(business.country, language()), currency=business.currency,
          language=language_name(business.language)),
        "  receivables.xlsx   " + _("your workbook"),
        "  letters            " + _("the wording of the letters, yours to change in Notepad"),
        *_about_iban(business),
    ]  # fmt: skip
    if icon is not None:
        beside = icon.parent == workbook.parent
        lines.append(
            _('The icon "{icon}" is in that folder.', icon=icon.stem)
            if beside
            else _('The icon "{icon}" is on your Desktop.', icon=icon.stem)
        )
    elif why_no_icon:
        lines.append(_("{why} All else is done. Try again with: {command}", why=why_no_icon,
                       command=f"{program()} shortcut {quote_path(workbook)}"))  # fmt: skip
    return "\n".join([*lines, "", _("Next:"), *_next(workbook, business.language, icon)])


def _next(workbook: Path, language: str, icon: Path | None) -> list[str]:
    settings, customers, invoices = (word_in("sheet", name, language) for name in ("Settings", "Customers", "Invoices"))
    if icon:
        menu = _('  3. Then double-click the icon "{icon}", and choose 2, Weekly run. Nothing is sent by that.',
                 icon=icon.stem)  # fmt: skip
    else:
        menu = _("  3. Then {command}, and choose 2, Weekly run. Nothing is sent by that.",
                 command=f"{program()} start {quote_path(workbook)}")  # fmt: skip
    return [
        _("  1. Open receivables.xlsx. In {settings} fill in your address, your e-mail and your bank account.",
          settings=settings),
        _("  2. Type who owes you into {customers} and {invoices}. Save and close.", customers=customers,
          invoices=invoices),
        menu,
    ]  # fmt: skip


def _about_iban(business: Business) -> list[str]:
    """An account abroad is not wrong, but it may be a slip."""
    if not business.iban or business.iban[:2] == business.country:
        return []
    return [
        _("The IBAN is of {bank}, the business of {country}. If that is not so, change it in {sheet}.",
          bank=country_name(business.iban[:2], language()), country=country_name(business.country, language()),
          sheet=word_in("sheet", "Settings", business.language))
    ]  # fmt: skip
