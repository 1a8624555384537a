"""The European Central Bank's main refinancing rate as the late-payment laws of the EU use it.

Directive 2011/7/EU art. 2(7): the rate in force on the first calendar day of each half-year.
Publisher: European Central Bank, key interest rates.
"""

from ar_sheets.countries.base import half_years

MAIN_REFINANCING_RATE = half_years({
    2019: ("0.00", "0.00"),
    2020: ("0.00", "0.00"),
    2021: ("0.00", "0.00"),
    2022: ("0.00", "0.00"),
    2023: ("2.50", "4.00"),
    2024: ("4.50", "4.25"),
    2025: ("3.15", "2.15"),
    2026: ("2.15", "2.40"),
})  # fmt: skip

PUBLISHER = "European Central Bank"
EU_LUMP_SUM = "40"  # Directive 2011/7/EU art. 6: euro, for each invoice, without a reminder
