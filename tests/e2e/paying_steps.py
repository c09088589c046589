"""What tests of paying need beside the screens: drafts, and payments as nobody has made any."""

from sqlalchemy import text
from sqlmodel import select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.models import Account, PaymentLine, Person
from occ_app.services import ledger, paying
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter, Group

ACME = "Acme"


def a_draft(email: str = "marta.soler@acme.example") -> str:
    """A draft of Acme’s for all that is past due; its number."""
    with database.transaction() as opened:
        person = opened.exec(select(Person).where(Person.email == email)).one()
        account = opened.exec(select(Account).where(Account.name.startswith(ACME))).first()
        assert account
        payer = sessions.absent(opened, person, account.pk)
        return paying.begin(opened, payer, Choice(Filter(group=Group.PAST_DUE)))[0]


def forget_payments() -> None:
    """Nobody has paid anything in the portal, and what was to be paid is open again."""
    with database.transaction() as opened:
        ids = {line.invoice_id for line in opened.exec(select(PaymentLine))}
        for table in ("payment_decision", "payment_line", "basket_item", "payment_order"):
            opened.execute(text(f"DELETE FROM {table}"))
        ledger.restate(opened, system(), ids)
