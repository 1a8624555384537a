"""Country and currency codes that may stand in a cell: ISO 3166-1 alpha-2 and ISO 4217."""

from functools import cache

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()  # noqa: SIM905
)

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)

_LOCALES = "en nb sv nl pt sq de es fr it pl da fi el ar tr cs hu ro".split()  # noqa: SIM905
_ALSO = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US", "uk": "GB",
    "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "holland": "NL", "the netherlands": "NL", "nederland": "NL", "republic of ireland": "IE", "eire": "IE",
    "czech republic": "CZ", "turkey": "TR", "south korea": "KR", "russia": "RU", "uae": "AE", "brd": "DE",
    "nor": "NO", "swe": "SE", "dnk": "DK", "fin": "FI", "deu": "DE", "gbr": "GB", "nld": "NL", "bel": "BE", "fra": "FR",
    "esp": "ES", "prt": "PT", "ita": "IT", "pol": "PL", "aut": "AT", "che": "CH", "irl": "IE", "alb": "AL", "can": "CA",
    "aus": "AU", "nzl": "NZ", "ind": "IN", "bra": "BR", "cze": "CZ", "hun": "HU", "rou": "RO", "grc": "GR", "tur": "TR",
}  # fmt: skip


def country_code(text: str) -> str:
    """The ISO 3166 code a text names: a code, a country's name in a language that lists come in, or USA, UK, NOR.
    What is none of these comes back in capitals, for the caller to refuse."""
    code = text.strip().upper()
    if code in COUNTRIES or not any(c.isalpha() for c in code):
        return code
    name = text.strip().casefold()
    return _ALSO.get(name) or _names().get(name) or code


@cache
def _names() -> dict[str, str]:
    """Folded name of a country -> its code."""
    from babel import Locale  # only where a name has to be looked up

    found: dict[str, str] = {}
    for language in _LOCALES:
        for code, name in Locale(language).territories.items():
            if code in COUNTRIES:
                found.setdefault(name.casefold(), code)
    return found
