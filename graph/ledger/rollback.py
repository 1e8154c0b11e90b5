"""Take a published batch back, by a batch that withdraws what it said and restores the rest.

Nothing is deleted: before the rollback's tick everything looks as it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from graph.errors import Conflict, Misuse
from graph.identity import digest
from graph.ledger import kept
from graph.ledger.batch import Heading, Report, write_batch
from graph.ledger.facts import OPEN_TICK, Assertion, values_text
from graph.ledger.settle import Group, group_about
from graph.store import Store
from graph.text import Text
from graph.time import intersect

_BATCH = "MATCH (b:Batch {id: $id}) RETURN b.state, b.what"
_TAKEN_BACK = "MATCH (b:Batch) WHERE b.of = $tick AND b.state = 'published' RETURN b.tick"
_SHOWN = 20


def rollback(store: Store, tick: int, *, who: str) -> Report:
    """Publish a batch that takes another one back.

    Parameters
    ----------
    store : Store
    tick : int
        Number of the batch to take back; any published one, a rollback included.
    who : str
        Who does it.

    Returns
    -------
    Report
        Of the compensating batch.

    Raises
    ------
    Misuse
        There is no such batch, or it was never published.
    Conflict
        A later batch touched the same facts (they are listed), or it was taken back already.
    """
    what = _published(store, tick)

    def plan(store_: Store) -> list[Group]:
        _refuse_twice(store_, tick)
        made, withdrawn = kept.touched_by(store_, tick)
        groups = {a.group: a for a in (*made, *withdrawn)}
        history = kept.of_groups(store_, map(group_about, groups.values()))
        again = _again(made, history)
        ours = {a.statement.id for a in again.values()}
        resting = [
            a
            for a, known_from in kept.absent_from(store_, {a.source for a in made})
            if known_from > tick and a.statement.id not in ours
        ]
        _refuse_touched(tick, [a for a in made if a.statement.id not in again], history, resting)
        restored: dict[str, list[Assertion]] = defaultdict(list)
        for a in withdrawn:
            restored[a.group].append(_restored(a, tick))
        back: dict[str, set[str]] = defaultdict(set)
        for a in made:
            back[a.group].add(again.get(a.statement.id, a).statement.id)
        return [
            Group(id_, a.type, a.start, tuple(restored[id_]), frozenset(back[id_]), a.end)
            for id_, a in groups.items()
        ]

    heading = Heading(who, f"撤回批次 {tick}（{what}）", kind="rollback", of=tick)
    return write_batch(store, plan, [], heading)


def _published(store: Store, tick: int) -> str:
    row = store.query(_BATCH, {"id": str(tick)}).one()
    if row is None or row[0] != "published":
        state = row[0] if row else "不存在 / absent"
        raise Misuse(
            Text(f"批次 {tick} 没有发布（{state}）", f"batch {tick} is not published ({state})"),
            todo=Text("运行 gongjian batches 查看", "see `gongjian batches`"),
        )
    return str(row[1])


def _refuse_twice(store: Store, tick: int) -> None:
    by = [row[0] for row in store.query(_TAKEN_BACK, {"tick": tick})]
    # A rollback that was itself taken back leaves the batch standing again.
    if by and not store.query(_TAKEN_BACK, {"tick": max(by)}).rows:
        raise Conflict(
            Text(
                f"批次 {tick} 已由批次 {max(by)} 撤回", f"batch {max(by)} took {tick} back already"
            ),
            todo=Text(f"要恢复它，撤回批次 {max(by)}", f"to have it again, roll back {max(by)}"),
        )


def _restored(a: Assertion, tick: int) -> Assertion:
    id_ = digest(a.statement.id, "restored", str(tick))
    return replace(a, statement=replace(a.statement, id=id_))


def _content(a: Assertion) -> tuple[object, ...]:
    s = a.statement
    said = (s.slot, s.end, s.span, values_text(s.values), s.register, s.reported, s.absent)
    return (*said, a.source, a.sheet, a.row)


def _again(
    made: Sequence[Assertion], history: Sequence[tuple[Assertion, int, int]]
) -> dict[str, Assertion]:
    """Return what says the same again as something that was withdrawn: by the id of that.

    A later batch withdrew it, and was taken back itself: then it stands as before.
    """
    gone = {a.statement.id for a, _, known_to in history if known_to != OPEN_TICK}
    live = {_content(a): a for a, _, known_to in history if known_to == OPEN_TICK}
    return {
        a.statement.id: live[_content(a)]
        for a in made
        if a.statement.id in gone and _content(a) in live
    }


def _refuse_touched(
    tick: int,
    made: Sequence[Assertion],
    history: Sequence[tuple[Assertion, int, int]],
    resting: Sequence[Assertion],
) -> None:
    """Refuse where a later batch said something else about the same facts.

    `resting` are the facts of an older list, loaded later, that end because this batch's list
    does not name them.
    """
    ours = {a.statement.id for a in made}
    before: dict[str, list[Assertion]] = defaultdict(list)
    stood: set[tuple[object, ...]] = set()
    for a, known_from, known_to in history:
        if known_from <= tick < known_to:
            before[a.statement.slot].append(a)
            stood.add(_content(a))
    touched = {a.statement.key for a in resting}
    for a, known_from, known_to in history:
        withdrawn_later = a.statement.id in ours and known_to != OPEN_TICK
        said_later = known_from > tick and known_to == OPEN_TICK and _content(a) not in stood
        if withdrawn_later or (said_later and not _repeats(a, before)):
            touched.add(a.statement.key)
    if touched:
        shown = "、".join(sorted(touched)[:_SHOWN])
        more = f"……共 {len(touched)}" if len(touched) > _SHOWN else ""
        raise Conflict(
            Text(
                f"后来的批次动过批次 {tick} 的 {len(touched)} 个事实：{shown}{more}",
                f"later batches touched {len(touched)} facts of batch {tick}: {shown}",
            ),
            todo=Text("先撤回后来的批次，或逐条更正", "roll the later batches back first"),
        )


def _repeats(a: Assertion, before: dict[str, list[Assertion]]) -> bool:
    """Tell whether a later list of the same register merely repeats what stood."""
    return not a.statement.absent and any(
        a.statement.register == b.statement.register
        and values_text(a.statement.values) == values_text(b.statement.values)
        and intersect(a.statement.span, b.statement.span) is not None
        for b in before[a.statement.slot]
    )
