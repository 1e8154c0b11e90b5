"""What a load would change, before it changes anything: by kind of change, type and area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.ledger import OPEN_TICK, CompleteList, Fact
from graph.ledger import kept as ledger
from graph.ledger.derive import Row
from graph.ledger.facts import Statement, assertion
from graph.ledger.recording import Told, planned
from graph.ledger.settle import Group, Work
from graph.schema import AREA_LABELS
from graph.store import Store
from loaders.coverage import Coverage
from loaders.places import Places

ADDED, CHANGED, ENDED, WITHDRAWN, RESTATED = "added", "changed", "ended", "withdrawn", "restated"
KINDS = (ADDED, CHANGED, ENDED, WITHDRAWN, RESTATED)
_LEVEL = ("Street", "District", "City")
_AT_ONCE = 1_000


class Planned(NamedTuple):
    """One line of a plan.

    Parameters
    ----------
    what : str
        added, changed, ended, withdrawn or restated (said again, without a change).
    type : str
        Relationship type.
    area : str
        Name of the street, or of the district or city above it; empty where none is known.
    """

    what: str
    type: str
    area: str


def plan(
    store: Store, facts: Iterable[Fact], lists: Sequence[CompleteList], places: Places, *,
    coverage: Coverage | None = None, vanished: Told | None = None,
) -> Counter[Planned]:  # fmt: skip
    """Return how many facts a load would add, change, end or say again.

    Parameters
    ----------
    store : Store
    facts : iterable of Fact
        All facts of the load.
    lists : sequence of CompleteList
        What they are complete for.
    places : Places
        Nodes of the graph and of the load, for the areas.
    coverage : Coverage, optional
        Told what becomes of co-buildings and of the area tree.
    vanished : callable, optional
        Told what complete lists leave out.

    Returns
    -------
    Counter
        By :class:`Planned`.
    """
    said = [assertion(fact) for fact in facts]
    groups = planned(store, said, lists, accept_vanished=True, vanished=vanished)
    counted: Counter[Planned] = Counter()
    for begin in range(0, len(groups), _AT_ONCE):
        part = groups[begin : begin + _AT_ONCE]
        stood: dict[str, list[Statement]] = {}
        for entry, _, until in ledger.of_groups(store, part):
            if until == OPEN_TICK:
                stood.setdefault(entry.group, []).append(entry.statement)
        for group in part:
            counted += _of_group(group, stood.get(group.id, []), places, coverage)
    return counted


def _of_group(
    group: Group, stood: Sequence[Statement], places: Places, coverage: Coverage | None
) -> Counter[Planned]:
    work = Work(group, stood)
    counted: Counter[Planned] = Counter()

    def count(what: str, row: Row | None = None, times: int = 1) -> None:
        ends = (group.start.id, row.end if row else "")
        counted[Planned(what, group.type, area_name(places, ends))] += times

    if work.repeated:
        count(RESTATED, times=work.repeated)
    if not work.changed:
        return counted
    as_is = Work(Group(group.id, group.type, group.start, ()), stood)
    before = {row.key: row for row in as_is.rows()} if stood else {}
    after = {row.key: row for row in work.rows()}
    if coverage is not None:
        coverage.note(group.type, group.start.id, before, after)
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            count(ADDED, row)
        elif (old.values, old.end) == (row.values, row.end) and row.span.to_max < old.span.to_max:
            count(ENDED, row)
        elif (old.values, old.end, old.span) != (row.values, row.end, row.span):
            count(CHANGED, row)
        else:
            count(RESTATED, row)
    for key in set(before) - set(after):
        count(WITHDRAWN, before[key])
    return counted


def area_name(places: Places, nodes: Iterable[str]) -> str:
    """Return the street that nodes lie in, or the level above; empty where it is not known."""
    for id_ in nodes:
        node = places.by_id.get(id_)
        if node is not None and node.label not in AREA_LABELS:
            node = places.whereabouts(node)
        if node is None:
            continue
        for level in _LEVEL:
            above = places.above(node, level)
            if above is not None:
                return above.name
    return ""
