"""Names of folders and files made from what is typed: the same on every system, and no two customers in one folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ar_sheets.file_names import RESERVED

LONGEST = 60  # characters; a path on Windows has 260 for everything
_FORBIDDEN = re.compile(r'[<>:"/\\|?*~$\x00-\x1f\x7f-\x9f]')
_MARKED = re.compile(r"_[0-9a-f]{8}$", re.IGNORECASE)


def folder(customer_id: str) -> str:
    """The folder of a customer: the id itself where every system can have a folder of that name, else a safe form
    of it with a mark from its SHA-256. Ids that differ, other than in case, get different folders on every disk."""
    name = safe(customer_id)
    if name == customer_id and not _MARKED.search(name):
        return name
    mark = hashlib.sha256(customer_id.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: LONGEST - 9].rstrip('. ')}_{mark}"


def safe(text: str) -> str:
    """A text as a file name: no sign a system forbids or hides, no dot or blank at an end, no name Windows keeps."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join("-" if unicodedata.category(sign)[0] == "C" else sign for sign in composed)
    name = _FORBIDDEN.sub("-", seen)[:LONGEST].strip(". ")
    if not name.strip("-_ ."):
        return "customer"
    return f"_{name}" if RESERVED.match(name) else name
