"""What tests of paying need beside the screens: drafts, and payments as nobody has made any."""

from sqlalchemy import func, text
from sqlmodel import select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.models import Account, PaymentLine, PaymentOrder, Person
from occ_app.services import ledger, paying
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter, Group

ACME = "Acme"


def a_draft(email: str = "marta.soler@acme.example") -> str:
    """A draft of Acme’s for all that is past due; its number."""
    with database.transaction() as opened:
        person = opened.exec(select(Person).where(Person.email == email)).one()
        account = opened.exec(
            select(Account).where(Account.name.startswith(ACME)).order_by(Account.id)
        ).first()
        assert account
        payer = sessions.absent(opened, person, account.pk)
        return paying.begin(opened, payer, Choice(Filter(group=Group.PAST_DUE)))[0]


def last_payment() -> int:
    """The key of the newest payment of the portal."""
    with database.transaction(reads_only=True) as opened:
        return opened.exec(select(func.max(PaymentOrder.id))).one() or 0


def forget_payments(since: int) -> None:
    """Nobody has paid anything in the portal since then, and what was to be paid is open again."""
    with database.transaction() as opened:
        lines = opened.exec(select(PaymentLine).where(PaymentLine.payment_order_id > since))
        ids = {line.invoice_id for line in lines}
        for table in ("payment_decision", "payment_line", "basket_item"):
            opened.execute(text(f"DELETE FROM {table} WHERE payment_order_id > :since"), {"since": since})
        opened.execute(text("DELETE FROM payment_order WHERE id > :since"), {"since": since})
        ledger.restate(opened, system(), ids)
