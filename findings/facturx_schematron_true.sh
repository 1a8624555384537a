#!/bin/sh
# factur-x's xml_check_schematron says True for an invoice that breaks the rules of EN 16931, whenever its Saxon server
# (localhost:5000 by default) does not answer: the check is left out, and only the logger warns. Whoever takes True for
# "valid" sends invoices that the receiver's system turns down.
# Seen 2026-11-29 with factur-x 7.8. Exits 1 if that has changed.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "factur-x==7.8"
"$place/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import facturx

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>1</cbc:ID>
<cbc:IssueDate>2026-11-02</cbc:IssueDate></Invoice>"""  # no seller, no buyer, no amount, no line

plain = facturx.xml_check_schematron(XML)
try:
    strict = facturx.xml_check_schematron(XML, saxon_server_raise_if_http_error=True)
except RuntimeError as fault:
    strict = str(fault)[:60]
print("factur-x", version("factur-x"))
print("an invoice without seller, buyer, amount and lines:", plain)
print("with saxon_server_raise_if_http_error:", strict)
sys.exit(0 if plain is True and strict is not True else 1)
PY
