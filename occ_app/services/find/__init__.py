"""Finding anything from anywhere: what is typed into the top bar's search, among all that a person may see."""

from occ_app.services.find.finders import FINDERS, Finder, Group, clean, find
from occ_app.services.find.hits import MOST, Found, Hit

__all__ = ["FINDERS", "MOST", "Finder", "Found", "Group", "Hit", "clean", "find"]
