from datetime import date, timedelta

import pytest

from occ_app.errors import Invalid, NotFound
from occ_app.state.review import ReviewState, review_view


@pytest.fixture
def page(stored, reference, on_page, run):
    def company(make):
        acme = make.account("Acme")
        make.contact(acme, name="Ana")
        return make.contact(acme, is_admin=True, name="Marta")

    state = on_page(ReviewState, reference(stored(company)), "/en/people/review")
    run(ReviewState.load.fn(state))
    return state


def soon():
    return (date.today() + timedelta(days=5)).isoformat()  # noqa: DTZ011 - companies of tests live in UTC


def test_a_review_from_its_start_to_its_record(page, run):
    assert (page.is_open, page.sentence) == (False, "No review is open.")
    for rubbish in ("", "tomorrow", "2001-01-01"):
        with pytest.raises(Invalid):
            run(ReviewState.start.fn(page, {"due_on": rubbish}))
    run(ReviewState.start.fn(page, {"due_on": soon()}))
    assert (page.is_open, page.done, page.all) == (True, 0, 3)
    ana, first, second = page.items
    assert [item[10] for item in page.items] == ["true", "true", ""]
    run(ReviewState.keep_person.fn(page, first[1]))
    run(ReviewState.keep.fn(page, ana[0]))
    assert page.done == 3
    run(ReviewState.remove.fn(page, ana[0]))
    assert page.items[0][6] == "Removed · Marta"
    assert page.items[0][9] == ""
    run(ReviewState.close.fn(page))
    assert (page.is_open, page.closed) == (False, 1)
    assert page.past[0][2] == "Undecided: 0 · Kept: 2 · Removed: 1 · Ended meanwhile: 0"
    assert second[4] == "Finance"


def test_taking_from_oneself_is_asked_about_once_more(page, run):
    run(ReviewState.start.fn(page, {"due_on": soon()}))
    own = page.items[2]
    run(ReviewState.confirm.fn(page))
    run(ReviewState.remove.fn(page, own[0]))
    assert page.unsure
    assert page.items[2][6] == "Undecided"
    run(ReviewState.confirm.fn(page))
    assert (page.unsure, page.items[2][6]) == ("", "Removed · Marta")
    with pytest.raises(Invalid, match="always keeps"):
        run(ReviewState.remove_person.fn(page, own[1]))


def test_rubbish_decides_nothing(page, run):
    run(ReviewState.start.fn(page, {"due_on": soon()}))
    for rubbish in ("", "x", "0", "99999"):
        with pytest.raises(NotFound):
            run(ReviewState.keep.fn(page, rubbish))


def test_a_company_without_reviews(make, db):
    view = review_view(db, make.actor(make.contact(make.account(), is_admin=True)))
    assert (view.is_open, view.past, view.items) == (False, [], [])
    assert view.usual_day
