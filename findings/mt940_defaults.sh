#!/bin/sh
# mt-940 by its defaults, on an ordinary German statement: a reversed receipt (RC) counts as money that came in, the
# payer's IBAN is glued in front of the payer's name and is found nowhere by itself, and parse() keeps the balances of
# the last statement of a file only, so that opening + booked = closing cannot be checked. Options.all() with
# parse_statements() reads all three right.
# Seen 2026-11-29 with mt-940 5.1.1. Exits 1 if that has changed.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "mt-940==5.1.1"
cat > "$place/statement.sta" <<'STA'
:20:STARTUMSE
:25:37050198/0001234567
:28C:00001/001
:60F:C261031EUR100,00
:61:2611021102CR250,50N062NONREF
:86:166?00GUTSCHRIFT?20SVWZ+Rechnung 10417?31DE89370400440532013000?32Blumen Maier GmbH
:62F:C261102EUR350,50
-
:20:STARTUMSE
:25:37050198/0001234567
:28C:00002/001
:60F:C261102EUR350,50
:61:2611031103RCR50,50N062NONREF
:86:899?00STORNO?20SVWZ+Rechnung 10411?31DE89370400440532013000?32Blumen Maier GmbH
:62F:C261103EUR300,00
-
STA
"$place/venv/bin/python" - "$place/statement.sta" <<'PY'
import sys
from pathlib import Path

import mt940

text = Path(sys.argv[1]).read_text()
plain = mt940.parse(text)
receipt, reversal = plain
print("mt-940", mt940.__version__)
print("a reversal of 50.50 that had come in:", reversal.data["amount"])
print("applicant_name:", receipt.data["applicant_name"], "| applicant_iban:", receipt.data.get("applicant_iban"))
print("opening balance of a file that opens with 100.00:", plain.data["final_opening_balance"])
best = mt940.parse_statements(text, options=mt940.Options.all())
print("with Options.all():", [str(one.data["amount"]) for part in best for one in part], best[0][0].data["applicant_iban"])
as_seen = (
    reversal.data["amount"].amount > 0
    and receipt.data["applicant_name"].startswith("DE89370400440532013000")
    and not receipt.data.get("applicant_iban")
    and str(plain.data["final_opening_balance"].amount.amount) == "350.50"
    and best[1][0].data["amount"].amount < 0
    and best[0][0].data["applicant_iban"] == "DE89370400440532013000"
)
sys.exit(0 if as_seen else 1)
PY
