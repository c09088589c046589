"""The people of a company: who they are there, who asked them in, and every change of it."""

from occ_app.services.people.declared import PEOPLE, PeopleFilter
from occ_app.services.people.directory import Entry, Held, entries, entry
from occ_app.services.people.words import Standing

__all__ = ["PEOPLE", "Entry", "Held", "PeopleFilter", "Standing", "entries", "entry"]
