"""Names of folders and files made from what is typed: the same on every system, and no two customers in one folder."""

from __future__ import annotations

import hashlib
import re

from ar_sheets.base.file_names import LONGEST, safe

_MARKED = re.compile(r"_[0-9a-f]{8}$", re.IGNORECASE)


def customer_folder_name(customer_id: str) -> str:
    """The folder of a customer: the id itself where every system can have a folder of that name, else a safe form
    of it with a mark from its SHA-256. Ids that differ, other than in case, get different folders on every disk."""
    name = safe(customer_id, "customer")
    if name == customer_id and not _MARKED.search(name):
        return name
    mark = hashlib.sha256(customer_id.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: LONGEST - 9].rstrip('. ')}_{mark}"
