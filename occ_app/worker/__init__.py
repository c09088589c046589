"""Background work: mail, files that take a while, sweeping what has expired. Any number of workers may run.

What is done, and how often, is one table: `JOBS`.
"""

from occ_app.worker.mailing import deliver, mail_lists
from occ_app.worker.making import make_files
from occ_app.worker.running import run
from occ_app.worker.stopping import stopping
from occ_app.worker.table import JOBS
from occ_app.worker.upkeep import check_activity
from occ_app.worker.work import Work

__all__ = ["JOBS", "Work", "check_activity", "deliver", "mail_lists", "make_files", "run", "stopping"]
