"""Typst at work: one PDF after another here, or shared among several processes when there are many.

Typst keeps one processor busy and lets no other Python thread run meanwhile, so only processes help. Run as a
module it is such a process: it reads jobs from stdin and says for each whether the PDF is plain.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ar_sheets.letters.factur_x import name_e_invoice

FORM = Path(__file__).parent / "letter.typ"
_STANDARDS = ["a-2a", "ua-1"]
_WITH_FILES = ["a-3a", "ua-1"]  # PDF/A-2 takes no attached files
_MANY = 100  # PDFs from which on starting another process is worth its half second
_MOST = 4  # processes; each takes some 100 MB


Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One PDF to make: what letter.typ prints as JSON, the day it is dated, the file it goes to."""

    text: str
    day: date
    target: str
    attached: bool = False  # with an e-invoice inside


class Press:
    """One Typst compiler. `root` is the folder whose pictures it may read: nothing else is read from disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._form = FORM.read_bytes()

    @cached_property
    def _compiler(self) -> Any:
        import typst

        return typst.Compiler(root=self._root)

    def pdf(self, text: str, day: date, *, attached: bool = False) -> tuple[bytes, bool]:
        """The PDF, and whether it is a plain one: PDF/A cannot hold a sign that no font on this computer has."""
        import typst

        when = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
        told = {"input": self._form, "sys_inputs": {"data": text}, "timestamp": when}
        try:
            standards = _WITH_FILES if attached else _STANDARDS
            return bytes(self._compiler.compile(**told, pdf_standards=standards)), False
        except typst.TypstError:
            return bytes(self._compiler.compile(**told)), True

    def make(self, job: PrintJob) -> bool:
        """Writes the job's file, whole or not at all, and says whether it is plain."""
        content, plain = self.pdf(job.text, job.day, attached=job.attached)
        content = name_e_invoice(content) if job.attached and not plain else content
        part = Path(job.target + ".part")
        part.write_bytes(content)
        part.replace(job.target)
        return plain


def nobody(done: int, total: int) -> None:
    """Who hears how many PDFs are done where nobody asked."""


def make_all(jobs: Sequence[PrintJob], root: Path, told: Told = nobody) -> list[bool]:
    """Makes all PDFs and says for each, in order, whether it is plain. `told` hears how many are done, by and large:
    the processes are about equally fast."""
    count = min(_MOST, os.cpu_count() or 1) if len(jobs) >= _MANY else 1
    shares = [jobs[at::count] for at in range(count)]
    helpers = [_start(share, root) for share in shares[1:]]
    press = Press(root)
    done: list[list[bool]] = [[]]
    for job in shares[0]:
        done[0].append(press.make(job))
        told(min(len(done[0]) * count, len(jobs)), len(jobs))
    for helper, share in zip(helpers, shares[1:], strict=True):
        said = _answers(helper)
        # A helper that could not start or did not finish is no reason to fail: its share is made here.
        done.append(said if len(said) == len(share) else [press.make(job) for job in share])
    return [done[at % count][at // count] for at in range(len(jobs))]


def _start(share: Sequence[PrintJob], root: Path) -> subprocess.Popen[str] | None:
    command = [sys.executable, "-P", "-m", __name__, str(root)]
    try:
        helper = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8", creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return None
    assert helper.stdin is not None
    with contextlib.suppress(OSError), helper.stdin as jobs:
        for job in share:
            jobs.write(json.dumps(asdict(job) | {"day": job.day.isoformat()}) + "\n")
    helper.stdin = None
    return helper


def _answers(helper: subprocess.Popen[str] | None) -> list[bool]:
    if helper is None:
        return []
    said, _ = helper.communicate()
    return [line == "plain" for line in said.splitlines()] if helper.returncode == 0 else []


def _work(root: str, lines: Sequence[str]) -> Iterator[str]:
    press = Press(Path(root))
    for line in lines:
        job = json.loads(line)
        yield (
            "plain"
            if press.make(PrintJob(job["text"], date.fromisoformat(job["day"]), job["target"], job["attached"]))
            else "whole"
        )


if __name__ == "__main__":
    sys.stdout.writelines(f"{said}\n" for said in _work(sys.argv[1], sys.stdin.read().splitlines()))
