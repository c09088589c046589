"""A list for one address, in words: its rows, tabs, filters in force, and the ways on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext, number
from occ_app.models import Account
from occ_app.services import views
from occ_app.services.lists import (
    MOST_NUMBERS,
    ListFilter,
    ListOf,
    Tallies,
    Tally,
    amounts,
    count_of,
    parse,
    phrases,
)
from occ_app.services.paging import Page
from occ_app.state.base import file_query
from occ_app.state.lists.addresses import form_of, href, query_of
from occ_app.state.lists.heads import heads
from occ_app.state.lists.rows import NO_MATCH, row


@dataclass
class ListView:
    """The list page for one URL. Tabs are [label, count, " · " and total, href, current, key,
    whether empty, total]; chips and saved views [label, href].
    """

    rows: list[list[str]]
    tabs: list[list[str]]
    footer: str
    heads: list[list[str]]
    previous_href: str
    next_href: str
    matching: str
    """How many the filter finds."""
    is_long: str
    """Whether these are more than a file holds that one waits for."""
    every: str
    """What selects them all."""
    chips: list[list[str]] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    saved: list[list[str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    group: str = ""
    query: str = ""
    export_query: str = ""
    currency: str = ""
    loaded: bool = True


def list_view(
    db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str], tallies: Tallies | None = None
) -> ListView:
    """Ask for what the URL says and put it into words; `tallies` are the list's, where they are known already."""
    wanted = parse(of.usual, of.fields, params)
    found = of.source.listing(
        db, actor, wanted, after=params.get("after", ""), before=params.get("before", "")
    )
    tallies = of.source.tallies(db, actor, wanted) if tallies is None else tallies
    query, columns = query_of(of, wanted), _columns(db, actor, of)
    matches = of.matches(db, actor, found.items, wanted.search) if of.matches and wanted.search else {}
    return ListView(
        rows=[
            row(
                of,
                record,
                shown=frozenset(columns),
                query=query,
                match=matches.get(of.number(record), NO_MATCH),
            )
            for record in found.items
        ],
        tabs=[_tab(of, group, tallies[group], wanted) for group in of.groups],
        footer=_footer(of, tallies[wanted.group]),
        heads=heads(of, wanted),
        previous_href=_page_href(of, wanted, "before", found),
        next_href=_page_href(of, wanted, "after", found),
        matching=_count(tallies[wanted.group]),
        is_long="true" if is_long(tallies[wanted.group]) else "",
        every=_("Select all {count} that match", count=_count(tallies[wanted.group])),
        chips=[[phrase.text, href(of, wanted, **phrase.without)] for phrase in phrases(wanted, of.fields)],
        form=form_of(of, wanted, query),
        saved=_saved(db, actor, of),
        columns=columns,
        group=wanted.group.value,
        query=query,
        export_query=file_query(actor, query),
        currency=_currency(db, actor),
    )


def _saved(db: Session, actor: Actor, of: ListOf[Any]) -> list[list[str]]:
    """The person's views; whoever reads what is not theirs keeps none."""
    kept = views.listing(db, actor, of.name) if actor.may(Permission.VIEWS_KEEP) else []
    return [[view.name, f"?{view.query}"] for view in kept]


def _columns(db: Session, actor: Actor, of: ListOf[Any]) -> list[str]:
    """The keys of the columns this person sees; the first, which names the record, always."""
    chosen = views.columns(db, actor, of.name) if actor.may(Permission.VIEWS_KEEP) else None
    usual = [column.key for column in of.shown if column.is_usual]
    return usual if chosen is None else [of.shown[0].key, *chosen]


def _currency(db: Session, actor: Actor) -> str:
    account = db.get(Account, actor.account_id) if actor.account_id else None
    return account.currency if account else ""


def is_long(tallies: list[Tally]) -> bool:
    """Whether these are more than a file holds that one waits for."""
    return count_of(tallies) > MOST_NUMBERS or not _is_exact(tallies)


def _count(tallies: list[Tally]) -> str:
    """`412`, or `1.000+` where counting stopped."""
    return number(count_of(tallies)) + ("" if _is_exact(tallies) else "+")


def _is_exact(tallies: list[Tally]) -> bool:
    return all(tally.is_exact for tally in tallies)


def _tab(of: ListOf[Any], group: Any, tallies: list[Tally], wanted: ListFilter) -> list[str]:
    worth = amounts(of.worth(group, one) for one in tallies) if of.worth and _is_exact(tallies) else ""
    return [
        _(of.groups[group]),
        _count(tallies),
        f" · {worth}" if worth else "",
        href(of, wanted, group=group),
        "page" if group is wanted.group else "false",
        group.value,
        "false" if tallies else "true",
        worth,
    ]


def _footer(of: ListOf[Any], tallies: list[Tally]) -> str:
    if _is_exact(tallies):
        return of.summary(tallies)
    return ngettext(
        "More than {count}; a narrower filter shows what they come to.",
        "More than {count}; a narrower filter shows what they come to.",
        count_of(tallies) - 1,
    )


def _page_href(of: ListOf[Any], wanted: ListFilter, side: str, found: Page[Any]) -> str:
    cursor = found.previous if side == "before" else found.next
    if not cursor:
        return ""
    base = href(of, wanted)
    return f"{base}{'&' if '?' in base else '?'}{side}={cursor}"
