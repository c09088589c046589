"""The little XML that invoices need: elements in order, nothing empty, no character XML cannot hold."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

Value = str | None


class Node:
    """An element that grows in the order it is told: `node.add("cbc:ID", "1")`, `node.under("cac:Party")`."""

    def __init__(self, element: "etree._Element", names: Mapping[str, str]) -> None:
        self.element, self.names = element, names

    @classmethod
    def root(cls, tag: str, names: Mapping[str, str], default: str = "") -> "Node":
        """A new document; `default` is the namespace without a prefix."""
        known = dict(names) | ({None: default} if default else {})
        qualified = f"{{{default}}}{tag}" if default else _qualified(tag, names)
        return cls(etree.Element(qualified, nsmap=known), names)

    def under(self, path: str) -> "Node":
        """A new element at the end of a path of new elements: `cac:Party/cac:PartyName`."""
        element = self.element
        for tag in path.split("/"):
            element = etree.SubElement(element, _qualified(tag, self.names))
        return Node(element, self.names)

    def add(self, path: str, text: Value, **attributes: str) -> None:
        """A text at the end of a path of new elements; nothing where there is no text."""
        if text:
            element = self.under(path).element
            element.text = text
            element.attrib.update(attributes)

    def document(self) -> bytes:
        """The whole as a file."""
        whole = self.element.getroottree()
        return bytes(etree.tostring(whole, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def clean(text: str) -> str:
    """The text on one line, without what XML forbids."""
    return " ".join(_FORBIDDEN.sub(" ", text).split())


def number(value: Decimal) -> str:
    """`12.5`, never `1.25E+1`; without zeros that say nothing."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def day(value: date | None) -> str:
    """`2026-10-31`."""
    return value.isoformat() if value else ""


def _qualified(tag: str, names: Mapping[str, str]) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{names[prefix]}}}{local}"
