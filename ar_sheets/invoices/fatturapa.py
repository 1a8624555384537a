"""FatturaPA (Italy): one file may hold several invoices for one customer; instalments stand in DatiPagamento."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    ZERO,
    DueInstalment,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed

CREDITS = frozenset({"TD04", "TD08"})  # nota di credito, also in the simplified form
DEPOSITS = frozenset({"TD02", "TD03"})  # acconto
PULLED = frozenset({"MP08", "MP09", "MP10", "MP11", "MP16", "MP17", "MP19", "MP20", "MP21"})  # card, direct debits


def read_invoices(root: ET.Element) -> InvoiceContent:
    """A document for each FatturaElettronicaBody."""
    head = root.find("FatturaElettronicaHeader")
    seller = _party(head.find("CedentePrestatore") if head is not None else None)
    buyer = _party(head.find("CessionarioCommittente") if head is not None else None)
    documents = [_document(body, seller, buyer) for body in root.iterfind("FatturaElettronicaBody")]
    needed(documents or None, "FatturaElettronicaBody")
    return InvoiceContent("FatturaPA", documents, seller=seller)


def _document(body: ET.Element, seller: InvoiceParty, buyer: InvoiceParty) -> InvoiceDocument:
    data = body.find("DatiGenerali/DatiGeneraliDocumento")
    number, issued = needed(element_text(data, "Numero"), "Numero"), needed(element_day(data, "Data"), "Data")
    currency = needed(element_text(data, "Divisa"), "Divisa")
    kind = element_text(data, "TipoDocumento")
    total = element_amount(data, "ImportoTotaleDocumento")
    if total is None:
        total = sum(_lines(body), ZERO)
    parts = list(_parts(body))
    amounts = [amount for amount, _due in parts]
    payable = sum(amounts, ZERO) if amounts else total
    if len(amounts) > 1 and set(amounts) == {total}:
        payable, parts = total, parts[:1]  # the same amount once for each way to pay it
    signed = -abs(payable) if kind in CREDITS else payable
    days = [due for _amount, due in parts if due]
    plan = tuple(DueInstalment(due, abs(amount)) for amount, due in parts if due)
    means = {element_text(one) for one in body.iterfind("DatiPagamento/DettaglioPagamento/ModalitaPagamento")}
    return InvoiceDocument(
        "FatturaPA", number, issued, currency, signed, buyer, seller, kind, max(days) if days else None,
        OPEN if signed else NOTHING_OPEN, kind in DEPOSITS, abs(total) if abs(total) != abs(signed) else None,
        withheld=sum((element_amount(one, "ImportoRitenuta") or ZERO for one in body.iter("DatiRitenuta")), ZERO),
        order_no=element_text(body, "DatiGenerali/DatiOrdineAcquisto/IdDocumento"),
        credits=element_text(body, "DatiGenerali/DatiFattureCollegate/IdDocumento") if kind in CREDITS else "",
        payment_reference=element_text(body, "DatiPagamento/DettaglioPagamento/CodicePagamento"),
        instalments=plan if len(plan) > 1 and len(plan) == len(parts) else (), pulled=bool(means & PULLED),
    )  # fmt: skip


def _lines(body: ET.Element) -> Iterator[Decimal]:
    for one in body.iterfind("DatiBeniServizi/DatiRiepilogo"):
        yield (element_amount(one, "ImponibileImporto") or ZERO) + (element_amount(one, "Imposta") or ZERO)


def _parts(body: ET.Element) -> Iterator[tuple[Decimal, date | None]]:
    for one in body.iterfind("DatiPagamento/DettaglioPagamento"):
        amount = element_amount(one, "ImportoPagamento")
        if amount is not None:
            yield amount, element_day(one, "DataScadenzaPagamento")


def _party(node: ET.Element | None) -> InvoiceParty:
    facts, seat = (node.find("DatiAnagrafici"), node.find("Sede")) if node is not None else (None, None)
    vat = element_text(facts, "IdFiscaleIVA/IdPaese") + element_text(facts, "IdFiscaleIVA/IdCodice")
    code = element_text(facts, "CodiceFiscale")
    person = " ".join(filter(None, (element_text(facts, "Anagrafica/Nome"), element_text(facts, "Anagrafica/Cognome"))))
    numbers = [PartyNumber("VAT", vat)] if vat else []
    if code:
        numbers.append(PartyNumber("TAX", code))
    street = " ".join(filter(None, (element_text(seat, "Indirizzo"), element_text(seat, "NumeroCivico"))))
    return InvoiceParty(
        element_text(facts, "Anagrafica/Denominazione") or person, tuple(numbers),
        email=first_text(node, "Contatti/Email"), phone=first_text(node, "Contatti/Telefono"), street=street,
        postcode=element_text(seat, "CAP"), city=element_text(seat, "Comune"),
        country=element_text(seat, "Nazione").upper(),
    )  # fmt: skip
