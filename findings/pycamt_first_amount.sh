#!/bin/sh
# pycamt takes the first Amt and the first CdtDbtInd it finds at any depth of a transaction's details: the amount is then
# the one that was instructed, and the direction that of the bank's charge. A payment of 95.00 that came in (100.00 less
# a charge of 5.00; the entry itself says 95.00 CRDT) is read as 100.00 that went out.
# Whoever sums incoming payments with it has a wrong balance, and a customer who paid counts as one who did not.
# Seen 2026-11-29 with pycamt 1.1.1. Exits 1 if that has changed.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "pycamt==1.1.1"
cat > "$place/statement.xml" <<'XML'
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-02T02:00:00</CreDtTm></GrpHdr>
<Stmt><Id>1</Id><CreDtTm>2026-11-02T02:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">95.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">95.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>
<ValDt><Dt>2026-11-02</Dt></ValDt><AcctSvcrRef>A1</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>
<AmtDtls><InstdAmt><Amt Ccy="EUR">100.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">95.00</Amt></TxAmt></AmtDtls>
<Chrgs><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Chrgs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
XML
"$place/venv/bin/python" - "$place/statement.xml" <<'PY'
import sys
from importlib.metadata import version

from pycamt.parser import Camt053Parser

[row] = Camt053Parser(open(sys.argv[1], "rb").read()).get_transactions()
read = str(row.get("Amount")), row.get("CreditDebitIndicator")
print("pycamt", version("pycamt"), "reads an entry of 95.00 CRDT as", *read)
sys.exit(0 if read == ("100.00", "DBIT") else 1)
PY
