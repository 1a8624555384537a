"""Code lists of e-invoices: units of quantities, and why no VAT is charged."""

from __future__ import annotations

from ar_sheets.invoices.outgoing import OutgoingInvoice

# UN/ECE Recommendation 20 of the units that people write; C62 is "one".
_UNITS = {"h": "HUR", "hour": "HUR", "hours": "HUR", "hr": "HUR", "hrs": "HUR", "time": "HUR", "timer": "HUR",
          "tim": "HUR", "timmar": "HUR", "std": "HUR", "stunde": "HUR", "stunden": "HUR", "uur": "HUR", "hora": "HUR",
          "horas": "HUR", "orë": "HUR", "min": "MIN", "day": "DAY", "days": "DAY", "dag": "DAY", "dager": "DAY",
          "dagar": "DAY", "tag": "DAY", "tage": "DAY", "dagen": "DAY", "dia": "DAY", "dias": "DAY", "ditë": "DAY",
          "week": "WEE", "uke": "WEE", "month": "MON", "months": "MON", "måned": "MON", "månad": "MON", "monat": "MON",
          "maand": "MON", "mês": "MON", "muaj": "MON", "year": "ANN", "år": "ANN", "jahr": "ANN", "jaar": "ANN",
          "g": "GRM", "kg": "KGM", "t": "TNE", "m": "MTR", "m2": "MTK", "m²": "MTK", "m3": "MTQ", "m³": "MTQ",
          "l": "LTR", "km": "KMT", "kwh": "KWH", "pcs": "H87", "pc": "H87", "stk": "H87", "st": "H87", "stück": "H87",
          "stuks": "H87", "un": "H87", "copë": "H87", "%": "P1"}  # fmt: skip
# What the law's own words for it are, where the workbook gives none (Directive 2006/112/EC, article 226 (11a)).
_REASONS = {"AE": "Reverse charge", "K": "Intra-Community supply", "G": "Export outside the EU",
            "O": "Not subject to VAT"}  # fmt: skip


def unit_code(unit: str) -> str:
    """The code of a unit as people write it."""
    return _UNITS.get(unit.strip(" .").casefold(), "C62")


def exemption_reason(invoice: OutgoingInvoice) -> str:
    """Why there is no VAT, in words."""
    return invoice.reason or _REASONS.get(invoice.code, "")
