"""Asking Windows through PowerShell. A script is fixed text; what differs reaches it in the environment."""

from __future__ import annotations

import os
import subprocess

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _

_BEGIN = "$ErrorActionPreference = 'Stop'; try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch {}\n"


def run_script(script: str, **values: str) -> str:
    """What the script printed. It finds `values` as $env:NAME, so no value is ever read as code.

    The script has no double quotes. NotDone, with what PowerShell said, where it failed.
    """
    command = ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", _BEGIN + script]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed script
            command, env={**os.environ, **values}, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
    except OSError as fault:
        raise NotDone(_("Windows PowerShell could not be started ({why}).", why=fault.strerror)) from fault
    said = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or said or _("no reason given")
        raise NotDone(_("Windows did not do it: {why}", why=reason))
    return said
