"""Italy: interessi moratori between businesses, interesse legale, and the 40 euro.

Sources: D.Lgs. 9 ottobre 2002 n. 231 art. 4, 5 and 6; Codice civile art. 1194, 1219, 1224 and 1284 with the yearly
decree of the Ministero dell'economia e delle finanze (MEF). Published in the Gazzetta Ufficiale.
"""

from datetime import date

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Country, FeeRule, Statute, fixed, plus, years
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE

LEGAL_RATE = years({
    2019: "0.8", 2020: "0.05", 2021: "0.01", 2022: "1.25", 2023: "5", 2024: "2.5", 2025: "2", 2026: "1.6",
})  # fmt: skip

NOTES = {date(2019, 1, 1): N_("from one source")}

_TRADE = Statute("D.Lgs. 231/2002 art. 5", "MEF, Gazzetta Ufficiale", plus(MAIN_REFINANCING_RATE, "8"))
_CONSUMER = Statute(
    "Codice civile art. 1284", "MEF, Gazzetta Ufficiale", LEGAL_RATE, period="year", demand="Reminder", notes=NOTES,
    contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="IT", name=N_("Italy"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="Codice civile art. 1194",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", "compensation", TRADE, CLAIMING, fixed(EU_LUMP_SUM), "D.Lgs. 231/2002 art. 6",
            "Gazzetta Ufficiale",
        ),
    ),
    no_fees={"Consumer": N_("D.Lgs. 231/2002 does not apply to consumers")},
)  # fmt: skip
