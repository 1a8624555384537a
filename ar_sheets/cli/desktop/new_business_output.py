"""What `init` says: what was made, and the next three things to do."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.cli.desktop.new_business import Business
from ar_sheets.cli.desktop.places import english_country_name, language_name
from ar_sheets.cli.desktop.screen import program
from ar_sheets.schema.translations import word_in


def describe_business(workbook: Path, business: Business, icon: Path | None, why_no_icon: str = "") -> str:
    """The words for the screen."""
    lines = [
        f"Made {workbook.parent}",
        f"for {business.name}: {english_country_name(business.country)}, {business.currency}, "
        f"in {language_name(business.language)}.",
        "  receivables.xlsx   your workbook",
        "  letters            the wording of the letters, yours to change in Notepad",
        *_about_iban(business),
    ]
    if icon is not None:
        where = "in that folder" if icon.parent == workbook.parent else "on your Desktop"
        lines.append(f'The icon "{icon.stem}" is {where}.')
    elif why_no_icon:
        lines.append(f"{why_no_icon} All else is done. Try again with: {program()} shortcut {_quoted(workbook)}")
    return "\n".join([*lines, "", "Next:", *_next(workbook, business.language, icon)])


def _next(workbook: Path, language: str, icon: Path | None) -> list[str]:
    settings, customers, invoices = (word_in("sheet", name, language) for name in ("Settings", "Customers", "Invoices"))
    menu = f'double-click the icon "{icon.stem}"' if icon else f"{program()} start {_quoted(workbook)}"
    return [
        f"  1. Open receivables.xlsx. In {settings} fill in your address, your e-mail and your bank account.",
        f"  2. Type who owes you into {customers} and {invoices}. Save and close.",
        f"  3. Then {menu}, and choose 2, Weekly run. Nothing is sent by that.",
    ]


def _about_iban(business: Business) -> list[str]:
    """An account abroad is not wrong, but it may be a slip."""
    if not business.iban or business.iban[:2] == business.country:
        return []
    return [
        f"The IBAN is of {english_country_name(business.iban[:2])}, "
        f"the business of {english_country_name(business.country)}. "
        f"If that is not so, change it in {word_in('sheet', 'Settings', business.language)}."
    ]


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
