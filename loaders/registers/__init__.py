"""All registers that the loader knows, one declaration each."""

from dataclasses import dataclass

from graph.text import Text
from loaders.declare import Register
from loaders.registers import (
    areas,
    bodies,
    cited,
    holdings,
    party,
    relations,
    reports,
    residents,
    rosters,
    work,
)

REGISTERS: dict[str, Register] = {
    register.name: register
    for register in (
        areas.LISTED,
        areas.STATED,
        residents.UNITS,
        party.BRANCHES,
        bodies.ORGANISATIONS,
        party.GRIDS,
        residents.SITES,
        residents.NEW_BODIES,
        bodies.COMMITTEES,
        bodies.MEMBERS,
        bodies.POSTS,
        relations.APPOINTMENTS,
        relations.AGREEMENTS,
        relations.COVERAGE,
        party.PAIRINGS,
        party.CHECK_INS,
        rosters.ROSTERS,
        work.RESOURCES,
        work.NEEDS,
        work.PROJECTS,
        work.ACTIVITIES,
        work.VENUES,
        work.TEAMS,
        work.VENUES_AND_TEAMS,
        cited.WORKS_TOLD,
        cited.TIES_TOLD,
        holdings.HOLDINGS,
        reports.FIGURES,
        reports.ARTICLES,
        reports.LEFT_OUT,
    )
}


@dataclass(frozen=True, slots=True)
class Workbook:
    """Registers that travel in one file, a sheet each.

    Parameters
    ----------
    name : str
        Name on the command line.
    title, about : Text
    registers : tuple of Register
    """

    name: str
    title: Text
    about: Text
    registers: tuple[Register, ...]


WORKBOOKS: dict[str, Workbook] = {
    book.name: book
    for book in (
        Workbook(
            "three-lists",
            Text("三张清单", "the three lists"),
            Text("一个工作簿，每张清单一张工作表", "one workbook, a sheet for each list"),
            (work.RESOURCES, work.NEEDS, work.PROJECTS),
        ),
    )
}
