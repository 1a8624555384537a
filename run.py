#!/usr/bin/env python3
"""ar-sheets from a clone, with nothing but Python: `python3 run.py demo`, `python3 run.py test`
(and, where time matters less, `python3 run.py test --rest`).

Anything else goes to ar-sheets as it is (`python3 run.py run my.xlsx`); nothing at all, as after a double-click,
opens its menu. The first call makes .venv beside
this file and needs the network; later calls use what is there, until pyproject.toml or the Python changes.
"""

# Pythons that are too old, down to 2.7, read this file too and should get a sentence, not a SyntaxError:
# so no f-strings and no annotations here.
import sys


def stop(sentence):
    """Ends with this sentence and the exit code for "nothing was done"; a double-clicked window first waits."""
    sys.stderr.write(sentence + "\n")
    if sys.argv[1:2] in ([], ["start"]) and sys.stdin.isatty():
        sys.stderr.write("Press Enter to close this window. ")
        sys.stderr.flush()
        sys.stdin.readline()
    sys.exit(2)


if sys.version_info < (3, 11):
    stop("ar-sheets needs Python 3.11 or newer; this is %d.%d. Get one from python.org." % sys.version_info[:2])

import hashlib
import os
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen, run

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed"  # written last, so that an interrupted install is begun again
BASE = getattr(sys, "_base_executable", None) or sys.executable  # never the .venv's own, which may be remade
CALLED = ("py" if os.name == "nt" else "python3") + " run.py"  # for what we tell the user to type next
OWNERS = "fast,keyring,word"  # what an owner may come to need: no feature asks for a pip command later
OFFLINE = ("Retrying (", "from versions: none", "ConnectionError", "ProxyError", "SSLError", "Timeout")


def main(arguments):
    """Runs pytest for `test`, else ar-sheets, with these arguments; gives back its exit code."""
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty():
        arguments = ["start"]
    testing = arguments[:1] == ["test"]
    prepare(OWNERS + (",dev" if testing else ""))
    command = [PYTHON, "-P", "-m"] + (["pytest"] + for_pytest(arguments[1:]) if testing else ["ar_sheets"] + arguments)
    # Before 3.13, Python on Windows finds no editable install in a folder with a c-cedilla in its name.
    told = dict(os.environ, PYTHONPATH=str(HERE), AR_SHEETS_CALLED=CALLED)
    child = Popen(command, cwd=HERE if testing else None, env=told)
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:  # the child had the Ctrl-C as well, and says what there is to say
            pass


def for_pytest(words):
    """What pytest is given: alone, the fast tests on all processors; with --rest, the slow ones, which CI does too."""
    if words in ([], ["--rest"]):
        return ["-n", "auto", "--dist", "loadfile"] + (["-m", "slow and not long"] if words else [])
    return words


def prepare(extras):
    """Makes .venv with ar-sheets and these extras in it, unless they are there."""
    place = os.fsencode("%s %s %s" % (sys.version_info[:2], sys.base_prefix, HERE))
    key = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + place).hexdigest()
    have = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    if have.startswith(key + extras):
        return
    sys.stderr.write("Getting ar-sheets ready in .venv. This happens once and takes a minute or two.\n")
    # Debian keeps ensurepip in a package of its own: then .venv is made without pip and filled from outside.
    if not have.startswith(key) and fault(BASE, "-m", "venv", "--clear", VENV):
        stop_at(fault(BASE, "-m", "venv", "--clear", "--without-pip", VENV))
    pip = [PYTHON, "-m", "pip"]
    if fault(*pip + ["--version"]):
        pip = [BASE, "-m", "pip", "--python", PYTHON]
    install = pip + ["install", "--quiet", "--no-input", "--no-user", "--editable"]
    said = fault(*install + [".[%s]" % extras])
    if said and extras == OWNERS:  # an extra that this computer has no package for keeps nobody from the rest
        said = fault(*install + ["."])
    stop_at(said)
    STAMP.write_text(key + extras)


def fault(*command):
    """Runs a command in the project's folder; gives back what it said if it failed, else ""."""
    done = run(command, cwd=HERE, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, text=True, errors="replace")
    return (done.stdout.strip() or "%s failed" % (command,)) if done.returncode else ""


def stop_at(said):
    """Ends with one sentence if a command failed with these words."""
    if "No module named pip" in said or "No module named venv" in said:
        stop("This Python lacks venv and pip; on Debian and Ubuntu: sudo apt install python3-venv")
    if any(word in said for word in OFFLINE):
        stop("pip cannot reach the package index: is there a network, or a proxy to name in HTTPS_PROXY?")
    if said:
        lines = said.splitlines()
        stop("Not installed. " + next((line for line in reversed(lines) if "rror" in line), lines[-1]))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
