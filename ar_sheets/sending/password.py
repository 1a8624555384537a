"""The password for the mail server: from the system's keyring, else the environment, else a question.

Never from the workbook, a file or the command line, where others could read it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.sending.transport import Server

VARIABLE = "AR_SHEETS_SMTP_PASSWORD"
SERVICE = "ar-sheets"


def find_password(server: Server, ask: Callable[[str], str], *, anew: bool = False) -> str:
    """The password; "" where the server wants no sign-in. `ask` is given the question, and is the last resort.

    `anew`: one in the keyring is not looked at, because the person is about to give a new one.
    """
    if not server.user:
        return ""
    kept = None if anew else _keyring()
    return (
        (kept and kept.get_password(SERVICE, _name(server)))
        or os.environ.get(VARIABLE)
        or ask(_("Password of {user} at {host}", user=server.user, host=server.host))
    )


def keep_password(server: Server, password: str) -> bool:
    """Put the password into the system's keyring; False where there is none."""
    kept = _keyring()
    if kept is None:
        return False
    try:
        kept.set_password(SERVICE, _name(server), password)
        return bool(kept.get_password(SERVICE, _name(server)) == password)
    except Exception:  # a keyring can fail in as many ways as there are systems
        return False


def _name(server: Server) -> str:
    return f"{server.user}@{server.host}"


def _keyring() -> Any:
    """The keyring, or None where there is none or it is locked away."""
    try:
        import keyring

        keyring.get_password(SERVICE, "is there a keyring?")
    except Exception:
        return None
    return keyring
