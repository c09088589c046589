"""Payments of a company: the list of money received, one payment in detail, and what is being paid."""

from occ_app.services.payments.being_paid import failed, under_way
from occ_app.services.payments.declared import PAYMENTS, Stage
from occ_app.services.payments.details import Detail, detail
from occ_app.services.payments.shares import Put, puts

__all__ = ["PAYMENTS", "Detail", "Put", "Stage", "detail", "failed", "puts", "under_way"]
