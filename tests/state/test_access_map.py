from occ_app import pages
from occ_app.access.modules import modules
from occ_app.navigation import discover
from occ_app.state.access_map import FIRST, MapState, map_view


def test_a_line_a_person_with_a_text_a_module(make, db):
    discover(pages)
    acme = make.account("Acme")
    ana = make.contact(acme, name="Ana", order=make.order(acme, number="O-7"))
    view = map_view(db, make.actor(ana))
    (line,) = view.lines
    assert (line[0], line[2], len(line)) == ("Ana", "Finance", FIRST + len(modules()))
    assert line[FIRST] == "Finance: Order O-7"
    assert view.sentence == "1 person has access."


def test_the_page_is_filled(stored, reference, on_page, run):
    ana = stored(lambda make: make.contact(make.account("Acme"), name="Ana"))
    state = on_page(MapState, reference(ana), "/en/people/access-map")
    run(MapState.load.fn(state))
    assert state.loaded
    assert state.lines[0][0] == "Ana"
