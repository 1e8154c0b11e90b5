"""Facts into a batch: grouped, with what a complete list no longer names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.errors import Conflict
from graph.garbage import few_searches
from graph.identity import digest
from graph.ledger import kept
from graph.ledger.batch import Heading, Progress, Report, write_batch
from graph.ledger.facts import Assertion, Fact, Source, assertion
from graph.ledger.lock import LOCK_SECONDS
from graph.ledger.settle import Group
from graph.ledger.spool import Spool
from graph.store import Store
from graph.text import Text
from graph.time import PartialDate

VANISHED_SHARE = 0.05  # of a list's facts of one type: above it, and above 5 rows, stop and ask
VANISHED_ROWS = 5


# Told what vanishes: the last statement of it, and day and source of the list that leaves it out.
Told = Callable[[Assertion, PartialDate, str], None]


@dataclass(frozen=True, slots=True)
class CompleteList:
    """A register that claims to name everything of its kind in an area.

    Parameters
    ----------
    register : str
        Who speaks (``Evidence.authority``).
    scope : str
        Which list of that register: the area it is complete for. Two lists replace each other
        when register and scope are the same.
    reported : PartialDate
        The day for which it is complete.
    source : str
        Id of the Source.
    """

    register: str
    scope: str
    reported: PartialDate
    source: str


@few_searches()
def record(
    store: Store,
    facts: Iterable[Fact],
    sources: Sequence[Source],
    *,
    who: str,
    what: str,
    lists: Sequence[CompleteList] = (),
    accept_vanished: bool = False,
    vanished: Told | None = None,
    progress: Progress | None = None,
    lock_seconds: float = LOCK_SECONDS,
) -> Report:
    """Write facts as one batch and publish it; seen whole or not at all.

    Parameters
    ----------
    store : Store
        The database; its schema is applied when it is new.
    facts : iterable of Fact
        All facts of the batch, in any order.
    sources : sequence of Source
        The files read, those that stated nothing included.
    who, what : str
        Who loads, and what: shown by ``gongjian batches``.
    lists : sequence of CompleteList
        What the facts are complete for: facts of an earlier list that are missing now end.
    accept_vanished : bool
        Go on although many facts vanish.
    vanished : callable, optional
        Told each of them, more than once where a batch is resumed.
    progress : callable, optional
        Told the number of assertions written and of all.
    lock_seconds : float
        After so long without a sign of life another writer may take over.

    Returns
    -------
    Report

    Raises
    ------
    RefusedInput
        A source contradicts itself; nothing was written.
    Conflict
        Another writer is at work, or more facts vanish than is likely.
    """
    named = {(entry.register, entry.scope) for entry in lists}
    listed: list[Assertion] = []

    def note(a: Assertion) -> Assertion:
        if (a.statement.register, a.scope) in named:
            listed.append(a)
        return a

    with Spool(note(assertion(fact)) for fact in facts) as said:

        def plan(store_: Store) -> Spool:
            gone = _gone(store_, lists, listed, accept_vanished, vanished)
            return said.plus(gone) if gone else said

        return write_batch(
            store, plan, sources, Heading(who, what), progress=progress, lock_seconds=lock_seconds
        )


def planned(
    store: Store,
    said: Sequence[Assertion],
    lists: Sequence[CompleteList] = (),
    *,
    accept_vanished: bool = False,
    vanished: Told | None = None,
) -> list[Group]:
    """Return what a batch would be: what is said, and what complete lists no longer name.

    Raises
    ------
    Conflict
        More facts vanish than is likely.
    """
    return group([*said, *_gone(store, lists, said, accept_vanished, vanished)])


def _gone(
    store: Store,
    lists: Sequence[CompleteList],
    said: Sequence[Assertion],
    accepted: bool,
    told: Told | None,
) -> list[Assertion]:
    """Return what says that facts of earlier lists are absent from the ones that come now."""
    gone: list[Assertion] = []
    for entry in sorted(lists, key=lambda entry: entry.reported.last):
        earlier = kept.of_list(store, entry.register, entry.scope)
        left_out = _vanished(entry, [*earlier, *said, *gone], accepted)
        gone += [_absence(*one) for one in left_out]
        if told:
            for one in left_out:
                told(*one)
    return gone


def group(said: Iterable[Assertion]) -> list[Group]:
    """Sort assertions into groups: the same assertions give the same plan in any order."""
    with Spool(said) as spool:
        return list(spool)


def _vanished(
    entry: CompleteList, known: Sequence[Assertion], accepted: bool
) -> list[tuple[Assertion, PartialDate, str]]:
    """Return what the list before names and this one does not, with day and source of this one.

    Lists follow each other by the day for which they speak, in whatever order they are loaded:
    what an older one names and the list after it does not, is absent from that one.
    """
    now = entry.reported.last
    of_list = [
        a for a in known if (a.statement.register, a.scope) == (entry.register, entry.scope)
    ]  # fmt: skip
    days: dict[str, Assertion] = {}  # the last word of each other list, by its source
    before: dict[str, Assertion] = {}
    for a in sorted(of_list, key=lambda a: (_day(a), a.statement.absent)):
        if a.source != entry.source:
            days[a.source] = a
            if _day(a) < now:
                before[a.statement.slot] = a
    here = [a for a in of_list if a.source == entry.source]
    found: list[tuple[Assertion, PartialDate, str]] = []
    if all(_day(a) != now for a in days.values()):
        named = {a.statement.slot for a in here}
        gone = [a for s, a in before.items() if s not in named and not a.statement.absent]
        if not accepted:
            _refuse_many(entry, before.values(), gone)
        found = [(a, entry.reported, entry.source) for a in gone]
    following = min(
        (a for a in days.values() if _day(a) > now), key=lambda a: (_day(a), a.source), default=None
    )
    if following is not None:
        there = {a.statement.slot for a in of_list if a.source == following.source}
        s = following.statement
        day = PartialDate(s.reported_first or _day(following), _day(following), s.dates_text)
        found += [
            (a, day, following.source)
            for a in {a.statement.slot: a for a in here}.values()
            if a.statement.slot not in there and not a.statement.absent and _day(a) < day.last
        ]
    return found


def _day(a: Assertion) -> date:
    return a.statement.reported or date.min


def _refuse_many(
    entry: CompleteList, standing: Iterable[Assertion], gone: Sequence[Assertion]
) -> None:
    of: Counter[str] = Counter(a.type for a in standing if not a.statement.absent)
    for type_, n in Counter(a.type for a in gone).items():
        if n > max(VANISHED_ROWS, VANISHED_SHARE * of[type_]):
            raise Conflict(
                Text(
                    f"{entry.register} 的 {of[type_]} 条 {type_} 中有 {n} 条在新清单里消失",
                    f"{n} of the {of[type_]} {type_} facts of {entry.register} vanish",
                ),
                todo=Text(
                    "若清单确实完整，用 --yes 确认；否则按不完整清单载入",
                    "confirm with --yes if the list is complete, or load it as partial",
                ),
            )


def _absence(last: Assertion, day: PartialDate, source: str) -> Assertion:
    s = last.statement
    fields: dict[str, Any] = {
        "id": digest(s.slot, s.register, source, "absent"),
        "values": {}, "absent": True, "key": "",
        "reported": day.last, "reported_first": day.first, "dates_text": day.text,
    }  # fmt: skip
    return replace(last, statement=replace(s, **fields), source=source, sheet="", row=0, cells="{}")
