"""Other people's readers for three formats: loaded when a file needs one, and missed with a sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ar_sheets.banks.entry import Unusable
from ar_sheets.base.i18n import _


def library(module: str, package: str, what: str) -> Any:
    """The module; Unusable with what to install where it is not there."""
    try:
        return import_module(module)
    except ImportError:
        raise Unusable(
            _("To read {what} files ar-sheets needs the package {package}. Install it (pip install {package}), or "
              "download the statement in another format, best camt.053.", what=what, package=package)
        ) from None  # fmt: skip
