"""The assertions of a batch in the order of writing, in bounded memory.

What does not fit goes to a temporary file in sorted runs, which are merged as they are read: a
batch of a million facts needs no more memory than one of fifty thousand.
"""

from __future__ import annotations

import heapq
import itertools
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from types import TracebackType
from typing import IO, Any, Self

from graph.ledger.facts import Assertion, Node, Statement
from graph.ledger.settle import Group
from graph.time import Span

IN_MEMORY = 50_000  # assertions, about 2.3 kB each
_BLOCK = 500  # of them are read back at a time

Flat = tuple[Any, ...]  # the first seven are the order
_ORDER = itemgetter(slice(0, 7))


def turn(type_: str, start: Node) -> tuple[bool, str, str, str]:
    """Return when in a batch something is written: a chunk holds few types and few start nodes.

    What a node is comes first, and the node with it. Of a million agreements each chunk would
    otherwise come back to some that lie all over: ArcadeDB ran out of memory over their pages.
    """
    return type_ != "STATE", type_, start.label, start.id


def order(a: Assertion) -> tuple[bool, str, str, str, str, str, str]:
    """Return the place of an assertion among all of a batch."""
    s = a.statement
    return *turn(a.type, a.start), a.group, s.slot, s.id


class Spool:
    """Groups of assertions, to be gone through as often as one likes, always in one order.

    Parameters
    ----------
    said : iterable of Assertion
        In any order; taken once.
    """

    def __init__(self, said: Iterable[Assertion]) -> None:
        self._runs: list[IO[bytes]] = []
        self._rest: list[Assertion] = []
        for one in said:
            self._rest.append(one)
            if len(self._rest) >= IN_MEMORY:
                self._write_run()
        self._rest.sort(key=order)

    def plus(self, more: Sequence[Assertion]) -> Spool:
        """Return one with some more; it is closed with this one."""
        other = Spool(())
        other._runs, other._rest = self._runs, sorted([*self._rest, *more], key=order)
        return other

    def close(self) -> None:
        """Give the disk back."""
        for run in self._runs:
            run.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Group]:
        for (_, type_, *_, id_), members in itertools.groupby(
            self.assertions(), key=lambda a: order(a)[:5]
        ):
            first, *rest = members
            yield Group(id_, type_, first.start, (first, *rest))

    def assertions(self) -> Iterator[Assertion]:
        """Return them one by one, in the order of writing."""
        return map(_assertion, self._merged()) if self._runs else iter(self._rest)

    def ids(self) -> Iterator[tuple[str, str, bool]]:
        """Return group, id and whether it is made up of each, in the same order."""
        if not self._runs:
            return ((a.group, a.statement.id, a.statement.synthetic) for a in self._rest)
        return ((flat[4], flat[6], flat[10][8]) for flat in self._merged())

    def _merged(self) -> Iterator[Flat]:
        flat = [_flat(a) for a in self._rest]
        return heapq.merge(*map(_read_run, self._runs), flat, key=_ORDER)

    def _write_run(self) -> None:
        self._rest.sort(key=order)
        run = tempfile.TemporaryFile()  # noqa: SIM115 - closed, and gone, with the spool
        for part in range(0, len(self._rest), _BLOCK):
            block = [_flat(a) for a in self._rest[part : part + _BLOCK]]
            pickle.dump(block, run, pickle.HIGHEST_PROTOCOL)
        run.flush()
        self._runs.append(run)
        self._rest.clear()


def _read_run(run: IO[bytes]) -> Iterator[Flat]:
    place = 0
    while True:
        run.seek(place)
        try:
            block = pickle.load(run)  # noqa: S301 - a file of our own, which nobody else can open
        except EOFError:
            return
        place = run.tell()
        yield from block


def _flat(a: Assertion) -> Flat:
    s, start, end, days = a.statement, a.start, a.end, a.statement.span
    return (
        *order(a),
        (start.name, start.code, start.synthetic),
        (end.label, end.id, end.name, end.code, end.synthetic),
        (days.from_min.toordinal(), days.from_max.toordinal(),
         days.to_min.toordinal(), days.to_max.toordinal()),
        (s.end, s.end_label, s.values, s.register, s.precedence, _number(s.reported),
         _number(s.reported_first), s.dates_text, s.synthetic, s.key, s.absent),
        (a.source, a.sheet, a.row, a.citation, a.cells, a.scope),
    )  # fmt: skip


def _assertion(flat: Flat) -> Assertion:
    _, type_, label, start, group, slot, id_, begin, finish, days, said, place = flat
    end, end_label, values, register, precedence, reported, first, text, *flags = said
    day = date.fromordinal
    statement = Statement(
        id_, slot, end, end_label, Span(*map(day, days)), values, register, precedence,
        day(reported) if reported else None, day(first) if first else None, text, *flags,
    )  # fmt: skip
    return Assertion(statement, type_, group, Node(label, start, *begin), Node(*finish), *place)


def _number(day: date | None) -> int:
    return day.toordinal() if day else 0
