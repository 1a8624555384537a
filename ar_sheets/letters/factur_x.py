"""Says in a PDF's metadata that an e-invoice is inside (Factur-X 1.0, 6.3.2): Typst attaches it but cannot say so."""

from __future__ import annotations

import io
from typing import Any

_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_FIELDS = {"DocumentFileName": "factur-x.xml", "DocumentType": "INVOICE", "Version": "1.0",
           "ConformanceLevel": "EN 16931"}  # fmt: skip
_MEANINGS = {"DocumentFileName": "The name of the embedded XML document", "DocumentType": "The type of the document",
             "Version": "The version of the standard", "ConformanceLevel": "The profile of the document"}  # fmt: skip
_PDFA = "http://www.aiim.org/pdfa/ns/"


def name_e_invoice(pdf: bytes) -> bytes:
    """The PDF with the metadata of Factur-X added at its end; the rest stays byte for byte."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, StreamObject

    writer: Any = PdfWriter(io.BytesIO(pdf), incremental=True)
    catalog = writer.root_object
    told = catalog["/Metadata"].get_object().get_data().decode()
    if _FX in told:
        return pdf
    stream: Any = StreamObject()
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    stream.set_data(told.replace("</rdf:RDF>", _descriptions() + "</rdf:RDF>", 1).encode())
    reference = catalog.raw_get("/Metadata")
    writer._replace_object(reference, stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _descriptions() -> str:
    fields = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value in _FIELDS.items())
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{_MEANINGS[name]}</pdfaProperty:description></rdf:li>"
        for name in _FIELDS
    )
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{_FX}">{fields}</rdf:Description>'
        f'<rdf:Description rdf:about="" xmlns:pdfaExtension="{_PDFA}extension/" xmlns:pdfaSchema="{_PDFA}schema#" '
        f'xmlns:pdfaProperty="{_PDFA}property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>{_FX}"
        f"</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{properties}"
        f"</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
