"""The mark in each copy: whose it is, its version, and an HMAC that only this business can make.

The HMAC (SHA-256) is over the customer's id, the version and the invoice numbers, with 32 random bytes kept in
.ar-sheets/share.key. It says that a file is a copy of ours and for whom; what is typed in it is judged by itself.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import sync_folder
from ar_sheets.base.i18n import _
from ar_sheets.workbook.locks import FOLDER

NAME = "share.key"
_BYTES = 32
_MARK = re.compile(r"ar-sheets copy 1 / (\d{1,6}) / ([0-9a-f]{64}) / (.{1,1000})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What a copy says of itself."""

    customer_id: str
    version: int
    hmac: str

    def __str__(self) -> str:
        return f"ar-sheets copy 1 / {self.version} / {self.hmac} / {self.customer_id}"


def sign_copy(key: bytes, customer_id: str, version: int, invoices: Iterable[str]) -> CopyMark:
    """The mark of a copy."""
    return CopyMark(customer_id, version, _hmac(key, customer_id, version, invoices))


def read_copy_mark(text: str) -> CopyMark | None:
    """The mark in a cell; None when it is none."""
    found = _MARK.fullmatch(text.strip())
    return CopyMark(found[3], int(found[1]), found[2]) if found else None


def is_our_copy(key: bytes, mark: CopyMark, invoices: Iterable[str]) -> bool:
    """Whether we made a copy with this mark and these invoices."""
    return hmac.compare_digest(_hmac(key, mark.customer_id, mark.version, invoices), mark.hmac)


def _hmac(key: bytes, customer_id: str, version: int, invoices: Iterable[str]) -> str:
    told = json.dumps([customer_id, version, sorted(invoices)], ensure_ascii=True).encode()
    return hmac.new(key, told, sha256).hexdigest()


def business_key(home: Path, *, make: bool = False) -> bytes:
    """The key of the business in the folder `home`; with `make` a new one where there is none. NotDone without one."""
    path = home / FOLDER / NAME
    if make and not path.exists():
        _new(path)
    try:
        kept = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise NotDone(_("Nothing was shared from this folder yet: there is no key. Run share first.")) from None
    except (OSError, ValueError):
        kept = b""
    if len(kept) != _BYTES:
        raise NotDone(
            _(
                "The key {file} is damaged. Put it back from a backup of the folder; or move it away, and the folder "
                "shared as well, and share anew: answers in copies that are out cannot be read then.",
                file=path,
            )
        )
    return kept


def _new(path: Path) -> None:
    """Write a key only its owner may read; where another run was quicker, theirs stays."""
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_hex(_BYTES).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            temporary.replace(path)
            sync_folder(path.parent)
    temporary.unlink(missing_ok=True)
