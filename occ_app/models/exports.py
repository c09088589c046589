"""Files that take a while: asked for by somebody, made by the worker, kept for some days."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Select, Text, select
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, big, link, now, word
from occ_app.models.orders import OrderContact


class ExportKind(StrEnum):
    """What the list becomes."""

    ZIP = "zip"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


class ExportState(StrEnum):
    """Where a file stands."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


UNFINISHED = (ExportState.QUEUED, ExportState.RUNNING)


class Export(Owned, table=True):
    """One file for one person. Its content lies in the folder of files, under `stored_as`."""

    __table_args__ = (
        CheckConstraint("done >= 0 AND total >= 0", name="done"),
        CheckConstraint("(state = 'ready') = (expires_at IS NOT NULL)", name="expires"),
    )

    key: str = Field(max_length=32, unique=True, description="random; names it in its address")
    created_by: int = link("person", index=True)
    kind: ExportKind = word(ExportKind)
    query: str = Field(default="", sa_type=Text, description="what is listed, as in the list's address")
    language: str = Field(max_length=5)
    state: ExportState = word(ExportState, default=ExportState.QUEUED)
    total: int = Field(description="documents")
    done: int = Field(default=0)
    tries: int = Field(default=0)
    due_at: datetime = Field(
        default_factory=now, sa_type=UtcDateTime, index=True, description="when a worker may take it (again)"
    )
    name: str = Field(default="", max_length=200)
    size: int = big(default=0, description="bytes")
    reach: str = Field(default="", max_length=64, description="of the rights it was made with")
    error: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def stored_as(self) -> str:
        """Each try writes a file of its own: a worker thought dead cannot spoil that of its successor."""
        return f"{self.key}.{self.tries}"

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        """Those of the people whom these orders name."""
        named = select(col(OrderContact.person_id)).where(col(OrderContact.order_id).in_(orders))
        return col(cls.created_by).in_(named)
