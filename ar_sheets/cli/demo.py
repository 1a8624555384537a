"""The demo: a copy of the sample business in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from ar_sheets.base.data import data_folder as data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, language


def make_demo(folder: Path) -> Path:
    """Make the sample business in `folder`, in the language that is spoken now, and return its workbook. `NotDone` if
    one is already there."""
    workbook = folder / "receivables.xlsx"
    if workbook.exists():
        raise NotDone(_("There is already a workbook in {folder}. Go on with it: ar-sheets run {workbook}\n"
                        "Or name another folder: ar-sheets demo another-folder", folder=folder,
                        workbook=workbook))  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    workbook.write_bytes(_in_own_language((data_folder("sample_data") / "receivables.xlsx").read_bytes()))
    shutil.copytree(data_folder("letters"), folder / "letters", dirs_exist_ok=True)
    return workbook


def _in_own_language(data: bytes) -> bytes:
    """The sample with another Language in its Settings."""
    if language() == "en":
        return data
    from ar_sheets.workbook.read import read_book
    from ar_sheets.workbook.setting_rows import setting_changes
    from ar_sheets.xlsx.patch import patch

    return patch(data, list(setting_changes(read_book(data), {"language": language()})))
