from datetime import timedelta

from sqlmodel import select
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from occ_app import db as database
from occ_app.access import sessions
from occ_app.endpoints.noting import note_download
from occ_app.models import ActivityEntry, ActivityKind, DelegatedInvoice, Delegation, SignInMethod
from occ_app.models.base import now
from occ_app.testing.factories import TODAY


def delegate(make):
    acme, payer = make.account("Acme"), make.person("payer@payer.example")
    ends = {"ends_on": TODAY, "ends_at": now() + timedelta(days=1)}
    ana = make.contact(acme)
    made = Delegation(account_id=acme.pk, person_id=payer.pk, made_by=ana.pk, token_hash="0", **ends)
    make.db.add(made)
    make.db.flush()
    invoice = make.invoice(acme, number="ACME-1")
    make.db.add(DelegatedInvoice(account_id=acme.pk, delegation_id=made.pk, invoice_id=invoice.pk))
    bounds = {"delegation_id": made.pk, "only_account_id": acme.pk, "method": SignInMethod.DELEGATION}
    token = sessions.begin(make.db, payer, user_agent="", address="", **bounds)
    return sessions.resume(make.db, sessions.find(make.db, token)), make.actor(ana)


def test_downloads_of_delegates_are_noted_and_those_of_others_are_not(browser_at, stored):
    actors = stored(delegate)

    async def file(request):
        request.scope["occ.actor"] = actors[int(request.query_params["who"])]
        await note_download(request, ["ACME-1"])
        return PlainTextResponse("")

    browser = browser_at([Route("/file", file)])
    for who in (0, 1):
        assert browser.get("/file", params={"who": who}).status_code == 200
    with database.transaction(reads_only=True) as db:
        [entry] = db.exec(select(ActivityEntry).where(ActivityEntry.kind == ActivityKind.INVOICE_DOWNLOADED))
        assert (entry.who, entry.subject, entry.on_behalf) == ("payer@payer.example", "ACME-1", "Acme")
