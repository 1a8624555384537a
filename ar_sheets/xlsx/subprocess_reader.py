"""Files from outside are parsed apart: in a process of their own, with a limit on its memory and time.

A native parser that crashes, eats memory or never ends is then a sentence about one file. What comes back is JSON and
nothing else. The child gets no passwords from the environment, writes no files and leaves no core dump; where the
system has no such limits (Windows), the limit on time still holds.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ar_sheets.base import i18n
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.xlsx.refused import Refused

SECONDS = 30.0  # for one file
MEMORY = 1 << 30  # bytes
_ANSWER = 200_000_000  # bytes of JSON
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_TOP = Path(__file__).resolve().parents[2]


def read_apart(job: str, data: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> Any:
    """What the function `job` ("module:function", bytes in, something JSON can hold out) makes of a file's bytes.

    Raises Refused: with the function's own sentence, or one that says that the file cannot be read safely.
    """
    (answer,) = each(job, [data], seconds=seconds, memory=memory)
    if isinstance(answer, Refused):
        raise answer
    return answer


def each(job: str, files: Iterable[bytes], *, seconds: float = SECONDS, memory: int = MEMORY) -> list[Any | Refused]:
    """The same for many files, in order, mostly in one child: a Refused in the place of a file that has a fault."""
    with tempfile.TemporaryFile(buffering=0) as given:
        starts = [_put(given, data) for data in files]
        answers: list[Any | Refused] = []
        while len(answers) < len(starts):
            given.seek(starts[len(answers)])
            some, why = _asked(job, given, len(starts) - len(answers), seconds, memory)
            answers += some
            answers += [Refused(why)] if why else []
        return answers


_BROKEN = N_("This file is broken, so it was not used. Ask who sent it to make it anew.")
_CRASHED = N_(
    "This file makes the program that reads it crash, so it was not used. Ask who sent it to make it anew; "
    "do not open it if you do not know them."
)
_TOO_MUCH = N_(
    "This file takes more memory to read than any such file should, so it was not used. Ask who sent it to make it "
    "anew; do not open it if you do not know them."
)
_TOO_LONG = N_(
    "This file takes longer to read than any such file should, so it was not used. Ask who sent it to make it anew; "
    "do not open it if you do not know them."
)


def _put(given: BinaryIO, data: bytes) -> int:
    """Adds a file behind the others; where it begins."""
    start = given.tell()
    view = memoryview(len(data).to_bytes(8, "little") + data)
    while view:
        view = view[given.write(view) :]
    return start


def _asked(job: str, given: BinaryIO, count: int, seconds: float, memory: int) -> tuple[list[Any | Refused], str]:
    """The answers one child gives until it is done or dies, and why it died ("" where it gave them all)."""
    command = [sys.executable, "-P", "-m", __name__, job, str(memory), str(seconds)]
    with tempfile.TemporaryFile(buffering=0) as said:
        child = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=given, stdout=said, stderr=subprocess.DEVNULL, env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        try:
            in_time = _ended(child, said, seconds)
        finally:
            child.kill()
            child.wait()
        said.seek(0)
        lines = said.read(min(os.fstat(said.fileno()).st_size, _ANSWER)).split(b"\n")[:-1]
    answers = [_understood(line) for line in lines[:count]]
    why = _CRASHED if in_time else _TOO_LONG
    return answers, "" if len(answers) == count else _(why)


def _ended(child: subprocess.Popen[bytes], said: BinaryIO, seconds: float) -> bool:
    """Waits for the child; False when it gave no answer about any file for so many seconds."""
    size = -1
    while size < (size := os.fstat(said.fileno()).st_size):
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return True
    return False


def _environment() -> dict[str, str]:
    """What a child needs to start; the password for the mail server is not in it."""
    path = os.pathsep.join(filter(None, (str(_TOP), os.environ.get("PYTHONPATH"))))
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "PYTHONPATH": path,
        "LANGUAGE": i18n.language(),  # its refusals are read by whoever reads ours
    }


def _understood(line: bytes) -> Any | Refused:
    try:
        answer = json.loads(line)
        return Refused(answer["refused"], answer["damage"]) if "refused" in answer else answer["done"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Refused(_(_CRASHED))


def _work(job: str, memory: int, seconds: float) -> None:
    """The child: answers for one file after the other, a line of JSON for each."""
    _limit("AS", memory)
    _limit("CORE", 0)
    _limit("FSIZE", _ANSWER)
    module, _colon, name = job.partition(":")
    function = getattr(importlib.import_module(module), name)
    for data in _files(sys.stdin.buffer):
        _limit("CPU", int(time.process_time() + seconds) + 2)  # should the parent be gone
        sys.stdout.write(json.dumps(_answer(function, data)) + "\n")
        sys.stdout.flush()


def _answer(function: Callable[[bytes], Any], data: bytes) -> dict[str, Any]:
    try:
        return {"done": function(data)}
    except NotDone as refusal:
        return {"refused": str(refusal), "damage": refusal.damage if isinstance(refusal, Refused) else ""}
    except MemoryError:
        return _refused(_TOO_MUCH)
    except Exception:
        return _refused(_BROKEN)
    except BaseException:  # a native parser that gives up does so with an exception that is no Exception
        return _refused(_CRASHED)


def _refused(why: str) -> dict[str, str]:
    return {"refused": _(why), "damage": ""}


def _files(given: BinaryIO) -> Iterator[bytes]:
    while len(size := given.read(8)) == 8:
        yield given.read(int.from_bytes(size, "little"))


def _limit(what: str, most: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        kind = getattr(resource, f"RLIMIT_{what}")
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
