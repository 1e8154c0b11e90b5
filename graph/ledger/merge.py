"""Two nodes that are one, or one that is two: statements move, as a batch that can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace

from graph.errors import Misuse, RefusedInput
from graph.identity import digest, node_id, slot
from graph.ledger import kept
from graph.ledger.batch import Heading, Report, write_batch
from graph.ledger.facts import Assertion, Node
from graph.ledger.settle import Group
from graph.schema import EDGES
from graph.store import Store
from graph.text import Text


def merge(store: Store, keep: Node, drop: Node, *, who: str, because: str) -> Report:
    """Let every statement about one node speak of another one.

    The name of the dropped node stays as another name of the kept one; the batch
    is the lineage, and rolling that batch back splits them again.

    Parameters
    ----------
    store : Store
    keep, drop : Node
        Two nodes of one label.
    who, because : str
        Who merges, and why they are the same.

    Returns
    -------
    Report

    Raises
    ------
    Misuse
        They are one node, have two labels, or nothing is known of the second.
    """
    if keep.id == drop.id:
        raise Misuse(
            Text(f"两边是同一个节点：{keep.name}", f"both are one node already: {keep.name}"),
            todo=Text("给出两个不同的节点", "name two different nodes"),
        )
    if keep.label != drop.label:
        raise Misuse(
            Text(
                f"只能合并两个同类节点：{keep.label} {keep.id}、{drop.label} {drop.id}",
                f"only two nodes of one label merge: {keep.label} and {drop.label}",
            )
        )
    heading = Heading(
        who, f"合并 {drop.name} → {keep.name}（{because}）", "merge", nodes=(drop.id, keep.id)
    )
    return write_batch(
        store, lambda s: _moved(s, drop, keep, lambda _: True, as_alias=True), [], heading
    )


def split(
    store: Store, node: Node, name: str, sources: Collection[str], *, who: str, because: str
) -> tuple[Report, Node]:
    """Let the statements of some assertions speak of a new node.

    Parameters
    ----------
    store : Store
    node : Node
        What turned out to be two.
    name : str
        Name of the new node.
    sources : collection of str
        Ids of the assertions that speak of the new one.
    who, because : str
        Who splits, and why.

    Returns
    -------
    report : Report
    node : Node
        The new node.

    Raises
    ------
    Misuse
        None of the assertions is about the node.
    """
    new = Node(node.label, node_id(node.label, "拆分", f"{node.id}:{name}"), name)
    heading = Heading(
        who, f"拆分 {node.name} → {name}（{because}）", "split", nodes=(node.id, new.id)
    )
    chosen = frozenset(sources)
    report = write_batch(
        store, lambda s: _moved(s, node, new, lambda a: a.statement.id in chosen), [], heading
    )
    return report, new


def _moved(
    store: Store,
    old: Node,
    new: Node,
    choose: Callable[[Assertion], bool],
    *,
    as_alias: bool = False,
) -> list[Group]:
    about = [a for a in kept.of_node(store, old) if choose(a)]
    if not about:
        raise Misuse(
            Text(f"没有关于 {old.name or old.id} 的说法可移", f"nothing to move from {old.id}"),
        )
    withdrawn: dict[str, set[str]] = defaultdict(set)
    said: dict[str, list[Assertion]] = defaultdict(list)
    ends: dict[str, tuple[str, Node, Node]] = {}
    for a in about:
        withdrawn[a.group].add(a.statement.id)
        ends[a.group] = (a.type, a.start, a.end)
        if a.type == "DECIDED" and {a.start.id, a.end.id} == {old.id, new.id}:
            continue  # whether the two are one is settled by this
        moved = _about(a, old, new, as_alias=as_alias)
        said[moved.group].append(moved)
        ends[moved.group] = (moved.type, moved.start, moved.end)
    return [
        Group(id_, type_, start, tuple(said[id_]), frozenset(withdrawn[id_]), end)
        for id_, (type_, start, end) in ends.items()
    ]


def _about(a: Assertion, old: Node, new: Node, *, as_alias: bool) -> Assertion:
    """Return an assertion with one node in place of another."""
    start = new if a.start.id == old.id else a.start
    end = new if a.end.id == old.id else a.end
    if a.type not in ("STATE", "NAMED", "DECIDED") and start.id == end.id:
        raise RefusedInput(
            Text(
                f"两个节点之间有 {a.type}，合并后会指向自己",
                f"{a.type} joins the two nodes; merged it would point at itself",
            ),
            todo=Text("先更正这条关系", "correct that relation first"),
        )
    values = {n: new.id if v == old.id else v for n, v in a.statement.values.items()}
    edge = EDGES[a.type]
    type_ = a.type
    if as_alias and a.type == "STATE" and values.get("name"):
        # Its name becomes another name; what it was called officially is the kept node's matter.
        edge, type_, values = EDGES["NAMED"], "NAMED", {"name": values["name"]}
    role = tuple(str(values.get(name) or "") for name in edge.role)
    slot_ = slot(type_, start.id, end.id, role)
    statement = replace(
        a.statement,
        id=digest(a.statement.id, "moved", new.id), slot=slot_, end=end.id, end_label=end.label,
        values=values, key="",
    )  # fmt: skip
    group = slot(type_, start.id, "", ()) if edge.single else slot_
    return replace(a, statement=statement, type=type_, group=group, start=start, end=end)
