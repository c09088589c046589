"""Whether the portal can serve: for load balancers and people on call."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from occ_app import db
from occ_app.migrations import newest, present


async def health(_request: Request) -> JSONResponse:
    """200 when the database answers and has the newest schema; 503 with the reason when not."""
    reason = await run_in_threadpool(_trouble)
    return JSONResponse({"status": reason or "ok"}, 503 if reason else 200)


def _trouble() -> str:
    try:
        with db.transaction(reads_only=True) as session:
            session.execute(text("SELECT 1"))
            revision = present(session.connection())
    except SQLAlchemyError:
        return "the database does not answer"
    return "" if revision == newest() else "the database needs `occ migrate`"


routes = [Route("/health", health)]
