"""What a chunk will write, worked out before its transaction begins.

A chunk is planned while the one before is being written: they share no group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.identity import row_id
from graph.ledger import packing
from graph.ledger import statements as cypher
from graph.ledger.derive import Row, own_key
from graph.ledger.facts import OPEN_TICK, Assertion, Node, Statement
from graph.ledger.reach import keys_of
from graph.ledger.settle import Group, Work, newcomer
from graph.ledger.table import parameters
from graph.schema import DAYS, EDGES
from graph.store import Store, Transaction

_EDGE_NAMES = ("key", "id", *DAYS, "dates_text", "sources", "synthetic")


@dataclass
class Assertions:
    """Assertions to create, to retire, and to move to another fact."""

    created: list[list[Any]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    moved: list[dict[str, str]] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()

    def create(self, new: Assertion, id_: str, key: str) -> None:
        self.made.append(id_)
        self.created.append(packing.values(new, id_, key))

    def note(self, item: Work, keys: Mapping[str, str]) -> None:
        self.retired += item.retired
        self.moved += [
            {"id": s.id, "key": keys[s.id]}
            for s in item.kept.values()
            if keys.get(s.id, s.key) != s.key
        ]
        for id_, new in item.fresh.items():
            self.create(new, id_, keys[id_])


@dataclass
class _Writes:
    """Rows to close and to create, by type and the labels they join; new ones also by names."""

    closes: dict[tuple[str, str], dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    creates: dict[tuple[str, str, str, tuple[str, ...]], dict[str, list[list[Any]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def difference(self, item: Work, rows: Sequence[Row], standing: Standing, tick: int) -> None:
        """Note what must change so that `rows` stand where `standing` did."""
        start = item.group.start
        labels = {s.end: s.end_label for s in item.statements()}
        registers = {s.id: s.register for s in item.statements()}
        fresh = {row.key: row for row in rows}
        for key, old in standing.items():
            row = fresh.get(key)
            if row is not None and _same(row, old, registers):
                del fresh[key]
                continue
            self.closes[old.type, start.label][start.id].append(old.id)
        for row in fresh.values():
            self.create(start, row, labels[row.end], tick)

    def create(self, start: Node, row: Row, end_label: str, tick: int) -> None:
        """Note a new row."""
        values, span = row.values, row.span
        names = (*[name for name, _ in values], *_EDGE_NAMES)
        self.creates[row.type, start.label, end_label, names][start.id].append([
            row.end, *[value for _, value in values], row.key, row_id(row.key, tick),
            span.from_min, span.from_max, span.to_min, span.to_max, row.dates_text,
            row.sources, row.synthetic,
        ])  # fmt: skip

    def starts(self) -> list[str]:
        """Return where rows are written or superseded, as the journal notes it."""
        found: dict[str, None] = {}
        for (type_, label), closing in self.closes.items():
            found.update(dict.fromkeys(f"{type_} {label} {start}" for start in closing))
        for (type_, label, _, _), creating in self.creates.items():
            found.update(dict.fromkeys(f"{type_} {label} {start}" for start in creating))
        return list(found)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A row as it stands; dates as text."""

    type: str
    end: str
    id: str
    dates: list[str]
    values: Mapping[str, Any]
    sources: Sequence[str]
    synthetic: bool


Standing = Mapping[str, _Standing]  # by key


def _same(row: Row, old: _Standing, registers: Mapping[str, str]) -> bool:
    """A row is not written again for one more word of a register that stands behind it.

    It is where a register joins or leaves, or where an assertion that it names is taken back.
    """
    return (
        old.end == row.end
        and old.dates == [getattr(row.span, name).isoformat() for name in DAYS]
        and old.values == dict(row.values)
        and old.synthetic == row.synthetic
        and {registers.get(id_) for id_ in old.sources} == {registers[i] for i in row.sources}
    )


@dataclass
class Plan:
    """What a chunk will write.

    Parameters
    ----------
    nodes : mapping
        Nodes to merge by label and id.
    closes : mapping
        Ids of the rows to supersede, by type, label and id of the start.
    rows : mapping
        Parameters of the statements that write rows.
    starts : list of str
        Where rows are written or superseded, as the journal notes it.
    assertions : Assertions
        What changes about them.
    repeated : int
        Statements that stand already.
    """

    nodes: Mapping[str, Mapping[str, Node]]
    closes: Mapping[tuple[str, str], Mapping[str, list[str]]]
    rows: Mapping[tuple[str, str, str, tuple[str, ...]], dict[str, Any]]
    starts: list[str]
    assertions: Assertions
    repeated: int


