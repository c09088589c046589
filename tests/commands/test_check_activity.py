import typer
from sqlalchemy import text
from typer.testing import CliRunner

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.commands.check_activity import check_activity
from occ_app.models import ActivityKind
from occ_app.services.activity import record
from tests.services.activity.test_chain import forget_guard


def run():
    app = typer.Typer()
    app.command()(check_activity)
    return CliRunner().invoke(app, [])


def test_it_exits_with_zero_while_all_is_whole_and_with_one_when_something_was_changed(database_url):
    with database.transaction() as db:
        for number in range(3):
            record(db, system(), ActivityKind.IMPORT_RUN, str(number))
    assert (run().exit_code, run().stdout) == (0, "Every trail is whole.\n")
    with database.transaction() as db:
        forget_guard(db)
        db.execute(text("UPDATE activity_entry SET subject = 'x' WHERE seq = 2"))
    broken = run()
    assert broken.exit_code == 1
    assert "entry 2 was changed" in broken.stdout
