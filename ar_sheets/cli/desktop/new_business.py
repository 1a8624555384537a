"""A new business: its folder with the workbook, the letters, and the places the runs fill."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base.data import data_folder as shipped
from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import delete_file, temporary_for
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop.places import MINIMUM
from ar_sheets.cli.desktop.screen import program
from ar_sheets.workbook.locks import FOLDER

WORKBOOK = "receivables.xlsx"


@dataclass(frozen=True, slots=True)
class Business:
    """What is known about a business at its first day: its name, the ISO codes of its country, currency and
    language, and its IBAN if it was given."""

    name: str
    country: str
    currency: str
    language: str
    iban: str = ""


def folder_name(business: str) -> str:
    """A name for the folder that every system allows: Fjord & Søn AS, but no / or : in it."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f\s]+', " ", business).strip(" .") or _("My business")


def refuse_taken(folder: Path) -> None:
    """NotDone when the folder has a workbook already, or is no folder."""
    workbook = folder / WORKBOOK
    if workbook.exists():
        raise NotDone(_("There is already a workbook {workbook}; it was left as it is. Open its menu: {command}\n"
                        "Or name another folder.", workbook=workbook,
                        command=f'{program()} start "{workbook}"'))  # fmt: skip
    if folder.exists() and not folder.is_dir():
        raise NotDone(_("{folder} is a file. Name a folder.", folder=folder))


def make_business(folder: Path, business: Business) -> Path:
    """Make the folder and give back its workbook. What is there already stays as it is.

    NotDone, a sentence, when there is a workbook already or the folder cannot be written to.
    """
    refuse_taken(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "letters").exists():
            shutil.copytree(shipped("letters"), folder / "letters")
        for name in ("batches", "shared", FOLDER):
            (folder / name).mkdir(exist_ok=True)
        return _workbook(folder / WORKBOOK, business)
    except OSError as fault:
        raise NotDone(
            _("{folder} could not be made ({why}). Check the rights and the disk.", folder=folder, why=fault.strerror)
        ) from fault


def _workbook(path: Path, business: Business) -> Path:
    """Written beside its place first, so that it is there whole or not at all."""
    from ar_sheets.schema.columns import DUNNING_PLAN
    from ar_sheets.workbook.create import create, default_plan

    plan = default_plan(shipped("workbook_templates") / "dunning_plan.csv")
    temporary = temporary_for(path)
    try:
        create(temporary, {DUNNING_PLAN.name: plan}, new_settings(business), business.language)
        temporary.rename(path)
    finally:
        delete_file(temporary)
    return path


def new_settings(business: Business) -> dict[str, object]:
    """The Settings of the new workbook, by key."""
    return {
        "business_name": business.name, "country": business.country, "currency": business.currency,
        "language": business.language, "iban": business.iban, "minimum_to_dun": MINIMUM.get(business.currency, 10),
    }  # fmt: skip
