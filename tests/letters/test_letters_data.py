"""The files that travel with the program are found in a checkout and in an installed wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ar_sheets.base import data, i18n

ASK = "import sys; sys.path.insert(0, sys.argv[1]); from ar_sheets.base import data; print(data.data_folder('letters'))"


def place(root: Path, *folders: str) -> Path:
    """A copy of the module, and of what it speaks with, in a package of its own, with these folders around it."""
    (root / "ar_sheets").mkdir(parents=True)
    (root / "ar_sheets/__init__.py").write_text("")
    (root / "ar_sheets/base").mkdir()
    (root / "ar_sheets/base/__init__.py").write_text("")
    for module in (data, i18n):
        shutil.copy(str(module.__file__), root / "ar_sheets/base")
    for folder in folders:
        (root / folder).mkdir(parents=True)
    return root


def found(root: Path) -> str:
    out = subprocess.run([sys.executable, "-c", ASK, str(root)], capture_output=True, text=True, check=False)
    return out.stdout.strip() or out.stderr.strip().splitlines()[-1]


def test_a_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    root = place(tmp_path / "site packages", "ar_sheets/_data/letters")
    assert found(root) == str(root / "ar_sheets/_data/letters")


def test_a_checkout_has_them_at_the_top(tmp_path: Path) -> None:
    root = place(tmp_path / "clone", "letters")
    assert found(root) == str(root / "letters")


def test_a_damaged_installation_is_named(tmp_path: Path) -> None:
    assert found(place(tmp_path)).startswith(
        "FileNotFoundError: The folder letters that belongs to ar-sheets is missing."
    )


@pytest.mark.parametrize("name", ["letters", "workbook_templates", "sample_data"])
def test_they_are_there_now(name: str) -> None:
    assert any(data.data_folder(name).iterdir())
