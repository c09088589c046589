"""Runs migrations on whatever database `DATABASE_URL` names."""

from alembic import context
from sqlalchemy import TypeDecorator
from sqlmodel import SQLModel

import occ_app.models  # noqa: F401 - fills the metadata
from occ_app.db import engine


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write the plain column type of our own types, so that old migrations never need our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the search index to its migration: each database has another kind, and neither is a model's."""
    return not (name or "").startswith(("invoice_search", "invoice_unsearched", "ix_invoice_search"))


with engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        include_name=include_name,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
