"""What a person typed becomes the id of a node, or the list of all that it may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.errors import Misuse
from graph.ledger.read import now_and, watermark
from graph.names import same_name, spellings
from graph.schema import AREA_LABELS, BODY_LABELS, HOLDER_LABELS
from graph.store import Rows, Store, Transaction
from graph.text import Text

_BODIES = (*BODY_LABELS, *HOLDER_LABELS)
_LABELS = {"area": AREA_LABELS, "body": _BODIES, "any": (*AREA_LABELS, *_BODIES)}
_ID = re.compile(r"[0-9a-f]{24}")

_RETURN = (
    "RETURN {slot} AS slot, s.known_from AS known_from, s.known_to AS known_to, "
    "labels(n)[0] AS label, n.id AS id, n.name AS name, n.code AS code, s.name AS called"
)
_BY_ID = "MATCH (n:{label} {{id: $said{slot}}})-[s:STATE]->(n) " + _RETURN
_BY_NAME = "MATCH (n)-[s:{type}]->(n) WHERE s.name IN $said{slot} " + _RETURN
_BY_CODE = "MATCH (n)-[s:STATE]->(n) WHERE s.code = $said{slot} " + _RETURN

# What a node is, or where it lies, and all that is above; in force on any day.
_ABOVE = """
MATCH (n:{labels}) WHERE n.id IN $ids
CALL (n) {{
  RETURN n AS at
  UNION
  MATCH (n)-[l:LOCATED_IN|SERVES WHERE l.known_from <= $tick < l.known_to]->(at)
  RETURN at
}}
MATCH (at) (()-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]->()){{0,6}} (above)
RETURN DISTINCT n.id AS id, at.id AS at, above.id AS above
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A node that a reference may mean."""

    label: str
    id: str
    name: str
    code: str
    path: str = ""


class UnknownReference(Misuse):
    """Nothing is called so."""


class AmbiguousReference(Misuse):
    """Several nodes are called so; none is guessed.

    Parameters
    ----------
    candidates : tuple of Found
        All of them.
    """

    def __init__(self, what: Text, candidates: tuple[Found, ...], *, todo: Text) -> None:
        super().__init__(what, todo=todo)
        self.candidates = candidates


def resolve(tx: Transaction, reference: str, kind: str, tick: int) -> Found:
    """Return the node that a reference means; its path is left out.

    Parameters
    ----------
    tx : Transaction
    reference : str
        An id, a code, a name (old, new, short or other), or a path of names such as
        ``赛罕区/锦绣社区``.
    kind : {"area", "body", "any"}
        Which labels to look among.
    tick : int
        As known at this tick.

    Returns
    -------
    Found

    Raises
    ------
    UnknownReference
        Nothing is called so.
    AmbiguousReference
        Several are: the message names all of them.
    """
    _, _, rows = now_and(tx, *_look_ups([(reference, kind)]))
    return chosen(tx, reference, kind, tick, rows)


def begin(
    tx: Transaction, references: Sequence[tuple[str, str]]
) -> tuple[int, bool, list[list[tuple[Any, ...]]]]:
    """Return tick and mark of generated data, and what each reference may mean, at once.

    Parameters
    ----------
    tx : Transaction
    references : sequence of (str, str)
        What was typed, and the kind to look among.

    Returns
    -------
    tuple of (int, bool, list)
        The list is for :func:`chosen`, in the order of the references.
    """
    tick, synthetic, rows = now_and(tx, *_look_ups(references))
    return tick, synthetic, [[r for r in rows if r[0] == i] for i in range(len(references))]


def _look_ups(references: Sequence[tuple[str, str]]) -> tuple[list[str], dict[str, Any]]:
    """Return a statement for each index that may know a reference, and their parameters."""
    statements: list[str] = []
    said: dict[str, Any] = {}
    for slot, (reference, kind) in enumerate(references):
        name = _last(reference)
        if _ID.fullmatch(name):
            statements += [_BY_ID.format(label=label, slot=slot) for label in _LABELS[kind]]
            said[f"said{slot}"] = name
        elif name:
            statements += [_BY_NAME.format(type=t, slot=slot) for t in ("STATE", "NAMED")]
            said[f"said{slot}"] = spellings(name)
    return statements, said


def _last(reference: str) -> str:
    """Return the last step of a path of names."""
    return reference.strip().rstrip("/").rpartition("/")[2].strip()


def chosen(
    tx: Transaction,
    reference: str,
    kind: str,
    tick: int,
    rows: Sequence[tuple[Any, ...]],
    *,
    scope: Sequence[str] = (),
) -> Found:
    """Return the one node that a reference means, of those that :func:`begin` found.

    Parameters and errors as for :func:`resolve`. Of several, those outside the scope (neither in
    one of its areas nor above it) are passed over, so that no message names them.
    """
    steps = [step for step in reference.strip().split("/") if step]
    if not steps:
        raise _unknown(reference, kind)
    found = _candidates(tx, steps[-1], kind, tick, rows)
    if len(found) == 1 and len(steps) == 1:  # nearly always; every path costs a statement
        return found[0]
    found = [replace(f, path=_path(tx, f, tick)) for f in found]
    found = [f for f in found if _below(f.path, steps[:-1])]
    if scope and len(found) > 1:
        found = _in_scope(tx, found, tick, scope)
    if len(found) == 1:
        return found[0]
    if not found:
        raise _unknown(reference, kind)
    found.sort(key=lambda f: (f.code, f.path, f.id))
    several = [f"{f.path}（{f.code or f.id}）" for f in found]
    raise AmbiguousReference(
        Text(
            f"“{reference}”有 {len(found)} 个：{'；'.join(several)}",
            f"{reference!r} means {len(found)}: {'; '.join(several)}",
        ),
        tuple(found),
        todo=Text(
            "请写代码或路径，例如 " + _shorter(found[0]),
            "give the code or a path such as " + _shorter(found[0]),
        ),
    )


def find_any(store: Store, reference: str) -> Found:
    """Return the area or body that a reference means, as known now; errors as `resolve`."""

    def work(tx: Transaction) -> Found:
        tick = watermark(tx)
        found = resolve(tx, reference, "any", tick)
        return replace(found, path=_path(tx, found, tick))

    return store.read(work)


def _shorter(found: Found) -> str:
    return found.code or "/".join(found.path.split("/")[-3:])


def _candidates(
    tx: Transaction, name: str, kind: str, tick: int, rows: Sequence[tuple[Any, ...]]
) -> list[Found]:
    """Return all visible nodes of an id, else of a name, else of a code."""
    found = _seen(rows, kind, tick, name="" if _ID.fullmatch(name) else name)
    if not found and _ID.fullmatch(name):  # no id, but somebody may be called so
        by_name = [_BY_NAME.format(type=t, slot=0) for t in ("STATE", "NAMED")]
        rows = tx.run(" UNION ALL ".join(by_name), {"said0": spellings(name)}).rows
        found = _seen(rows, kind, tick, name=name)
    if not found and name.isascii():
        rows = tx.run(_BY_CODE.format(slot=0), {"said0": name}).rows
        found = _seen(rows, kind, tick)
    return found


def _seen(rows: Sequence[tuple[Any, ...]], kind: str, tick: int, *, name: str = "") -> list[Found]:
    """Return the nodes visible at a tick, each once; with a name, those that may mean it."""
    found = {}
    for _, known_from, known_to, label, id_, shown, code, called in rows:
        if not known_from <= tick < known_to or label not in _LABELS[kind]:
            continue
        if not name or same_name(called, name):
            found[id_] = Found(label, id_, shown, code or "")
    return list(found.values())


def _path(tx: Transaction, found: Found, tick: int) -> str:
    """Return the names from the top down to a node, over the newest PART_OF edges."""
    names = [found.name]
    label, id_ = found.label, found.id
    while label in AREA_LABELS and len(names) <= len(AREA_LABELS):
        row = tx.run(
            f"MATCH (n:{label} {{id: $id}})-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]"
            "->(above) RETURN labels(above)[0], above.id, above.name "
            "ORDER BY p.from_max DESC LIMIT 1",
            {"id": id_, "tick": tick},
        ).one()
        if row is None:
            break
        label, id_ = row[0], row[1]
        names.append(row[2])
    return "/".join(reversed(names))


def _in_scope(
    tx: Transaction, found: Sequence[Found], tick: int, scope: Sequence[str]
) -> list[Found]:
    """Return those that lie in an area of the scope, or above it; in force on any day."""

    def above(labels: str, ids: Sequence[str]) -> Rows:
        return tx.run(_ABOVE.format(labels=labels), {"ids": list(ids), "tick": tick})

    over = {row[2] for row in above("|".join(AREA_LABELS), scope)}
    seen: set[str] = set()
    for label in {f.label for f in found}:
        for id_, at, higher in above(label, [f.id for f in found if f.label == label]):
            if higher in scope or at in over:
                seen.add(id_)
    return [f for f in found if f.id in seen]


def _below(path: str, above: Sequence[str]) -> bool:
    """Tell whether a path holds the given steps, in their order."""
    steps = iter(path.split("/")[:-1])
    return all(any(same_name(step, wanted) for step in steps) for wanted in above)


def _unknown(reference: str, kind: str) -> UnknownReference:
    zh, en = ("区域", "area") if kind == "area" else ("单位或组织", "body")
    return UnknownReference(
        Text(f"没有叫“{reference}”的{zh}", f"no {en} is called {reference!r}"),
        todo=Text("写名称、代码或路径，例如 赛罕区/锦绣社区", "give a name, a code or a path"),
    )
