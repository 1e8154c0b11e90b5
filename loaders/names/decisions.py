"""What people decided about names: stored as a batch of the ledger, read by every later load.

A decision is a DECIDED edge. It has who, when and why, travels with a dump, and is taken back by
``undo`` (the decision alone) or by a rollback of its batch. No rule ever makes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import Conflict, Misuse
from graph.identity import digest
from graph.ledger import Evidence, Fact, Node, Report, Source
from graph.ledger import kept as ledger
from graph.ledger.batch import Heading, write_batch
from graph.ledger.facts import OPEN_TICK, Assertion, assertion
from graph.ledger.read import watermark
from graph.ledger.settle import Group, group_about
from graph.names import normal
from graph.schema.work_codes import NAME_VERDICT
from graph.store import Store, Transaction
from graph.text import Text
from graph.time import OPEN_END, UNKNOWN_START, PartialDate, Span, today

AUTHORITY = "名称判定"
SAME, DIFFERENT, UNSURE = (code.value for code in NAME_VERDICT.codes)
ALWAYS = Span(UNKNOWN_START, UNKNOWN_START, OPEN_END, OPEN_END)

# By its index alone: after another MATCH, one engine holds every node of the database in memory to
# look for the few that begin such an edge.
_STANDING = """
MATCH (a)-[d:DECIDED]->(b) WHERE d.verdict = $verdict AND d.known_from <= $tick < d.known_to
OPTIONAL MATCH (t:Batch {id: toString(d.known_from)})
RETURN d.key, labels(a)[0], a.id, a.name, a.code, labels(b)[0], b.id, b.name, b.code,
       d.name, d.verdict, d.who, d.because, d.known_from, t.published_at
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What stands.

    Parameters
    ----------
    key : str
        By which it is undone.
    name : str
        What registers write; empty where two entries are compared.
    area : Node or None
        Where the name is read so; None for everywhere.
    node : Node
        What it means, or does not mean.
    other : Node or None
        The second of two entries that are compared.
    verdict : {"同一", "不同", "存疑"}
    who, because : str
    batch : int
        The batch that stored it.
    at : int
        When, in milliseconds since 1970.
    """

    key: str
    name: str
    area: Node | None
    node: Node
    other: Node | None
    verdict: str
    who: str
    because: str
    batch: int
    at: int


def decisions(store: Store) -> list[Decision]:
    """Return the decisions that stand, the oldest first."""

    def standing(tx: Transaction) -> list[Decision]:
        tick = watermark(tx)
        answers = (
            tx.run(_STANDING, {"verdict": code.value, "tick": tick}) for code in NAME_VERDICT.codes
        )
        return [_decision(row) for answer in answers for row in answer.rows]

    return sorted(store.read(standing), key=lambda d: (d.batch, d.key))


def _decision(row: Sequence[Any]) -> Decision:
    key, label_1, id_1, name_1, code_1, label_2, id_2, name_2, code_2, *told = row
    start, end = (
        Node(label_1, id_1, name_1, code_1 or ""),
        Node(label_2, id_2, name_2, code_2 or ""),
    )
    name, verdict, who, because, batch, at = told
    area = start if name and start.id != end.id else None
    other = None if name else end
    return Decision(
        key, name or "", area, start if other else end, other, verdict,
        who or "", because or "", batch, at or 0,
    )  # fmt: skip


def decide(
    store: Store,
    verdict: str,
    node: Node,
    *,
    who: str,
    name: str = "",
    area: Node | None = None,
    other: Node | None = None,
    because: str = "",
) -> Report:
    """Store what a person decided, in place of what was decided about the same before.

    Parameters
    ----------
    store : Store
    verdict : {"同一", "不同", "存疑"}
    node : Node
        What the name means or does not mean; the first of two entries.
    who : str
        Who decides.
    name : str
        What registers write; empty where `other` is given.
    area : Node, optional
        Where it is read so; else everywhere.
    other : Node, optional
        The second of two entries of one label.
    because : str

    Returns
    -------
    Report
        Tick 0 where it was decided so already.

    Raises
    ------
    Misuse
        Neither a name nor a second entry is given, or both, or two entries of two labels.
    Conflict
        The name was decided to be another node here.
    """
    if bool(name) == (other is not None):
        raise Misuse(Text("判定一个名称，或比较两个条目", "decide a name, or compare two entries"))
    if other is not None and (other.label != node.label or other.id == node.id):
        raise Misuse(
            Text("只能比较两个同类的条目", "only two entries of one label can be compared"),
            where=f"{node.name}、{other.name}",
        )
    start, end = (node, other) if other is not None else (area or node, node)
    if other is not None and start.id > end.id:
        start, end = end, start
    written = normal(name)
    if verdict == SAME and name:
        _refuse_second(store, written, start if area else None, node)
    day = today()
    id_ = digest(AUTHORITY, start.id, end.id, written, verdict, because, who, str(day))
    source = Source(id_, "", AUTHORITY, AUTHORITY, id_)
    values = {"name": written or None, "verdict": verdict, "who": who, "because": because or None}
    evidence = Evidence(source, "", 0, AUTHORITY, AUTHORITY, PartialDate(day, day, str(day)))
    made = assertion(Fact("DECIDED", start, end, values, ALWAYS, evidence))
    about = f"“{name}” → {node.name}" if name else f"{start.name} 与 {end.name}"
    heading = Heading(who, f"名称判定：{about}：{verdict}", kind="decision")

    def plan(store_: Store) -> list[Group]:
        standing = _live(store_, group_about(made))
        if any(a.statement.values == made.statement.values for a in standing):
            return []
        old = frozenset(a.statement.id for a in standing)
        return [Group(made.group, made.type, made.start, (made,), old)]

    return write_batch(store, plan, [source], heading)


def undo(store: Store, key: str, *, who: str) -> Report:
    """Take a decision back; what was decided before it does not come again.

    Raises
    ------
    Misuse
        No decision that stands has this key.
    """
    found = next((d for d in decisions(store) if d.key == key), None)
    if found is None:
        raise Misuse(
            Text(f"没有这个判定：{key}", f"no decision that stands has the key {key}"),
            todo=Text("看 gongjian names list", "see `gongjian names list`"),
        )
    heading = Heading(who, f"撤销名称判定：{found.name or found.node.name}", kind="decision")

    def plan(store_: Store) -> list[Group]:
        said = ledger.of_key(store_, key)
        return [
            Group(a.group, a.type, a.start, (), frozenset(s.statement.id for s in said), a.end)
            for a in said[:1]
        ]

    return write_batch(store, plan, [], heading)


def _live(store: Store, group: Group) -> list[Assertion]:
    return [a for a, _, until in ledger.of_groups(store, [group]) if until == OPEN_TICK]


def _refuse_second(store: Store, name: str, area: Node | None, node: Node) -> None:
    """Refuse to let one name mean two nodes in one place."""
    for d in decisions(store):
        here = (d.area.id if d.area else "") == (area.id if area else "")
        if d.name == name and d.verdict == SAME and here and d.node.id != node.id:
            raise Conflict(
                Text(f"已判定“{name}”是“{d.node.name}”",
                     f"{name!r} was decided to be {d.node.name!r}"),
                todo=Text(f"先撤销：gongjian names undo {d.key}",
                          f"undo it first: gongjian names undo {d.key}"),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions as a load looks them up.

    Parameters
    ----------
    by_name : mapping
        Decisions by the normal form of the name.
    pairs : mapping
        Verdict by two ids.
    """

    by_name: Mapping[str, tuple[Decision, ...]]
    pairs: Mapping[frozenset[str], str]

    @classmethod
    def of(cls, found: Iterable[Decision]) -> Decided:
        """Return decisions for a look-up."""
        by_name: dict[str, list[Decision]] = {}
        pairs: dict[frozenset[str], str] = {}
        for d in found:
            if d.other is not None:
                pairs[frozenset((d.node.id, d.other.id))] = d.verdict
            else:
                by_name.setdefault(d.name, []).append(d)
        return cls({name: tuple(all_) for name, all_ in by_name.items()}, pairs)
