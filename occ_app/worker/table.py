"""What workers do, all of it: a line each."""

from datetime import timedelta

from occ_app.i18n import lazy, plural
from occ_app.worker.mailing import deliver, mail_lists
from occ_app.worker.making import files
from occ_app.worker.payments import (
    announce,
    catch_up,
    catch_up_far,
    hear,
    pay_by_autopay,
    pay_planned,
    remind_approvers,
    sweep,
)
from occ_app.worker.upkeep import (
    check_activity,
    remind,
    remind_of_cards,
    sweep_files,
    sweep_messages,
    sweep_requests,
    sweep_sessions,
)
from occ_app.worker.work import Work

AT_ONCE, SOON, DAILY = timedelta(seconds=2), timedelta(minutes=3), timedelta(days=1)
MINUTELY, OFTEN = timedelta(minutes=1), timedelta(minutes=5)
NOW_AND_THEN, QUARTER_HOURLY = timedelta(minutes=10), timedelta(minutes=15)

MESSAGES = plural("{count} message taken up", "{count} messages taken up")
LISTS = plural("{count} list taken up", "{count} lists taken up")
FILES = plural("{count} file taken up", "{count} files taken up")
REMOVED = plural("{count} file removed", "{count} files removed")
REVIEWS = plural("{count} review reminded of", "{count} reviews reminded of")
CARDS = plural("{count} card reminded of", "{count} cards reminded of")
PROBLEMS = plural("{count} company’s trail does not fit", "{count} companies’ trails do not fit")
OPEN = plural("{count} payment looked after", "{count} payments looked after")
EVENTS = plural("{count} event heard", "{count} events heard")
MISSED = plural("{count} event caught up on", "{count} events caught up on")
ASKED = plural("{count} payment reminded of", "{count} payments reminded of")
ANNOUNCED = plural("{count} charge announced", "{count} charges announced")
PAID = plural("{count} payment sent", "{count} payments sent")

# A sign-in code waits for nothing: mail has a thread of its own, and so has each work that may take long.
JOBS: tuple[Work, ...] = (
    Work("deliver", lazy("Mail"), AT_ONCE, deliver, MESSAGES, thread="mail", is_shared=True),
    Work("mail_lists", lazy("Lists by mail"), AT_ONCE, mail_lists, LISTS, thread="lists", is_shared=True),
    Work("files", lazy("Files people asked for"), AT_ONCE, files, FILES, thread="files", is_shared=True),
    Work("sweep_sessions", lazy("Old codes and sessions"), SOON, sweep_sessions),
    Work("sweep_requests", lazy("Requests nobody answered"), SOON, sweep_requests),
    Work("sweep_messages", lazy("Old notices and mail"), SOON, sweep_messages),
    Work("sweep_files", lazy("Files whose time is over"), SOON, sweep_files, REMOVED),
    Work("remind", lazy("Reminders of access reviews"), SOON, remind, REVIEWS),
    Work("sweep_payments", lazy("Payments left open"), MINUTELY, sweep, OPEN, thread="payments"),
    Work("catch_up", lazy("Events that never came"), NOW_AND_THEN, catch_up, MISSED, thread="payments"),
    Work("catch_up_far", lazy("Events of three days"), DAILY, catch_up_far, MISSED, thread="payments"),
    Work("hear", lazy("Events of the card company"), AT_ONCE, hear, EVENTS, thread="events", is_shared=True),
    Work("autopay_notices", lazy("Notices of autopay"), OFTEN, announce, ANNOUNCED, thread="autopay"),
    Work("autopay", lazy("Autopay"), OFTEN, pay_by_autopay, PAID, thread="autopay"),
    Work("planned_payments", lazy("Planned payments"), OFTEN, pay_planned, PAID, thread="autopay"),
    Work("remind_approvers", lazy("Reminders to approvers"), QUARTER_HOURLY, remind_approvers, ASKED),
    Work("remind_of_cards", lazy("Reminders of cards that expire"), SOON, remind_of_cards, CARDS),
    Work("check_activity", lazy("Check of the activity trail"), DAILY, check_activity, PROBLEMS),
)
