from occ_app import pages
from occ_app.access import modules
from occ_app.access.permissions import GRANTS, Role
from occ_app.models import CompanyRole, RightSource
from occ_app.navigation import discover, rail
from occ_app.services.people import access_map, changes


def test_each_cell_tells_which_right_opens_the_module(db, make, acme):
    discover(pages)
    make.right(acme.account, acme.tomas, CompanyRole.EXECUTIVE, source=RightSource.SINGLE_SIGN_ON)
    lines = {line.entry.name: line for line in access_map.lines(db, acme.acting(acme.ana))}
    titles = [module.title for module in modules.modules()]
    cell = lines["Tomás Vidal"].cells[titles.index("Payments")]
    assert cell == "Executive: Single sign-on"
    assert lines["Ana Ruiz"].cells[titles.index("Payments")] == "Finance: Order 4500-123"
    assert [column.label for column in access_map.columns()][3:] == titles


def test_only_who_is_active_is_on_it(db, acme):
    changes.suspend(db, acme.acting(acme.marta), acme.contact(acme.tomas).pk)
    assert [line.entry.name for line in access_map.lines(db, acme.acting(acme.ana))] == [
        "Ana Ruiz",
        "Marta Soler",
    ]


def test_modules_are_the_pages_of_the_rail_and_their_rights():
    discover(pages)
    shown = [page for page in rail() if page.is_for_customers]
    assert [(module.title, module.needs) for module in modules.modules()] == [
        (p.title, p.needs) for p in shown
    ]
    for module in modules.modules():
        for role in CompanyRole:
            assert module.opens_to(role) == (Role(role) in GRANTS[module.needs])
