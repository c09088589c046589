"""Proving an address with a one-time code or the link mailed with it.

Nothing here tells whether an address is known: known and unknown ones take the same steps.
"""

import hmac
import secrets
import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, update
from sqlmodel import Session, col

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import SignInCode, SignInMethod
from occ_app.models.base import now
from occ_app.services import outbox, throttle
from occ_app.services.sign_in.entering import Entered, Visit, let_in, who_may_enter
from occ_app.services.sign_in.letters import LIVES, code_letter, company_letter, link_url
from occ_app.services.throttle import Limit

MOST_TRIES = 5
DIGITS = 8
"""With the limits below, a year of guessing at one address succeeds with a chance of less than 1 in 100."""

CODES_OF_ADDRESS, CODES_OF_SOURCE = Limit("codes-address", 5), Limit("codes-source", 20)
CHECKS_OF_ADDRESS, CHECKS_OF_SOURCE = Limit("checks-address", 10), Limit("checks-source", 40)


def request_code(
    db: Session, actor: Actor, email: str, source: str, language: str, *, goal: str = "", browser: str = ""
) -> None:
    """Have a code and link mailed to an address, if its owner may enter; the answer never says whether.

    `goal` is the page of the portal that the link leads to; `browser` the secret of the one that asks. The mail
    is in the language its owner has chosen, else in `language`.
    """
    gate.require(actor, Permission.SIGN_IN)
    to = checked_address(email)
    code, link = issue(db, actor, to, source, browser)
    person, by_code = who_may_enter(db, actor, to)
    spoken = (person.language if person else "") or language
    draft = (
        code_letter(code, spoken, link_url(link, spoken, goal))
        if by_code
        else company_letter(to, spoken, goal)
    )
    # Written in either case, and taken back where nobody may get it: the same work is done.
    with db.begin_nested() as writing:
        outbox.put(db, actor, to, draft, kind=outbox.SIGN_IN_CODE)
        if person is None:
            writing.rollback()


def issue(db: Session, actor: Actor, key: str, source: str, browser: str = "") -> tuple[str, str]:
    """A new code and link of an address, or of what else is proved with a code; TooMany beyond the limits."""
    gate.require(actor, Permission.SIGN_IN)
    throttle.use(db, actor, CODES_OF_ADDRESS, key)
    throttle.use(db, actor, CODES_OF_SOURCE, source)
    code, link = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_urlsafe(32)
    _store(db, key, code, link, browser)
    return code, link


def redeem(db: Session, actor: Actor, email: str, code: str, visit: Visit) -> Entered | None:
    """Sign in with a code; None if it is wrong, used or too old, and then the try is counted."""
    gate.require(actor, Permission.SIGN_IN)
    to = checked_address(email)
    is_right = proves(db, actor, to, code, visit.address)
    return admit(db, actor, to, visit, SignInMethod.CODE) if is_right else None


def proves(db: Session, actor: Actor, key: str, code: str, source: str) -> bool:
    """Whether this is a live code of the address (or what else `issue` was given), which is spent with it.

    Every try is counted.
    """
    gate.require(actor, Permission.SIGN_IN)
    throttle.use(db, actor, CHECKS_OF_ADDRESS, key)
    throttle.use(db, actor, CHECKS_OF_SOURCE, source)
    given = _code_hash(key, _digits(code))
    # Counting comes before comparing, in one statement: simultaneous guesses cannot share a try.
    counted = (
        update(SignInCode)
        .where(*_live(key), col(SignInCode.tries) < MOST_TRIES)
        .values(tries=col(SignInCode.tries) + 1)
        .returning(col(SignInCode.code_hash))
    )
    matches = [hmac.compare_digest(given, known) for known in db.execute(counted).scalars()]
    if any(matches):
        db.execute(update(SignInCode).where(*_live(key)).values(used_at=now()))
    return any(matches)


def redeem_link(db: Session, actor: Actor, token: str, visit: Visit, code: str = "") -> Entered | None:
    """Sign in with the link of a mail; None if it is unknown, used or too old, or the code is wrong.

    In another browser than the one that asked the link is not enough (somebody may have been forwarded it): Invalid
    asks for the code.
    """
    gate.require(actor, Permission.SIGN_IN)
    live = (
        col(SignInCode.link_hash) == sessions.digest(f"link:{token}"),
        col(SignInCode.used_at).is_(None),
        col(SignInCode.expires_at) > now(),
    )
    asked = db.execute(select(col(SignInCode.email), col(SignInCode.browser_hash)).where(*live)).first()
    if asked and not _is_where_asked(visit, asked.browser_hash):
        if not code:
            raise Invalid(
                _("This is not the browser that asked for the link: type the code as well."), "code"
            )
        return redeem(db, actor, asked.email, code, visit)
    throttle.use(db, actor, CHECKS_OF_SOURCE, visit.address)
    used = update(SignInCode).where(*live).values(used_at=now()).returning(col(SignInCode.email))
    to = db.execute(used).scalar_one_or_none()
    return None if to is None else admit(db, actor, to, visit, SignInMethod.LINK)


def admit(db: Session, actor: Actor, email: str, visit: Visit, method: SignInMethod) -> Entered | None:
    """Begin a session for an address that has been proven; None if its owner may not enter (any more).

    Whatever codes and links it had are dead now, and so is the browser's former session, whose token
    somebody else may have planted there.
    """
    gate.require(actor, Permission.SIGN_IN)
    to = checked_address(email)
    db.execute(update(SignInCode).where(*_live(to)).values(used_at=now()))
    person, by_code = who_may_enter(db, actor, to)
    if person is None or not by_code:
        if visit.session_ref:
            sessions.end(db, visit.session_ref)
        return None
    return let_in(db, actor, person, visit, method)


def checked_address(email: str) -> str:
    """The address in its one spelling; Invalid for what is none."""
    try:
        found = validate_email(email.strip()[:320], check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid(_("This does not look like an e-mail address. Please check it."), "email") from error
    return found.normalized.lower()


def _digits(code: str) -> str:
    """`1234 5678`, `1234-5678` and `１２３４５６７８` are the same code."""
    return "".join(c for c in unicodedata.normalize("NFKC", code[:40]) if c in "0123456789")


def _live(email: str) -> tuple[Any, ...]:
    unused = col(SignInCode.used_at).is_(None)
    return (col(SignInCode.email) == email, unused, col(SignInCode.expires_at) > now())


def _store(db: Session, email: str, code: str, link: str, browser: str) -> None:
    moment = now()
    db.add(
        SignInCode(
            email=email,
            code_hash=_code_hash(email, code),
            link_hash=sessions.digest(f"link:{link}"),
            browser_hash=_browser_hash(browser),
            created_at=moment,
            expires_at=moment + LIVES,
        )
    )
    db.flush()


def _code_hash(email: str, code: str) -> str:
    return sessions.digest(f"code:{email}:{code}")


def _is_where_asked(visit: Visit, browser_hash: str) -> bool:
    """A browser that holds nothing is never the one that asked."""
    return bool(visit.browser) and hmac.compare_digest(browser_hash, _browser_hash(visit.browser))


def _browser_hash(browser: str) -> str:
    return sessions.digest(f"browser:{browser}")
