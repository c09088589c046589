"""What people ask of the list, each with the leanest SQL for the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from occ_app.models import InvoiceType
from occ_app.services.invoices import SORTS, Filter, Group

TALLY = (
    "SELECT phase, document, currency, falls_on < '{today}', sum(documents), sum(due_minor), sum(total_minor) "
    "FROM invoice_tally WHERE account_id = {account} AND type = '' AND (phase <> 'closed' OR issued_on = '0001-01-01') "
    "GROUP BY 1, 2, 3, 4"
)
ROWS = (
    "SELECT i.number, i.document, i.type, i.po_number, i.currency, i.issued_on, i.due_on, i.total_minor, i.due_minor, "
    "i.phase, i.disputed_minor, o.number, o.contract_number FROM invoice i "
    "LEFT JOIN customer_order o ON o.id = i.order_id WHERE i.account_id = {account} {where} ORDER BY {order} LIMIT 50"
)
FOUND = {
    "sqlite": "AND i.id IN (SELECT rowid FROM invoice_search WHERE invoice_search MATCH '\"{word}\"')",
    "postgresql": "AND i.search_text LIKE '%{word}%'",
}
COMMON_WORD = "harbour"


@dataclass(frozen=True)
class Question:
    """A filter, its floor, and which page of it: `skipped` documents lie before it."""

    what: str
    wanted: Filter
    floor: str
    skipped: int = 0
    is_count: bool = False


@dataclass(frozen=True)
class Company:
    """The large company of one database."""

    dialect: str
    account_id: int
    invoices: int
    today: date

    def questions(self) -> Iterator[Question]:
        """Everything that is measured."""
        yield self._listed("first page", Filter())
        yield self._listed("deep page", Filter(), skipped=self.invoices // 2)
        yield Question("counts and totals of the tabs", Filter(), self._said(TALLY), is_count=True)
        yield from self._tabs()
        for name in SORTS:
            for sort in (name, f"-{name}"):
                yield self._listed(f"sort {sort}", Filter(sort=sort), order=self._order(sort))
        yield from self._filters()
        yield from self._searches()

    def _tabs(self) -> Iterator[Question]:
        late = f"AND i.phase = 'open' AND i.document = 'invoice' AND i.urgency < {self.today.toordinal()}"
        yield self._listed("tab past due", Filter(group=Group.PAST_DUE), late)
        yield self._listed("tab open", Filter(group=Group.OPEN), late.replace("<", ">="))
        yield self._listed("tab closed", Filter(group=Group.CLOSED), "AND i.urgency > 5000000")

    def _filters(self) -> Iterator[Question]:
        first, last = (self.today - timedelta(days=days) for days in (400, 370))
        support = (InvoiceType.SUPPORT,)
        days = f"BETWEEN '{first}' AND '{last}'"
        due, issued = Filter(due_from=first, due_to=last), Filter(issued_from=first, issued_to=last)
        yield self._listed("due in a month", due, f"AND i.falls_on {days}")
        yield self._listed("issued in a month", issued, f"AND i.issued_on {days}")
        yield self._listed("one type", Filter(types=support), "AND i.type = 'support'")
        yield self._listed(
            "one type, past due, by amount",
            Filter(types=support, group=Group.PAST_DUE, sort="-total"),
            f"AND i.type = 'support' AND i.phase = 'open' AND i.falls_on < '{self.today}'",
            order="i.total_minor DESC, i.id DESC",
        )
        order = "(SELECT id FROM customer_order WHERE number = 'ORD-000010')"
        yield self._listed("one order", Filter(order="ORD-000010"), f"AND i.order_id = {order}")
        amounts = "AND i.total_minor BETWEEN 500000 AND 500500"
        yield self._listed("amount from to", Filter(total_from=500_000, total_to=500_500), amounts)

    def _searches(self) -> Iterator[Question]:
        number = f"inv-{self.invoices // 2:07}"
        for what, word in (
            ("a number", number),
            ("a word in few", "annealer"),
            ("a word in many", COMMON_WORD),
        ):
            yield self._listed(f"search {what}", Filter(search=word), FOUND[self.dialect].format(word=word))
        many = Filter(search=COMMON_WORD)
        floor = self._said(ROWS, where=FOUND[self.dialect].format(word=COMMON_WORD), order="i.id").replace(
            "LIMIT 50", "LIMIT 1001"
        )
        yield Question("counts of a word in many", many, floor, is_count=True)

    def _listed(
        self, what: str, wanted: Filter, where: str = "", *, order: str = "i.urgency, i.id", skipped: int = 0
    ) -> Question:
        return Question(what, wanted, self._said(ROWS, where=where, order=order), skipped)

    def _order(self, sort: str) -> str:
        column = SORTS[sort.removeprefix("-")].key
        direction = " DESC" if sort.startswith("-") else ""
        return f"i.{column}{direction}, i.id{direction}"

    def _said(self, sql: str, **parts: str) -> str:
        return sql.format(account=self.account_id, today=self.today, **parts)
