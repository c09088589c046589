"""Feeding the portal from the supplier's files: CSV, XLSX and Parquet, read in chunks, checked row by row."""

from occ_app.services.imports.importer import Report
from occ_app.services.imports.mapping import load
from occ_app.services.imports.problems import Reject, Rejects, Unusable
from occ_app.services.imports.running import IMPORTERS, import_all, run

__all__ = ["IMPORTERS", "Reject", "Rejects", "Report", "Unusable", "import_all", "load", "run"]
