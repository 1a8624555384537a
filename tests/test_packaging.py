"""What travels: the wheel, the source archive and an editable install all bring and find the same files."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TRAVELS = ("letters", "workbook_templates", "sample_data")  # top-level folders that go into the package


def repository_files() -> list[str]:
    """The files of a clone, as paths from its top with `/`."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a clone")
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def built(source: Path, kind: str, out: Path) -> Path:
    """Builds `kind` (wheel, sdist, editable) of the project in `source`, as pip does, and says where it is."""
    script = "import sys; from hatchling import build; print(getattr(build, 'build_' + sys.argv[1])(sys.argv[2]))"
    out.mkdir()
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, kind, out], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out / done.stdout.split()[-1]


def names(wheel: Path) -> set[str]:
    """The wheel's files, without its own metadata."""
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def found_by(site: Path, folder: str) -> Path:
    """Where a fresh Python finds `folder`, with only `site` as its site-packages."""
    script = (
        "import site, sys; site.addsitedir(sys.argv[1])\n"
        "from ar_sheets.base.data import data_folder; print(data_folder(sys.argv[2]))"
    )
    command = [sys.executable, "-I", "-S", "-c", script, site, folder]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in a folder with spaces and letters in its name."""
    top = tmp_path_factory.mktemp("clone") / "Çela & Søn"
    for name in repository_files():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes((ROOT / name).read_bytes())
    return top


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(clone, "wheel", tmp_path_factory.mktemp("built") / "out")


def test_wheel_brings_the_program_and_its_data_and_nothing_else(wheel: Path) -> None:
    expected = {name for name in repository_files() if name.startswith("ar_sheets/")}
    expected |= {f"ar_sheets/_data/{name}" for name in repository_files() if name.startswith(TRAVELS)}
    assert names(wheel) == expected


def test_wheel_made_from_the_source_archive_is_the_same(clone: Path, wheel: Path, tmp_path: Path) -> None:
    archive = built(clone, "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as opened:
        opened.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.0 to 3.11.3 have none
        opened.extractall(tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    assert names(built(source, "wheel", tmp_path / "again")) == names(wheel)


@pytest.mark.parametrize("folder", TRAVELS)
def test_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path, folder: str) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    place = found_by(tmp_path / "site", folder)
    assert place.is_relative_to(tmp_path / "site")
    inside = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert inside == {name.removeprefix(f"{folder}/") for name in repository_files() if name.startswith(f"{folder}/")}


def test_installed_wheel_makes_the_demo(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ar_sheets", "demo", "--as-of", "2026-11-20"], cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(tmp_path / "site")), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr  # done, and the typing errors of the sample need a person
    assert list((tmp_path / "ar-sheets-demo").glob("batches/*/letters/*.pdf"))


@pytest.mark.parametrize("folder", TRAVELS)
def test_editable_install_finds_the_clone_and_not_an_old_copy(clone: Path, tmp_path: Path, folder: str) -> None:
    zipfile.ZipFile(built(clone, "editable", tmp_path / "out")).extractall(tmp_path / "site")
    assert found_by(tmp_path / "site", folder) == clone / folder


def test_metadata_names_the_command_the_licence_and_the_pythons(wheel: Path) -> None:
    opened = zipfile.ZipFile(wheel)
    texts = {Path(name).name: opened.read(name).decode() for name in opened.namelist() if ".dist-info/" in name}
    assert "ar-sheets = ar_sheets.cli.main:main" in texts["entry_points.txt"]
    assert "License-Expression: MIT" in texts["METADATA"]
    assert "MIT" in texts["LICENSE"]
    assert "Requires-Python: >=3.11" in texts["METADATA"]
