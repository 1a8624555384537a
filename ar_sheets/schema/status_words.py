"""Words by which people mark an invoice as paid, as not paid, or as paid in part, in nineteen languages.

Plain words of further languages stand in status_words.txt, so that anyone can add one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ar_sheets.base.text import normalize_header
from ar_sheets.schema.codes import CURRENCIES

_PAID = (
    r"(?:fully |fullt |ganz |volledig |totalmente |all |helt )?(?:paid|settled|closed|betalt|betald|oppgjort|"
    r"innbetalt|inbetald|reglerad|betaald|voldaan|paga?d?[oa]?|liquidad[oa]|recebid[oa]|quitad[oa]|paguar|e paguar|"
    r"i paguar|mbyllur|bezahlt|beglichen|erledigt|ausgeglichen|received|payment received|ontvangen|betaling ontvangen|"
    r"mottatt|eingegangen|x|yes|y|ja|j|sim|s|po|true|1|ok|✓|✔|done)(?: in full| fullt ut)?"
)
_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?!1/[2-4]\b|2/3\b|3/4\b)\d{1,2}[/-]\d{1,2}|\d{1,2}\.\d{1,2}\.)"
_ON = r"[,:; (]+(?:on|op|den|am|em|më|dd|d\.d\.)?\s*"
_ONE_PAID = re.compile(rf"{_PAID}(?:{_ON}{_DAY}\)?)?[.!]?")
_LETTER = (
    r"(?:(?:\d{1,2}\.?|\d{1,2}(?:e|de|ste|st|nd|rd|th|a|ª|º)|first|second|third|final|last|eerste|tweede|derde|laatste|"
    r"første|andre|siste|första|andra|sista|erste|zweite|letzte|primeir[oa]|segund[oa]|últim[oa]) )?"
    r"(?:reminder|reminded|herinnering|herinnerd|aanmaning|aangemaand|purring|purret|påminnelse|påmind|mahnung|gemahnt|"
    r"zahlungserinnerung|lembrete|kujtesë)"
    r"(?: (?:sent|verstuurd|gestuurd|verzonden|sendt|skickad|gesendet|versendet|enviado|dërguar))?"
)
_NOT_PAID = "|".join([
    "-+|–|—|0|n/?a|n\\.?v\\.?t\\.?|n|no|none|false|open|opened|still open|unpaid|not paid|not yet paid|not yet|"
    "outstanding|due|not due|not yet due|overdue|past due|late|sent|viewed|issued|invoiced|awaiting|awaiting payment|"
    "pending|new|approved|authori[sz]ed|submitted|e-?mailed|to be paid|current|active|unpaid and discounted|"
    "overdue and discounted|(?:overdue|due in|overdue by|due) \\d{1,4} days?|"
    "(?:sent|overdue|open) \\((?:viewed|sent)\\)",
    "åpen|åpent|ubetalt|ikke betalt|sendt|forfalt|ikke forfalt|utestående|venter|nei|ny|fakturert",
    "öppen|öppet|obetald|obetalt|ej betald|ej betalt|inte betald|inte betalt|skickad|utskickad|förfallen|ej förfallen|"
    "väntar|nej|fakturerad",
    "openstaand|onbetaald|niet betaald|nog niet betaald|nee|neen|verzonden|verstuurd|gestuurd|te laat|achterstallig|"
    "wacht op betaling|te betalen|nog te betalen|nieuw|gefactureerd|niet",
    "offen|noch offen|unbezahlt|nicht bezahlt|noch nicht bezahlt|ausstehend|überfällig|fällig|nicht fällig|gesendet|"
    "versendet|verschickt|versandt|nein|neu|gestellt",
    "abert[oa]|em aberto|pendente|por pagar|por liquidar|n[ãa]o pag[oa]|n[ãa]o|enviad[oa]|emitid[oa]|vencid[oa]|"
    "a vencer|em atraso|atrasad[oa]|em dívida|a receber|por receber|a pagar|nov[oa]",
    "hapur|[ei] hapur|papaguar|[ei] papaguar|pa paguar|jo|dërguar|[ei] dërguar|në pritje|vonuar|[ei] vonuar|në vonesë|"
    "skaduar|[ei] skaduar",
    _LETTER,
])  # fmt: skip
_ONE_NOT_PAID = re.compile(rf"(?:{_NOT_PAID})[.!]?")
_IN_PART = re.compile(
    r"part|deels|gedeelte|deelbetal|delvis|delbet|delinnbet|delvist|teil|anzahlung|parcial|pjes|aanbetal|half"
)
_MONEY = re.compile(
    r"\(?\s*[-−]?\s*(?P<before>[a-zë]{2,4}\.?|r?[$€£])?\s*[-−]?(?P<figures>\d[\d.,'’\s]*)(?:,-|,–|:-)?"
    r"\s*(?P<after>[a-zë]{2,4}\.?|r?[$€£])?\s*-?\)?"
)
_UNITS = {"eur", "euro", "kr", "kr.", "lek", "lekë", "r$", "$", "€", "£", *(c.casefold() for c in CURRENCIES - {"ALL"})}

VOID_WORDS = re.compile(
    r"(?:void|voided|cancel|deleted|draft|kladd|utkast|annul|makul|kredit|credited|storn|anulad|cancelad|rascunho|concept|"
    r"geannul|vervallen factuur|entwurf|anuluar|fshire|tapt|written off|bad debt|avskr|abgeschrieben|incobr)"
)


@cache
def _states() -> dict[str, str]:
    """Word -> paid, part, open, void or dispute."""
    found: dict[str, str] = {}
    for line in Path(__file__).with_name("status_words.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            state, _language, words = line.split(maxsplit=2)
            for word in words.split(","):
                found.setdefault(normalize_header(word), state)
    return found


def _state(value: object) -> str:
    return _states().get(normalize_header(value).rstrip(".!"), "") if isinstance(value, str) else ""


def means_paid(value: object) -> bool:
    """Whether a cell says in words that all is paid: "betaald", "ja", "paid on 3/11/2026"."""
    if value is True:
        return True
    return isinstance(value, str) and (bool(_ONE_PAID.fullmatch(normalize_header(value))) or _state(value) == "paid")


def means_not_paid(value: object) -> bool:
    """Whether a cell says in words that nothing is paid, or nothing at all: "open", "nee", "2e herinnering", "-"."""
    if value is None or value is False:
        return True
    if not isinstance(value, str):
        return False
    known = bool(_ONE_NOT_PAID.fullmatch(normalize_header(value))) or _state(value) in ("open", "dispute")
    return known or not value.strip()


def means_in_part(value: object) -> bool:
    """Whether a cell says that a part is paid: "deels", "Parcial", "delvis betalt"."""
    return isinstance(value, str) and (bool(_IN_PART.match(normalize_header(value))) or _state(value) == "part")


def means_void(value: object) -> bool:
    """Whether a cell says that nobody owes this: void, cancelled, a draft, written off."""
    return isinstance(value, str) and (bool(VOID_WORDS.match(normalize_header(value))) or _state(value) == "void")


def means_disputed(value: object) -> bool:
    """Whether a cell says that the invoice is disputed."""
    return _state(value) == "dispute"


def is_amount(text: str) -> bool:
    """Whether a text is an amount and nothing else, but for a currency: not "betaald 3/11", "2x 250" or "50%"."""
    found = _MONEY.fullmatch(normalize_header(text))
    return found is not None and all(u is None or u in _UNITS for u in (found["before"], found["after"]))


_FLAG = re.compile(
    r"0|1|yes|no|y|n|true|false|ja|nei|nej|nee|nein|j|sim|não|nao|s|po|jo|sí|si|oui|non|sì|tak|nie|kyllä|ei|ναι|όχι|"
    r"نعم|لا|evet|hayır|ano|ne|igen|nem|da|nu|open|closed|x|✓"
)
_YES = re.compile(r"1|yes|y|true|ja|j|sim|s|po|sí|si|oui|sì|tak|kyllä|ναι|نعم|evet|ano|igen|da|x|✓|open")


def is_flag(value: object) -> bool:
    """Whether a cell is a yes or a no."""
    if isinstance(value, (bool, int, float)):
        return value in (0, 1)
    return isinstance(value, str) and bool(_FLAG.fullmatch(normalize_header(value)))


def means_yes(value: object) -> bool:
    """Whether a cell is a yes."""
    if isinstance(value, (bool, int, float)):
        return value == 1
    return isinstance(value, str) and bool(_YES.fullmatch(normalize_header(value)))
