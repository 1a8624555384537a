"""Write what the readers make of each golden input beside it; look at the difference before you commit it.

python tests/banks/make_golden.py
"""

from __future__ import annotations

import json

from golden_files import FOLDER, as_data

from ar_sheets.banks import reading

for source in sorted(FOLDER.glob("*.in")):
    found = [as_data(one) for one in reading.read_statements(source.read_bytes(), {})]
    source.with_suffix(".json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(source.name, found[0]["format"], [len(one["entries"]) for one in found])
