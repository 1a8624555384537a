"""Each letter in each language: whole, in one language, and holding what every message must hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from letter_samples import AS_OF, GOLDEN, LANGUAGES, LETTERS, SETTINGS, TONED, golden, message, write

from ar_sheets.base import data, local_format
from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.wording import Choice, Wording

# Frequent words that only this one of the seven languages has.
OWN_WORDS = {
    "en": {"the", "please", "your", "and", "with", "have"},
    "nb": {"ikke", "og", "fra", "noe"},
    "sv": {"och", "inte", "från", "betala", "till", "våra"},
    "de": {"und", "nicht", "bitte", "wir", "ist", "ihre"},
    "nl": {"het", "niet", "een", "uw", "wij", "hebt", "betalen"},
    "pt": {"não", "uma", "pagamento", "faturas", "dia"},
    "sq": {"dhe", "nuk", "për", "juaj", "nëse", "faturat"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_is_as_read_and_approved(language: str) -> None:
    """A change of wording shows here; renew with `python tests/letters/letter_samples.py`."""
    assert golden(language) == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "tone"), [toned for toned in TONED if toned[0] in LETTERS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_what_every_message_must(language: str, name: str, tone: str, count: int) -> None:
    of = message(language, name, count, tone)
    text = letter_as_text(write(of))
    customer = of.customer
    needed = [
        customer.name, customer.contact, customer.street, customer.city, customer.customer_id,
        SETTINGS.business_name, SETTINGS.signatory, SETTINGS.phone, SETTINGS.email_from,
        "NO93 8601 1117 947", SETTINGS.bic, SETTINGS.account_number, "https://pay.nordlys.example/2026-1041",
        local_format.local_money(of.total_due, of.currency, language),
    ]  # fmt: skip
    for line in of.lines:
        needed += [line.invoice_no, line.po_ref, local_format.short_day(line.invoice_date, language)]
        needed += [local_format.short_day(line.due_date, language), local_format.number(line.open_amount, language)]
        needed += [local_format.number(line.amount, language)]
        needed += [str(line.days_overdue)] if line.days_overdue > 0 else []
    needed += [local_format.local_day(of.pay_by, language)] if name != "courtesy" else []
    needed += [local_format.local_money(of.unapplied, of.currency, language)] if of.unapplied else []
    missing = [piece for piece in needed if piece.replace("\xa0", " ") not in text]
    assert missing == []
    assert not re.search(r"\{\{|\}\}|\{%|\[\[|\{count\}|\{pay_by\}|None|Undefined", text)
    assert "\n\n\n" not in text


@pytest.mark.parametrize(("name", "tone"), TONED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_never_mixes_languages(language: str, name: str, tone: str) -> None:
    filled = write(message(language, name, tone=tone), settings=replace(SETTINGS, language=language))
    assert filled.language == language
    assert filled.warnings == ()
    words = set(re.findall(r"\w+", letter_as_text(filled).casefold()))
    assert words & OWN_WORDS[language]
    for other, theirs in OWN_WORDS.items():
        if other != language:
            assert words & theirs == set(), other


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_file_and_label(language: str) -> None:
    folder = data.data_folder("letters")
    here = {path.name for path in (folder / language).iterdir()}
    partials = {
        f"_{name}.txt" for name in ("address", "footer", "labels", "law", "help", "late", "mixed", "mixed_subject")
    }
    assert here == {f"{name}{tone and '.'}{tone}.txt" for name, tone in TONED} | partials
    labels, english = (Wording(None).labels(Choice(code, "final", own=False)) for code in (language, "en"))
    assert labels.keys() == english.keys()
    for key, text in english.items():
        assert labels[key], key
        assert set(re.findall(r"\{\w+\}", labels[key])) == set(re.findall(r"\{\w+\}", text)), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", ["", "consumer", "public"])
def test_the_formal_notice_threatens_nothing_without_its_deadline(language: str, tone: str) -> None:
    """What may follow stands after the sentence that asks, and says by when."""
    parts = [text for kind, text in write(message(language, "formal", tone=tone)).parts if kind == "text"]
    deadline = local_format.local_day(message().pay_by, language)
    asks = next(at for at, text in enumerate(parts) if deadline in text)
    collection = ("collection", "inkasso", "inkasso", "incasso", "cobrança", "arkëtim", "Inkasso")
    follows = [at for at, text in enumerate(parts) if any(word in text for word in collection)]
    assert follows
    assert min(follows) > asks


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_friendly_letter_mentions_no_consequence(language: str) -> None:
    for name, tone in TONED:
        if name not in ("courtesy", "reminder1", "reminder2", "reminder3", "thanks", "statement"):
            continue
        text = letter_as_text(write(message(language, name, tone=tone))).casefold()
        assert not any(word in text for word in ("inkasso", "incasso", "cobrança", "arkëtim", "collection"))


def test_a_courtesy_note_asks_for_nothing_before_the_due_date() -> None:
    one, several = message(name="courtesy", count=1), message(name="courtesy", count=3)
    assert local_format.short_day(one.lines[0].due_date, "en") == dict(write(one).facts.how_to_pay)["Pay by"]
    assert dict(write(several).facts.how_to_pay)["Pay by"] == "Each invoice on its due date"
    assert local_format.local_day(several.pay_by, "en") not in letter_as_text(write(several))


def test_interest_claimed_and_interest_only_shown_are_told_apart() -> None:
    claimed, shown = write(message(name="final")), write(message(name="reminder3"))
    assert ("Late interest claimed", "£11.92") in claimed.facts.charges
    assert ("Late interest", "£11.92") in claimed.facts.sums
    assert ("Late interest so far, not claimed in this letter", "£11.92") in shown.facts.charges
    assert all("interest" not in label.lower() for label, _ in shown.facts.sums)
    assert write(message(name="reminder1")).facts.charges == ()


def test_announced_costs_are_named_to_the_cent_and_not_asked_for() -> None:
    of = message("nl", "reminder2", 1)
    charge = replace(message(name="final").lines[0].charges[0], amount=Decimal(0), announced=Decimal("40.00"))
    of = replace(of, lines=(replace(of.lines[0], charges=(charge,)),))
    text = letter_as_text(write(of))
    assert "Komt erbij als niet uiterlijk op 4 dec 2026 is betaald: € 40,00" in text
    assert "€ 250,50" in text


def test_reasons_in_english_stay_out_of_other_languages() -> None:
    assert "once for each invoice" in letter_as_text(write(message("en", "final")))
    assert "once for each invoice" not in letter_as_text(write(message("pt", "final")))
    assert "Directive 2011/7/EU art. 6" in letter_as_text(write(message("pt", "final")))


def test_an_invoice_keeps_its_own_step() -> None:
    of = message("sv", "formal")
    lines = (of.lines[0], replace(of.lines[1], step="Reminder 1", step_kind="Reminder"), replace(of.lines[2], step=""))
    rows = write(replace(of, lines=lines)).facts.invoices
    assert [row.below.split(" · ")[1:2] for row in rows] == [["Status: sista krav"], ["Status: första påminnelse"], []]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gap_between_open_and_asked_is_explained(language: str) -> None:
    """1,250.50 with 30.00 in dispute: 1,220.50 is asked for, and the line below says why."""
    of = message(language, "reminder2", 1)
    line = replace(of.lines[0], open_amount=Decimal("1220.50"), disputed=Decimal("30.00"))
    filled = write(replace(of, lines=(line,), total_due=Decimal("1220.50")))
    said = f"{filled.labels['disputed']}: {local_format.number(Decimal(30), language)}"
    assert said in filled.facts.invoices[0].below
    assert said.replace("\xa0", " ") in letter_as_text(filled)
    assert filled.warnings == ()
    assert filled.labels["disputed"] not in letter_as_text(write(message(language, "reminder2", 1)))


def test_calls_and_summaries_are_in_the_language_of_the_business() -> None:
    own = replace(SETTINGS, language="nb")
    for name, expected in [("call", "nb"), ("handover", "nb"), ("reminder1", "sq")]:
        assert write(message("sq", name), settings=own).language == expected


@pytest.mark.parametrize(
    ("language", "currency", "amount", "expected"),
    [
        ("en", "GBP", "1250.5", "£1,250.50"),
        ("en", "NOK", "1250.5", "NOK 1,250.50"),
        ("en", "USD", "1250.5", "USD 1,250.50"),
        ("nb", "NOK", "1250.5", "1 250,50 kr"),
        ("nb", "SEK", "1250.5", "1 250,50 SEK"),
        ("sv", "SEK", "1250.5", "1 250,50 kr"),
        ("sv", "NOK", "1250.5", "1 250,50 NOK"),
        ("sq", "ALL", "1250", "1 250,00 Lekë"),
        ("sq", "ALL", "1234567.89", "1 234 567,89 Lekë"),
        ("pt", "EUR", "1250.5", "1 250,50 €"),
        ("nl", "EUR", "1250.5", "€ 1.250,50"),
        ("nl", "GBP", "1250.5", "£ 1.250,50"),
        ("de", "EUR", "1250.5", "1.250,50 €"),
        ("de", "EUR", "0.125", "0,13 €"),
        ("de", "EUR", "0.124", "0,12 €"),
        ("en", "EUR", "-100", "-€100.00"),
        ("xx", "EUR", "1", "€1.00"),
    ],
)
def test_money_reads_as_at_home(language: str, currency: str, amount: str, expected: str) -> None:
    assert local_format.local_money(Decimal(amount), currency, language).replace("\xa0", " ") == expected


def test_dates_rates_plurals_and_lists_read_as_at_home() -> None:
    day = date(2026, 3, 1)
    said = [local_format.local_day(day, code).replace("\xa0", " ") for code in LANGUAGES]
    assert said == [
        "1 March 2026", "1. mars 2026", "1 mars 2026", "1 de março de 2026", "1 maart 2026", "1 mars 2026",
        "1. März 2026",
    ]  # fmt: skip
    assert [
        local_format.local_percent(Decimal(rate), "nb").replace("\xa0", " ") for rate in ("12.25", "8", "10.1234")
    ] == [
        "12,25 %",
        "8,00 %",
        "10,1234 %",
    ]
    assert [local_format.is_one(count, "pt") for count in (0, 1, 2)] == [False, True, False]
    assert local_format.and_list(["1", "2", "3"], "nb") == "1, 2 og 3"
    assert "1 day overdue" in letter_as_text(write(_overdue_by(1)))
    assert "2 days overdue" in letter_as_text(write(_overdue_by(2)))


def _overdue_by(days: int):  # type: ignore[no-untyped-def]
    of = message(name="reminder3", count=1)
    return replace(of, lines=(replace(of.lines[0], days_overdue=days),))


def test_an_address_abroad_names_the_country_in_the_letters_language() -> None:
    assert write(message("sq")).address[-1] == "SHQIPËRI"
    assert write(message("nb")).address[-1] == "5003 Bergen"
    assert write(message("en")).address == (
        "Harbour Lights Ltd", "Attn: Jane O'Neill", "1 Quay Street", "Bristol", "BS1 4DJ", "UNITED KINGDOM",
    )  # fmt: skip


def test_amounts_that_do_not_add_up_are_said() -> None:
    of = message()
    assert write(of).warnings == ()
    warned = write(replace(of, total_due=of.total_due + Decimal("0.01"))).warnings
    assert any("do not add up" in warning for warning in warned)


def test_a_date_is_the_as_of_date() -> None:
    assert write(message()).facts.info[0] == ("Date", local_format.short_day(AS_OF, "en"))
