#!/bin/sh
# bankstatementparser's CamtParser gives no rows and no error for a camt.054, and the payer of a camt.053 is empty from
# version 08 on, where the name moved from Dbtr/Nm to Dbtr/Pty/Nm. Nothing says that something is missing: a business
# that takes payments in this way writes reminders to customers who have paid.
# Seen 2026-11-29 with bankstatementparser 0.0.29. Exits 1 if that has changed.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "bankstatementparser==0.0.29"
"$place/venv/bin/python" - "$place" <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

from bankstatementparser import CamtParser

FILE = """<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}"><{message}>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-02T02:00:00</CreDtTm></GrpHdr><{part}><Id>1</Id>
<CreDtTm>2026-11-02T02:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">95.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>
<ValDt><Dt>2026-11-02</Dt></ValDt><AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>
<Amt Ccy="EUR">95.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr>{name_in}</Dbtr></RltdPties>
<RmtInf><Ustrd>Invoice 10417</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></{part}></{message}></Document>"""


def rows(name: str, message: str, part: str, status: str, name_in: str) -> list[dict[str, object]]:
    path = Path(sys.argv[1]) / f"{name}.xml"
    path.write_text(FILE.format(name=name, message=message, part=part, status=status, name_in=name_in))
    return list(CamtParser(str(path)).parse().to_dict("records"))


old = rows("camt.053.001.02", "BkToCstmrStmt", "Stmt", "BOOK", "<Nm>De Vries BV</Nm>")
new = rows("camt.053.001.08", "BkToCstmrStmt", "Stmt", "<Cd>BOOK</Cd>", "<Pty><Nm>De Vries BV</Nm></Pty>")
note = rows("camt.054.001.02", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "BOOK", "<Nm>De Vries BV</Nm>")
has = ["De Vries BV" in str(found) for found in (old, new)]
print("bankstatementparser", version("bankstatementparser"))
print("camt.053 version 02:", len(old), "row, payer", "there" if has[0] else "empty")
print("camt.053 version 08:", len(new), "row, payer", "there" if has[1] else "empty")
print("camt.054:", len(note), "rows, no error")
sys.exit(0 if has == [True, False] and len(new) == 1 and not note else 1)
PY
