"""Somebody asks an administrator of their company for a page they may not open."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, link, now, word
from occ_app.models.people import CompanyRole


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"


class AccessRequest(Owned, table=True):
    """What was asked for, why, and what an administrator said."""

    __table_args__ = (
        Index(
            "uq_access_request_open",
            "account_id",
            "person_id",
            "page",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    person_id: int = link("person", index=True)
    page: str = Field(max_length=100, description="its route, without language")
    title: str = Field(max_length=100, description="the page's, as catalogues have it")
    permission: str = Field(max_length=60, description="what the page needs")
    role: CompanyRole = word(CompanyRole, description="the smallest that has it")
    note: str = Field(default="", max_length=500)
    state: RequestState = word(RequestState, default=RequestState.OPEN)
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_by: int | None = link("person", default=None)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=500, description="why it was refused")
