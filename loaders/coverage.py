"""What a load would do to 共建签约覆盖: which areas count, on two days, before it and after it.

Three looks as in :mod:`queries.change`: the old day as known now, the old day as it would be
known, the new day as it would be known. Whoever shows them splits the change by its causes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from graph.ledger.derive import Row
from graph.store import Store
from graph.time import SHANGHAI, Span, today
from loaders.places import Places

LEVELS = ("Street", "Community")

_NOW = """
MATCH (l:Ledger {id: 'ledger'}) OPTIONAL MATCH (b:Batch {id: toString(l.watermark)})
RETURN l.watermark, b.published_at
"""
_CO_BUILDS = """
MATCH (a:{label})<-[e:CO_BUILDS WHERE e.known_from <= $tick < e.known_to]-()
RETURN a.id, e.key, e.from_min, e.from_max, e.to_min, e.to_max
"""
_PART_OF = """
MATCH (a:{label})-[e:PART_OF WHERE e.known_from <= $tick < e.known_to]->()
RETURN a.id, e.key, e.from_min, e.from_max, e.to_min, e.to_max
"""
_STATEMENTS = {"CO_BUILDS": _CO_BUILDS, "PART_OF": _PART_OF}


@dataclass(frozen=True, slots=True)
class Looks:
    """What counts at one level.

    Parameters
    ----------
    counted, whole : tuple of frozenset of str
        Ids of the covered areas, and of all, in the three looks.
    on_record : frozenset of str
        Areas of which a co-building of whatever days was known.
    """

    counted: tuple[frozenset[str], frozenset[str], frozenset[str]]
    whole: tuple[frozenset[str], frozenset[str], frozenset[str]]
    on_record: frozenset[str]


@dataclass
class Coverage:
    """Collects what a plan changes of co-buildings and of the area tree.

    Parameters
    ----------
    store : Store
    places : Places
        Of the graph and of the load.
    """

    store: Store
    places: Places
    _before: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _after: dict[str, list[tuple[str, Span]]] = field(default_factory=lambda: defaultdict(list))

    def note(
        self, type_: str, start: str, before: Mapping[str, Row], after: Mapping[str, Row]
    ) -> None:
        """Note what the rows of a group were, and what they would be."""
        if type_ not in _STATEMENTS:
            return
        self._before[type_] |= set(before)
        for row in after.values():
            if row.type == type_:
                area = row.end if type_ == "CO_BUILDS" else start
                self._after[type_].append((area, row.span))

    def days(self, reported: date | None) -> tuple[date, date]:
        """Return the day of the last batch, and that for which the load speaks."""
        row = self.store.query(_NOW).one()
        new = reported or today()
        if row is None or not row[1]:
            return new, new
        return min(datetime.fromtimestamp(row[1] / 1000, SHANGHAI).date(), new), new

    def looks(self, days: tuple[date, date]) -> dict[str, Looks]:
        """Return the three looks of each level that has any area."""
        row = self.store.query(_NOW).one()
        tick = row[0] if row else 0
        found: dict[str, Looks] = {}
        for label in LEVELS:
            counted, on_record = self._of("CO_BUILDS", label, tick, days)
            whole, _ = self._of("PART_OF", label, tick, days)
            if any(whole):
                inside = tuple(c & w for c, w in zip(counted, whole, strict=True))
                found[label] = Looks((inside[0], inside[1], inside[2]), whole, on_record)
        return found

    def _of(
        self, type_: str, label: str, tick: int, days: tuple[date, date]
    ) -> tuple[tuple[frozenset[str], frozenset[str], frozenset[str]], frozenset[str]]:
        old, new = days
        stands: list[tuple[str, str, Span]] = [
            (id_, key, Span(*dates)) for id_, key, *dates in self.store.query(
                _STATEMENTS[type_].format(label=label), {"tick": tick}
            )
        ] if tick else []  # fmt: skip
        gone = self._before[type_]
        later = [(id_, span) for id_, key, span in stands if key not in gone]
        later += [
            (id_, span) for id_, span in self._after[type_]
            if (node := self.places.by_id.get(id_)) is not None and node.label == label
        ]  # fmt: skip
        first = frozenset(id_ for id_, _, span in stands if _certain(span, old))
        second = frozenset(id_ for id_, span in later if _certain(span, old))
        third = frozenset(id_ for id_, span in later if _certain(span, new))
        return (first, second, third), frozenset(id_ for id_, _, _ in stands)


def _certain(span: Span, day: date) -> bool:
    return span.from_max <= day < span.to_min
