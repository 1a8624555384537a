"""What the law of the customer's country puts into a letter: chosen by country and profile, said in the letter's
language, and never more than the country file allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from letter_samples import AS_OF, CUSTOMERS, LANGUAGES, PROFILES, SETTINGS, by_law, law_part, message, write

from ar_sheets.base import local_format
from ar_sheets.countries import letter_law
from ar_sheets.countries.nl import collection_costs
from ar_sheets.letters import occasions
from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.wording import Choice, Wording
from ar_sheets.schema.model import Charge, Message, PaymentReceived


def in_country(country: str, language: str = "en", name: str = "formal", tone: str = "", count: int = 2) -> Message:
    of = message(language, name, count, tone)
    return replace(of, customer=replace(of.customer, country=country))


def announcing(of: Message) -> Message:
    """The letter, with the costs that the Dutch rule announces for each of its invoices by itself."""
    lines = tuple(
        replace(line, charges=(Charge("compensation", Decimal(0), "", "BW 6:96 (Overheid.nl)", "letter",
                                      collection_costs(line.open_amount)),))
        for line in of.lines
    )  # fmt: skip
    return replace(of, lines=lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_law_is_in_each_language(language: str) -> None:
    said = {title: " ".join(law_part(of)) for title, of in by_law(language)}
    for title, text in said.items():
        assert text, title
    for country, law in [("NO business formal", "inkassoloven § 9"), ("SE consumer formal", "inkassolagen"),
                         ("DE business final", "BGB § 286"), ("NL consumer formal", "6:96"),
                         ("BE consumer", "XIX.2"), ("FR consumer", "mise en demeure"),
                         ("IT consumer", "Codice civile art. 1284")]:  # fmt: skip
        assert any(law in text for title, text in said.items() if country in title), country
    assert language == "en" or all(" and " not in text for text in said.values())


@pytest.mark.parametrize("country", ["", "NO", "SE", "DE", "NL", "BE", "FR", "IT", "GB", "US"])
@pytest.mark.parametrize("tone", ["", "consumer", "public"])
def test_a_law_is_named_only_to_its_own_country(country: str, tone: str) -> None:
    marks = {"NO": "inkassovarsel", "SE": "inkassokrav", "DE": "Verzug", "FR": "mise en demeure"}
    text = letter_as_text(write(in_country(country, tone=tone)))
    assert {of for of, mark in marks.items() if mark in text} == ({country} & marks.keys())


def test_the_notice_of_collection_gives_its_deadline() -> None:
    of = in_country("NO", "nb")
    said = next(text for text in law_part(of) if "§ 9" in text)
    assert local_format.local_day(of.pay_by, "nb") in said
    assert write(of).subject.startswith("Inkassovarsel: ")
    assert write(in_country("DK", "nb")).subject.startswith("Siste varsel før inkasso: ")
    assert write(in_country("SE", "sv")).subject.startswith("Inkassokrav: ")


def test_the_dutch_letter_names_the_exact_amount_for_all_invoices_together() -> None:
    """BW 6:96 lid 7: the principals are added up, so two of 100 euro cost 40 and not 80."""
    of = announcing(in_country("NL", "nl", tone="consumer"))
    lines = tuple(
        replace(line, open_amount=Decimal("100.00"), interest=Decimal(0), fee=Decimal(0)) for line in of.lines
    )
    of = replace(of, lines=lines, unapplied=Decimal(0), total_due=Decimal("200.00"))
    assert letter_law.announced(of) == Decimal("40.00")
    text = letter_as_text(write(of))
    assert "binnen 14 dagen, te rekenen vanaf de dag nadat deze brief bij u is bezorgd" in text
    assert "incassokosten verschuldigd van € 40,00" in text
    assert "€ 80,00" not in text
    one = replace(of, lines=of.lines[:1])
    assert letter_law.announced(one) == Decimal("40.00")
    large = replace(of, lines=tuple(replace(line, open_amount=Decimal("1000.01")) for line in of.lines))
    assert letter_law.announced(large) == Decimal("300.00")  # 15 % of 2000.02, rounded down


def test_announced_costs_of_other_countries_are_added_up_as_they_are() -> None:
    of = announcing(in_country("XX", tone="consumer"))
    assert letter_law.announced(of) == sum(line.charges[0].announced for line in of.lines)
    assert "costs of" in letter_as_text(write(of))


@pytest.mark.parametrize(
    ("accepted", "amount"),
    [
        (None, "0"), (date(2026, 10, 9), "0"), (date(2026, 10, 8), "102.52"), (date(2026, 9, 28), "102.52"),
        (date(2026, 9, 27), "142.57"), (date(2026, 1, 1), "142.57"),
    ],
)  # fmt: skip
def test_the_belgian_free_reminder_names_the_penalty_that_was_agreed(accepted: date | None, amount: str) -> None:
    """250.50 of 27 September: 30 + 10 % of 100.50; 1,250.50 of 8 October: 65 + 5 % of 750.50; rounded down."""
    of = in_country("BE", "nl", "reminder1", "consumer")
    of = replace(of, customer=replace(of.customer, terms_accepted_on=accepted))
    assert letter_law.free_reminder_penalty(of) == Decimal(amount)
    text = letter_as_text(write(of))
    assert "Deze herinnering is gratis." in text
    assert (f"schadebeding van € {amount.replace('.', ',')}" in text) == (amount != "0")
    assert ("schadebeding" in text) == (amount != "0")


def test_a_belgian_reminder_that_claims_something_is_not_called_free() -> None:
    of = in_country("BE", "nl", "reminder1", "consumer")
    claimed = replace(of, lines=(replace(of.lines[0], fee=Decimal(1)), *of.lines[1:]))
    assert letter_law.free_reminder_penalty(claimed) is None
    assert letter_law.free_reminder_penalty(in_country("BE", "nl", "reminder1")) is None
    assert letter_law.free_reminder_penalty(in_country("BE", "nl", "formal", "consumer")) is None
    assert letter_law.free_reminder_penalty(in_country("NL", "nl", "reminder1", "consumer")) is None


def test_the_fourteen_days_count_from_how_it_was_sent() -> None:
    of = in_country("BE", "nl", "reminder1", "consumer")
    assert "de dag na de verzending" in letter_as_text(write(of))
    for channel in ("Post", "Email+Post"):
        assert "de derde werkdag na de verzending" in letter_as_text(write(replace(of, channel=channel)))


@pytest.mark.parametrize(
    ("country", "tone", "name", "said"),
    [
        ("IT", "consumer", "reminder1", True), ("ES", "consumer", "formal", True), ("FR", "consumer", "formal", True),
        ("FR", "consumer", "reminder1", False), ("IT", "", "reminder1", False), ("NO", "consumer", "reminder1", False),
    ],
)  # fmt: skip
def test_where_a_letter_starts_the_interest_it_says_so(country: str, tone: str, name: str, said: bool) -> None:
    of = in_country(country, name=name, tone=tone)
    lines = tuple(replace(line, interest=Decimal(0), interest_lines=()) for line in of.lines)
    of = replace(of, lines=lines)
    assert ("runs from this letter on" in letter_as_text(write(of))) == said
    none = replace(SETTINGS, interest="none")
    assert "runs from this letter on" not in letter_as_text(write(of, settings=none))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_speak_the_letters_language(language: str) -> None:
    labels = Wording(None).labels(Choice(language, "final", own=False))
    typed = [
        "BW 6:96 and Besluit vergoeding voor buitengerechtelijke incassokosten (Overheid.nl)", "your contract rate",
        "the contract, within Código de Defesa do Consumidor art. 52 § 1 (Planalto)", "law of 2 August 2002 art. 6",
        "the contract (your terms)",
    ]  # fmt: skip
    told = [letter_law.source(text, labels) for text in typed]
    if language == "en":
        assert told[0] == typed[0]
    else:
        for word in (" and ", "the contract", "your", "law of", "within"):
            assert not any(word in text for text in told), word
    assert letter_law.names(typed[:1], labels).endswith("incassokosten")
    assert letter_law.names(["BGB § 288 (5) (gesetze-im-internet.de)"] * 2, labels) == "BGB §\xa0288 (5)"


@pytest.mark.parametrize(
    ("profile", "name", "subject"),
    [
        ("Consumer", "reminder1", "A friendly reminder: 3 invoices"), ("Public", "reminder1", "Reminder: 3 invoices"),
        ("Business", "reminder1", "Reminder: 3 invoices"), ("Consumer", "final", "Final reminder: 3 invoices"),
        ("Public", "formal", "Formal notice: 3 invoices"),
        # Whoever is unknown counts as a consumer.
        ("", "reminder1", "A friendly reminder: 3 invoices"),
        ("Verein", "reminder1", "A friendly reminder: 3 invoices"),
    ],
)  # fmt: skip
def test_the_tone_is_that_of_the_customers_kind(profile: str, name: str, subject: str) -> None:
    of = message(name=name)
    assert write(replace(of, customer=replace(of.customer, profile=profile))).subject == subject


def test_a_consumer_is_offered_instalments_and_a_public_body_asked_for_its_references() -> None:
    consumer = letter_as_text(write(message(name="reminder2", tone="consumer")))
    public = letter_as_text(write(message(name="courtesy", count=1, tone="public")))
    assert "instalments" in consumer
    assert "(your reference PO 7788)" in public
    assert "e-invoice" in public


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", PROFILES)
def test_a_thank_you_says_what_came_and_what_is_left(language: str, tone: str) -> None:
    customer = replace(CUSTOMERS[language], profile=PROFILES[tone])
    received = (PaymentReceived(date(2026, 11, 16), Decimal("1000.00"), "2026-1041"),)
    settled = occasions.thank_you("T-1", customer, "EUR", received, (), Decimal(0), AS_OF)
    filled = write(settled)
    text = letter_as_text(filled)
    assert local_format.local_money(Decimal(1000), "EUR", language).replace("\xa0", " ") in text
    assert "2026-1041" in text
    assert filled.facts.how_to_pay == ()
    assert filled.warnings == ()
    left = message(language, "courtesy", 2).lines
    more = occasions.thank_you("T-1", customer, "EUR", received * 2, left, Decimal(0), AS_OF)
    text = letter_as_text(write(more))
    assert text.count("2026-1041") == 3  # two payments and an invoice
    assert local_format.local_money(Decimal(2000), "EUR", language).replace("\xa0", " ") in text
    with pytest.raises(ValueError, match="no payment"):
        occasions.thank_you("T-1", customer, "EUR", (), left, Decimal(0), AS_OF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_a_balance_and_no_demand(language: str) -> None:
    lines = message(language, "reminder1", 2).lines
    made = occasions.statement_letter("S-1", CUSTOMERS[language], "EUR", lines, (), Decimal("0.50"), AS_OF)
    assert made.total_due == Decimal("1500.50")
    filled = write(made)
    assert filled.facts.sums[-1] == (
        filled.labels["balance"],
        local_format.local_money(Decimal("1500.50"), "EUR", language),
    )
    assert filled.labels["pay_by"] not in dict(filled.facts.how_to_pay)  # their days are past
    assert filled.warnings == ()
    assert not filled.shows_qr
    later = message(language, "courtesy", 2).lines
    filled = write(occasions.statement_letter("S-1", CUSTOMERS[language], "EUR", later, (), Decimal(0), AS_OF))
    assert filled.labels["pay_by"] in dict(filled.facts.how_to_pay)


@pytest.mark.parametrize(("unapplied", "said"), [("0", "Nothing is open"), ("20.00", "£20.00 in your favour")])
def test_a_statement_without_debts(unapplied: str, said: str) -> None:
    made = occasions.statement_letter("S-1", CUSTOMERS["en"], "GBP", (), (), Decimal(unapplied), AS_OF)
    filled = write(made)
    assert said in letter_as_text(filled)
    assert filled.facts.how_to_pay == ()
    assert filled.warnings == ()


@pytest.mark.parametrize(
    ("email", "letters_by", "channel", "to"),
    [("a@b.example", "", "Email", "a@b.example"), ("a@b.example", "Post", "Post", "1 Quay Street, BS1 4DJ Bristol"),
     ("", "", "Post", "1 Quay Street, BS1 4DJ Bristol")],
)  # fmt: skip
def test_an_occasion_goes_where_the_customer_wants_letters(email: str, letters_by: str, channel: str, to: str) -> None:
    customer = replace(CUSTOMERS["en"], email=email, letters_by=letters_by)
    made = occasions.statement_letter("S-1", customer, "GBP", (), (), Decimal(0), AS_OF)
    assert (made.channel, made.to) == (channel, to)


def test_what_is_not_asked_for_is_shown_apart() -> None:
    of = message(count=1)
    other = replace(
        of.lines[0], invoice_no="2026-2000", days_overdue=-5, due_date=date(2026, 11, 25), disputed=Decimal(0)
    )
    part = replace(of.lines[0], disputed=Decimal("30.00"))
    text = letter_as_text(write(replace(of, lines=(part,), also_open=(other,))))
    assert "Disputed and not asked for here: 30.00" in text
    assert "Also open, not asked for in this letter:\n  2026-2000, due 25 Nov 2026: £250.50" in text
    assert text.index("To pay: £250.50") < text.index("2026-2000")


def stopped(language: str, end: date) -> Message:
    """A final reminder of 20 November whose interest ends on a day."""
    of = message(language, "final")
    first, *rest = of.lines
    first = replace(first, interest_lines=(replace(first.interest_lines[0], end=end),))
    return replace(of, lines=(first, *rest))


@pytest.mark.parametrize("language", LANGUAGES)
def test_interest_that_stops_before_today_is_told_with_its_last_day(language: str) -> None:
    end = AS_OF.replace(day=19)
    said, labelled = (f(end, language).replace("\xa0", " ") for f in (local_format.local_day, local_format.short_day))
    text = letter_as_text(write(stopped(language, end)))
    assert said in text
    assert sum(labelled in line for line in text.splitlines()) >= 2  # beside the sum, and in the list of days
    usual = letter_as_text(write(stopped(language, AS_OF)))
    assert said not in usual
    assert "interest_to" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("country", "law"), [("CH", "OR Art. 102"), ("DE", "BGB § 286")])
def test_default_is_named_by_the_law_of_the_country(language: str, country: str, law: str) -> None:
    text = letter_as_text(write(in_country(country, language))).replace("\xa0", " ")
    other = {"CH": "BGB", "DE": "OR Art."}[country]
    assert law in text
    assert other not in text
