from occ_app.access import modules
from occ_app.access.permissions import Permission


def test_modules_stand_in_the_order_of_their_places(monkeypatch):
    monkeypatch.setattr(modules, "_declared", {})
    modules.declare("Later", Permission.PAYMENTS_READ, (1, 20))
    modules.declare("First", Permission.INVOICES_READ, (0, 90))
    assert [module.title for module in modules.modules()] == ["First", "Later"]


def test_a_module_opens_to_the_roles_that_its_right_is_granted_to():
    payments = modules.Module((0, 0), "Payments", Permission.PAYMENTS_READ)
    assert payments.opens_to("finance")
    assert not payments.opens_to("technical")
