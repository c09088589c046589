"""Payments: what was left open is finished, what the card company tells is heard, what pays itself is paid on its day."""

from collections.abc import Callable
from datetime import timedelta

from occ_app import charging
from occ_app.access.actors import system
from occ_app.charging.each import each
from occ_app.db import transaction
from occ_app.services import approvals, autopay
from occ_app.services.paying import planned
from occ_app.settings import get_settings
from occ_app.worker.stopping import stopping

FAR_BACK = timedelta(days=3)
"""How long webhooks may fail before what they told is lost: the daily look."""


def sweep() -> int:
    """Finish, or take back, what a killed process or a lost answer left open; how many were looked after."""
    return charging.sweep()


def hear() -> int:
    """Work through what the card company told; how many events."""
    return charging.hear()


def catch_up() -> int:
    """Ask for events that never came; how many there were."""
    return charging.catch_up()


def catch_up_far() -> int:
    """The same for three days back."""
    return charging.catch_up(FAR_BACK)


def remind_approvers() -> int:
    """Mail those whom a payment still waits for; how many payments."""
    with transaction() as db:
        return approvals.remind(db, system())


def announce() -> int:
    """Announce what autopay is going to charge, a rule at a time; how many invoices."""
    if not get_settings().takes_cards:
        return 0
    with transaction(reads_only=True) as db:
        rules = autopay.live(db, system())
    return _each(_announce, rules)


def pay_by_autopay() -> int:
    """Send what autopay announced for today, and charge it; how many payments."""
    if not get_settings().takes_cards:
        return 0
    with transaction(reads_only=True) as db:
        charges = autopay.due(db, system())
    return _each(_pay, charges)


def pay_planned() -> int:
    """Let go the payments planned for today, and charge them; how many."""
    if not get_settings().takes_cards:
        return 0
    with transaction(reads_only=True) as db:
        orders = planned.due(db, system())
    return _each(_release, orders)


def _announce(rule_id: int) -> int:
    with transaction() as db:
        return autopay.announce(db, system(), rule_id)


def _pay(charge_id: int) -> int:
    with transaction() as db:
        order_id = autopay.charge_due(db, system(), charge_id)
    if order_id is None:
        return 0
    charging.charge(order_id)
    return 1


def _release(order_id: int) -> int:
    with transaction() as db:
        planned.release_due(db, system(), order_id)
    charging.charge(order_id)
    return 1


def _each(step: Callable[[int], int], keys: list[int]) -> int:
    """Do it for each, though one may fail; that is told once the others are done. The sum of what they say."""
    said, failures = each(step, keys, is_over=stopping().is_set)
    if failures:
        raise failures[0]
    return sum(said)
