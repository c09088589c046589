"""`occ migrate`: the database's schema, brought to the newest."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def migrate() -> None:
    """Bring the database that DATABASE_URL names to the newest schema."""
    from alembic import command
    from alembic.config import Config

    command.upgrade(Config(ROOT / "alembic.ini"), "head")
