"""What was fed in, when, and what came of it."""

from datetime import datetime

from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, now


class ImportRun(Record, table=True):
    """One finished import of one file: the supplier's record of what changed."""

    kind: str = Field(max_length=20)
    file_name: str = Field(max_length=200)
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    finished_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
