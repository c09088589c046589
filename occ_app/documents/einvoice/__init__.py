"""Invoices for machines, as EN 16931 says: one reading of a document (`bill`), two ways to write it (`ubl`, `cii`).

A document says what it said when it was issued: payments do not change it.
"""

from occ_app.documents.einvoice.bill import bill
from occ_app.documents.einvoice.cii import cii
from occ_app.documents.einvoice.ubl import ubl

__all__ = ["bill", "cii", "ubl"]
