"""Files that customers hand in: kept in the database, so that one backup holds everything."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, column, link, now


class StoredFile(Owned, table=True):
    """One file, as it was handed in; never changed."""

    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100, description="what its content is, whatever its name says")
    size: int = Field(description="bytes")
    sha256: str = Field(max_length=64)
    content: bytes = column(LargeBinary)
    added_by: int | None = link("person", default=None)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
