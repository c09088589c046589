import ast
import importlib

from occ_app.settings import ROOT
from occ_app.state.mail_kinds import KINDS, kind_words


def test_every_kind_of_mail_the_services_write_has_words():
    assert kinds_written() == set(KINDS)
    assert kind_words("card_expires") == "Card that expires"
    assert kind_words("of_an_earlier_version") == "of_an_earlier_version"


def kinds_written():
    """What is given as `kind` wherever a service puts a message into the outbox."""
    kinds = set()
    for path in (ROOT / "occ_app/services").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "outbox.put":
                (kind,) = [ast.unparse(given.value) for given in call.keywords if given.arg == "kind"]
                module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                kinds |= {module.RECEIPT, module.FAILURE} if kind == "mail" else {eval(kind, vars(module))}
    return kinds
