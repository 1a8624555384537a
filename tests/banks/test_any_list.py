"""Lists of banks nobody told us of: which way the money went, whose account it is, and a file that breaks off."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ar_sheets.banks import reading
from ar_sheets.banks.entry import Statement, Unusable


def read(text: str) -> Statement:
    [statement] = reading.read_statements(text.encode(), {})
    return statement


# What came, then what went: the amounts have no sign, and each bank says it in its own words.
@pytest.mark.parametrize(
    "text",
    [
        "Boekdatum;Bedrag;Debet / Credit;Omschrijving\n03-11-2026;800,00;Credit;10413\n04-11-2026;50,00;Debet;huur\n",
        "Datum;Omschrijving;Bedrag;Bij/Af\n03-11-2026;10413;800,00;Bijschrijving\n04-11-2026;huur;50,00;Afschrijving\n",
        "Bokført dato;Tekst;Beløp;Inn/Ut\n03.11.2026;10413;800,00;Inn\n04.11.2026;leie;50,00;Ut\n",
        "Bokført dato;Tekst;Beløp;Retning\n03.11.2026;10413;800,00;Kreditt\n04.11.2026;leie;50,00;Debet\n",
        "Buchungstag;Verwendungszweck;Umsatz;\n03.11.2026;10413;800,00;H\n04.11.2026;Miete;50,00;S\n",
        "Data de Operação;Descrição;Tipo;Montante\n03/11/2026;10413;Crédito;800,00\n04/11/2026;renda;Débito;50,00\n",
        "Data e Regjistrimit;Përshkrimi;Shuma;Debi/Kredi\n03/11/2026;10413;800.00;Kredi\n04/11/2026;qira;50.00;Debi\n",
        "Data;Shpjegimi;Debitim;Kreditim\n03/11/2026;10413;;800.00\n04/11/2026;qira;50.00;\n",
        "Dato;Melding;Beløp inn;Beløp ut\n03.11.2026;10413;800,00;\n04.11.2026;leie;;-50,00\n",
        "Buchungstag;Text;Umsatz\n03.11.2026;10413;800,00 H\n04.11.2026;Miete;50,00 S\n",
        "Date,Description,Amount\n2026-11-03,10413,800.00 CR\n2026-11-04,rent,50.00DR\n",
        "Buchung;Verwendungszweck;Betrag\n03.11.2026;10413;800,00+\n04.11.2026;Miete;50,00-\n",
    ],
)
def test_which_way_the_money_went(text: str) -> None:
    assert [entry.amount for entry in read(text).entries] == [Decimal(800), Decimal(-50)]


def test_signed_amounts_count_more_than_a_word_beside_them() -> None:
    text = "Datum;Text;Betrag;Art\n03.11.2026;A;800,00;Lastschrift\n04.11.2026;B;-50,00;Gutschrift\n"
    assert [entry.amount for entry in read(text).entries] == [Decimal(800), Decimal(-50)]


def test_money_that_came_in_and_was_taken_back_is_no_money_that_came_in() -> None:
    text = "Date,Text,Amount,D/C\n2026-11-03,A,8.00,C\n2026-11-04,B,-5.00,D\n2026-11-05,A,-8.00,C\n"
    assert [entry.amount for entry in read(text).entries] == [Decimal(8), Decimal(-5), Decimal(-8)]


@pytest.mark.parametrize(("amount", "taken"), [("9999999999999,99", True), ("10000000000000,00", False)])
def test_an_amount_that_no_cell_holds_to_the_cent_is_refused(amount: str, taken: bool) -> None:
    text = f"Datum;Text;Betrag\n03.11.2026;A;{amount}\n"
    if taken:
        assert read(text).entries[0].amount == Decimal(amount.replace(",", "."))
    else:
        with pytest.raises(Unusable, match=r"Line 2 has 10,000,000,000,000\.00"):
            read(text)


def test_a_direction_nobody_knows_is_refused_with_its_line() -> None:
    text = "Date;Text;Amount;D/C\n2026-11-03;A;8.00;Credit\n2026-11-04;B;5.00;Sideways\n"
    with pytest.raises(Unusable, match='Line 3 has "sideways" where it should say whether money came in'):
        read(text)


def test_of_two_accounts_ours_is_where_the_money_went_or_came_from() -> None:
    text = (
        "Bokført dato;Tekst;Fra konto;Til konto;Beløp inn;Beløp ut\n"
        "03.11.2026;10413;12345678903;60111179477;800,00;\n04.11.2026;leie;60111179477;11112222333;;50,00\n"
    )
    statement = read(text)
    assert statement.account == "60111179477"
    assert [entry.payer_account for entry in statement.entries] == ["12345678903", "11112222333"]


HEAD = "Datum;Text;Betrag;Saldo\n03.11.2026;A;800,00;800,00\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "04.11.2026;B;25",  # of 250,00
        HEAD + "04.11.2026;B;250,00;105",
        HEAD + "04.11.2026;B;250,00;1050,0",
        'Datum;Text;Betrag\n"03.11.2026";"A";"800,00"\n"04.11.2026";"B";"25',
    ],
)
def test_a_list_that_breaks_off_in_its_last_line_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="last line of the list, 3, breaks off"):
        read(text)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nSaldo;1050,00", "\n04.11.2026;C;1,00;1051,00"])
def test_a_list_need_not_end_with_a_line_break(end: str) -> None:
    entries = read(HEAD + "04.11.2026;B;250,00;1050,00" + end).entries
    assert [entry.amount for entry in entries][:2] == [Decimal(800), Decimal(250)]
