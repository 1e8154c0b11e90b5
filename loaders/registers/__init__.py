"""All registers that the loader knows, one declaration each."""

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
