"""The portal's modules, as access knows them: what each page of the rail is called, and the right it needs.

Pages say so themselves when they are declared (`navigation`), so that nobody keeps a second list.
"""

from dataclasses import dataclass

from occ_app.access.permissions import GRANTS, Permission, Role


@dataclass(frozen=True, order=True)
class Module:
    """A page of the rail that customers may open; modules stand in the rail's order."""

    place: tuple[int, int]
    title: str
    needs: Permission

    def opens_to(self, role: str) -> bool:
        """Whether somebody who is this in a company may open it."""
        return Role(role) in GRANTS[self.needs]


_declared: dict[str, Module] = {}


def declare(title: str, needs: Permission, place: tuple[int, int]) -> None:
    """Note that there is a page of this name in the rail."""
    _declared[title] = Module(place, title, needs)


def modules() -> list[Module]:
    """Every module, in the rail's order."""
    return sorted(_declared.values())
