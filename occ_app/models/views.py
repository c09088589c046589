"""How a person likes a list: views they saved, and columns they do without."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, link, now


class SavedView(Owned, table=True):
    """A filter with a name, one person's own in one company."""

    __table_args__ = (UniqueConstraint("account_id", "person_id", "list_name", "name"),)

    person_id: int = link("person", index=True)
    list_name: str = Field(max_length=32)
    name: str = Field(max_length=60)
    query: str = Field(default="", sa_type=Text, description="as in the list's address")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ColumnChoice(Owned, table=True):
    """The columns of a list that a person chose; without a row it is the usual ones."""

    __table_args__ = (UniqueConstraint("account_id", "person_id", "list_name"),)

    person_id: int = link("person", index=True)
    list_name: str = Field(max_length=32)
    columns: str = Field(max_length=400, description="keys, separated by commas")
