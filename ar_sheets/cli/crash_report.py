"""A failure nobody foresaw: its trace goes to a file, without anything of the workbook or of the person in it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from ar_sheets import __version__
from ar_sheets.base.i18n import _
from ar_sheets.workbook.locks import FOLDER

# The messages of these speak of the program; those of others may quote a name, an amount or a password.
_ABOUT_THE_PROGRAM = (ImportError, AttributeError, NameError, SyntaxError, MemoryError, RecursionError)


def keep_trace(error: BaseException, workbook: Path | None = None) -> Path:
    """Write the trace of an error to a new file, in the .ar-sheets folder of the workbook if there is one, else
    among the temporary files; its path. It holds places in the program and the kinds of error, no values."""
    text = "\n".join(_trace(error)) + "\n"
    home = workbook.parent / FOLDER if workbook is not None else None
    try:
        return _written(home if home is not None and home.is_dir() else None, text)
    except OSError:
        return _written(None, text)


def unforeseen(error: Exception, state: str, workbook: Path | None = None) -> str:
    """One sentence instead of a traceback; the traceback goes to a file that the sentence names. `state`: what is true
    of the workbook now, as a sentence."""
    return _("Something went wrong that we did not foresee ({kind}). {state} Please send us the file {file}; it holds "
             "no passwords and nothing of your workbook.", kind=type(error).__name__, state=state,
             file=keep_trace(error, workbook))  # fmt: skip


def _written(folder: Path | None, text: str) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", prefix="ar-sheets-", suffix=".log", dir=folder, delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    return Path(file.name)


def _trace(error: BaseException) -> Iterator[str]:
    yield f"ar-sheets {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield ""
        for frame in traceback.extract_tb(now.__traceback__):
            yield f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line or ''}"
        yield f"{type(now).__name__}{_said(now)}"
        now = now.__cause__ or now.__context__


def _place(filename: str) -> str:
    """The file without the folders of this computer: they often hold the person's name."""
    parts = Path(filename).parts
    starts = [at + 1 for at, part in enumerate(parts) if part in ("site-packages", "dist-packages")]
    starts += [at for at, part in enumerate(parts) if part == "ar_sheets"]
    return "/".join(parts[min(starts) :]) if starts else parts[-1]


def _said(error: BaseException) -> str:
    if isinstance(error, _ABOUT_THE_PROGRAM):
        return f": {error}"
    if isinstance(error, OSError):
        return f": {error.strerror or 'no reason given'} ({error.errno})"
    return " (what it said is left out: it may quote your workbook)"
