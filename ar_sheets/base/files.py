"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TEMPORARY = ".ar-sheets.tmp"  # the end of a temporary file's name; one that a killed run left is swept by the next


def glob_escape(text: str) -> str:
    """A name in which nothing is a wildcard."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def temporary_for(path: Path) -> Path:
    """The name under which a file is written before it takes its place: same folder, so same disk."""
    return path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")


def sweep(folder: Path) -> None:
    """Remove what killed runs left half written in a folder. Only while no other run is at work there."""
    for stray in folder.glob(f".*{TEMPORARY}"):
        with contextlib.suppress(OSError):
            stray.unlink()


def delete_file(path: Path) -> None:
    """Delete a file if it is there."""
    path.unlink(missing_ok=True)


def write_new(path: Path, data: bytes, like: Path | None = None) -> None:
    """Write a new file to the disk itself, with the rights, and where possible the owner, of `like`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600 if like else 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view[: 1 << 24]) :]
        if like is not None:
            _made_like(path, handle, like)
        os.fsync(handle)
    finally:
        os.close(handle)


def _made_like(path: Path, handle: int, like: Path) -> None:
    facts = like.stat()
    with contextlib.suppress(OSError, AttributeError):
        os.fchown(handle, facts.st_uid, facts.st_gid)
    path.chmod(facts.st_mode & 0o7777)
    with contextlib.suppress(OSError, AttributeError):
        for name in os.listxattr(like):  # access lists are kept there
            os.setxattr(handle, name, os.getxattr(like, name))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    temporary = temporary_for(path)
    try:
        write_new(temporary, data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            delete_file(temporary)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a renaming in a folder last; some systems have no way to, and only that certainty is lost."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def save_if_changed(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all, and not when it says the same already."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
