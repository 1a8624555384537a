"""Where the files that travel with the program are: letters, workbook templates, sample data."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.base.i18n import _

_PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(name: str) -> Path:
    """The folder `name` that came with the program ("letters", "workbook_templates", "sample_data").

    An installed wheel has it inside the package; a checkout, and an editable install of one, at the top level.
    FileNotFoundError when it is in neither place: the installation is damaged.
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        _("The folder {name} that belongs to ar-sheets is missing. Install ar-sheets again.", name=name)
    )
