"""Work that is done again and again behind the screens: one row a job, which workers claim for a run."""

from datetime import datetime

from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, now


class Job(Record, table=True):
    """What a worker declared, when it is due, who runs it, and how it went."""

    name: str = Field(max_length=60, unique=True)
    title: str = Field(max_length=120, description="English; shown in the reader's language")
    every_seconds: int
    is_shared: bool = Field(
        default=False, description="each worker runs it; what it does is claimed row by row"
    )
    next_run_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    holder: str = Field(default="", max_length=32, description="the worker that runs it, or ran it last")
    lease_until: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="a living worker has it; of a shared one: looks after it",
    )
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    runs: int = Field(default=0)
    failures: int = Field(default=0, description="in a row")
    last_error: str = Field(default="", max_length=500)
    last_result: str = Field(
        default="", max_length=300, description="of the last run that had something to tell"
    )
    result_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_ms: int = Field(default=0)