def plan_chunk(store: Store, groups: Sequence[Group], tick: int) -> Plan:
    """Look up what stands and work out what must change; nothing is written.

    Nobody else writes as long as the lock is held, and the transaction that follows makes sure
    that it is.

    Parameters
    ----------
    store : Store
    groups : sequence of Group
        Each group of a batch is in one chunk only.
    tick : int
        Number of the batch.

    Raises
    ------
    RefusedInput
        One source says two different things about one fact.
    """
    return store.read(lambda tx: _plan(tx, groups, tick))


def _plan(tx: Transaction, groups: Sequence[Group], tick: int) -> Plan:
    older = _older(tx, groups, tick)
    again = _said_before(tx, [g for g in groups if g.start.id in older])
    groups = [g for g in groups if g.id not in again]
    nodes: dict[str, dict[str, Node]] = defaultdict(dict)
    for group in groups:
        nodes[group.start.label][group.start.id] = group.start
        for new in group.said:
            nodes[new.end.label][new.end.id] = new.end
    writes, assertions, repeated = _Writes(), Assertions(), len(again)
    said = _read_statements(tx, [g for g in groups if g.start.id in older])
    changed: list[Work] = []
    for group in groups:
        stood = said.get(group.id, ())
        row = None if stood else newcomer(group, tick)
        if row is not None:
            (new,) = group.said
            assertions.create(new, row.sources[0], row.key)
            writes.create(group.start, row, new.end.label, tick)
            continue
        item = Work(group, stood, tick)
        repeated += item.repeated
        if item.changed:
            changed.append(item)
    standing = _read_rows(tx, changed)
    for item in changed:
        rows = item.rows()
        writes.difference(item, rows, standing.get(item.group.id, {}), tick)
        assertions.note(item, item.keys(rows))
    assertions.names = packing.names_used(assertions.created)
    rows_ = {
        kind: parameters(("end", *kind[3]), creating) for kind, creating in writes.creates.items()
    }
    return Plan(nodes, writes.closes, rows_, writes.starts(), assertions, repeated)


def _older(tx: Transaction, groups: Sequence[Group], tick: int) -> set[str]:
    """Return the start nodes that stood before this batch: only of them something was said."""
    starts: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        starts[group.start.label].add(group.start.id)
    older: set[str] = set()
    for label, ids in starts.items():
        statement = cypher.OLDER_NODES.format(label=label)
        older.update(tx.run(statement, {"ids": list(ids), "tick": tick}).rows[0][0])
    return older


def _said_before(tx: Transaction, groups: Sequence[Group]) -> set[str]:
    """Return the groups in which nothing is said but what stands, word for word.

    Only those that are found by the key of their own statement; the others are looked at closer.
    """
    asked: dict[str, tuple[str, list[str]]] = {}  # by key: group, and what is looked for
    for group in groups:
        if len(group.said) != 1 or group.withdrawn:
            continue
        (new,) = group.said
        key = own_key(EDGES[group.type], new.statement)
        asked[key] = group.id, [key, new.statement.register, packing.said(new)]
    if not asked:
        return set()
    values = {"rows": [row for _, row in asked.values()], "open": OPEN_TICK}
    (found,) = tx.run(cypher.REPEATED, values).rows[0]
    return {asked[key][0] for key in found}


def _read_statements(tx: Transaction, groups: Sequence[Group]) -> dict[str, list[Statement]]:
    said: dict[str, list[Statement]] = defaultdict(list)
    if groups:
        keys = list(keys_of(tx, groups))
        answer = tx.run(cypher.READ_STATEMENTS, {"keys": keys, "open": OPEN_TICK})
        for properties in answer.rows[0][0]:
            found = packing.read(properties)
            said[found.group].append(found.statement)
    return said


def _read_rows(tx: Transaction, items: Sequence[Work]) -> dict[str, Standing]:
    """Return the rows of each group that are not superseded yet."""
    asked: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)  # by start and key
    for item in items:
        start = item.group.start
        for s in item.stood:
            asked[item.group.type, start.label, s.end_label][start.id].add(s.end)
        for key in {s.key for s in item.stood}:
            groups[start.id, key].append(item.group.id)
    found: dict[str, dict[str, _Standing]] = defaultdict(dict)
    for kind, starts in asked.items():
        values = {"starts": [[id_, list(ends)] for id_, ends in starts.items()], "open": OPEN_TICK}
        for start_id, end, type_, key, id_, sources, synthetic, dates, given in tx.run(
            cypher.read_rows(*kind), values
        ).rows[0][0]:
            names = (p.name for p in EDGES[type_].properties)
            held = {n: v for n, v in zip(names, given, strict=True) if v is not None}
            row = _Standing(type_, end, id_, dates, held, sources, synthetic)
            fact = held["fact"] if type_ == "DISPUTED" else key
            for group in groups.get((start_id, fact), ()):
                found[group][key] = row
    return dict(found)
