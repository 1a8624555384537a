"""France: pénalités de retard, intérêt légal and the 40 euro.

Sources: Code de commerce art. L441-10 and D441-5; Code monétaire et financier art. L313-2 with the half-yearly arrêté
(taux de l'intérêt légal, "tous les autres cas"); Code civil art. 1231-6, 1343-1 and 1344; Code de la commande
publique art. R2192-31 and D2192-35; Code des procédures civiles d'exécution art. L111-8. Published on Légifrance.
"""

from datetime import date

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Country, FeeRule, Statute, fixed, half_years, plus
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE, PUBLISHER

# The legal rate a professional may ask of a consumer; the higher one is for private creditors only.
LEGAL_RATE = half_years({
    2019: ("0.86", "0.87"),
    2020: ("0.87", "0.84"),
    2021: ("0.79", "0.76"),
    2022: ("0.76", "0.77"),
    2023: ("2.06", "4.22"),
    2024: ("5.07", "4.92"),
    2025: ("3.71", "2.76"),
    2026: ("2.62", "2.75"),
})  # fmt: skip

NOTES = dict.fromkeys((date(2019, 1, 1), date(2019, 7, 1)), N_("from one source"))

_TRADE = Statute("Code de commerce art. L441-10", PUBLISHER, plus(MAIN_REFINANCING_RATE, "10"))
# For public buyers the rate is that of the half-year in which interest began, for the whole time.
_PUBLIC = Statute(
    "Code de la commande publique art. R2192-31", PUBLISHER, plus(MAIN_REFINANCING_RATE, "8"), locked=True
)
_CONSUMER = Statute(
    "Code civil art. 1231-6 and Code monétaire et financier art. L313-2", "Journal officiel", LEGAL_RATE, notes=NOTES,
    demand="Formal notice", contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="FR", name=N_("France"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="Code civil art. 1343-1",
    interest={"Business": _TRADE, "Public": _PUBLIC, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("compensation (indemnité forfaitaire)"), TRADE, CLAIMING, fixed(EU_LUMP_SUM),
            "Code de commerce art. D441-5, Code de la commande publique art. D2192-35", "Légifrance",
        ),
    ),
    no_fees={"Consumer": N_("the cost of collecting stays with the creditor "
                            "(Code des procédures civiles d'exécution art. L111-8)")},
)  # fmt: skip
