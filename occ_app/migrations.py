"""The schema's version: which one the code needs, which one a database has, and how to get there."""

from functools import lru_cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from occ_app.settings import ROOT


def upgrade() -> None:
    """Bring the database of the settings to the newest schema."""
    command.upgrade(_config(), "head")


@lru_cache(maxsize=1)
def newest() -> str:
    """The revision this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def present(connection: Connection) -> str:
    """The revision a database has."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _config() -> Config:
    return Config(ROOT / "alembic.ini")
