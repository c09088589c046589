"""The demo on real receivables: a file others wrote, taken in by the importer every supplier uses."""

import os
from datetime import date
from pathlib import Path

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.demo import people
from occ_app.services import imports
from occ_app.settings import ROOT

FILE = ROOT.parent / "shared/data/receivables/ibm_accounts_receivable.csv"
MAPPING = ROOT / "mappings/receivables.toml"
VARIABLE = "OCC_RECEIVABLES"


def seed(db: Session, actor: Actor, today: date) -> None:
    """The supplier's staff, and the companies, orders, invoices and payments of the file.

    Raises Unusable if the file is absent or any row of it is not accepted.
    """
    rejects: list[imports.Reject] = []
    imports.import_all(db, actor, _file(), MAPPING, rejects=rejects)
    if rejects:
        first = rejects[0]
        raise imports.Unusable(
            f"{len(rejects)} rows of the receivables are rejected, the first on line {first.line}: {first.reason}"
        )
    people.store_staff(db, today)


def _file() -> Path:
    file = Path(os.environ.get(VARIABLE) or FILE)
    if not file.is_file():
        raise imports.Unusable(f"The receivables are not at {file}. Say where they are in {VARIABLE}.")
    return file
