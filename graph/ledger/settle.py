"""What one group becomes: new statements, repeated ones, and those that are withdrawn.

Pure: what stood is given, what must be written is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.errors import RefusedInput
from graph.identity import fact_key, row_id
from graph.ledger.derive import Row, alone, derive, same_spell
from graph.ledger.facts import Assertion, Node, Statement, values_text
from graph.schema import EDGES
from graph.text import Text


@dataclass(frozen=True, slots=True)
class Group:
    """What is derived together: one slot, or one start node's single edges.

    Parameters
    ----------
    id, type : str
        Id of the group, and the relationship type.
    start : Node
        Its start node.
    said : tuple of Assertion
        What is asserted from now on, beside what stands.
    withdrawn : frozenset of str
        Ids of the assertions that are taken back.
    end : Node, optional
        Its end node, where nothing is said that names it.
    """

    id: str
    type: str
    start: Node
    said: tuple[Assertion, ...]
    withdrawn: frozenset[str] = frozenset()
    end: Node | None = None

    @property
    def ends(self) -> list[str]:
        """Where its rows may end; of a single edge, elsewhere too."""
        named = [a.end for a in self.said] + ([self.end] if self.end else [])
        return list({node.id: None for node in named})


def group_about(a: Assertion) -> Group:
    """Return the group that an assertion belongs to; nothing new is said in it."""
    return Group(a.group, a.type, a.start, (), end=a.end)


def newcomer(group: Group, tick: int) -> Row | None:
    """Return the row of a group that nothing was said of before, where one source speaks of it.

    What :class:`Work` comes to as well; None where it must look closer.
    """
    if len(group.said) != 1 or group.withdrawn or group.said[0].statement.absent:
        return None
    s = group.said[0].statement
    return alone(EDGES[group.type], s, row_id(s.id, tick))


class Work:
    """One group in hand: what stood, what is said now, and what becomes of it."""

    def __init__(self, group: Group, stood: Sequence[Statement], tick: int = 0) -> None:
        self.group = group
        self.stood = tuple(stood)
        self.kept = {s.id: s for s in stood if s.id not in group.withdrawn}
        self.fresh: dict[str, Assertion] = {}
        self.retired = [s.id for s in stood if s.id in group.withdrawn]
        self.repeated = 0
        for new in group.said:
            # What a file says may be taken back and loaded again: each time is a node of its own.
            id_ = row_id(new.statement.id, tick)
            self._take(replace(new, statement=replace(new.statement, id=id_)))

    @property
    def changed(self) -> bool:
        return bool(self.fresh or self.retired)

    def statements(self) -> list[Statement]:
        """Return all that is asserted about this group from now on."""
        return [*self.kept.values(), *(a.statement for a in self.fresh.values())]

    def rows(self) -> list[Row]:
        """Return what is visible from now on."""
        return derive(EDGES[self.group.type], self.statements())

    def keys(self, rows: Sequence[Row]) -> dict[str, str]:
        """Return which fact each statement speaks of: assertion id → key."""
        keys: dict[str, str] = {}
        for row in rows:
            if row.type != "DISPUTED":
                keys |= dict.fromkeys(row.sources, row.key)
        for row in rows:
            if row.type == "DISPUTED":
                keys.setdefault(row.sources[0], str(dict(row.values)["fact"]))
        facts = [row.key for row in rows if row.type != "DISPUTED"]
        last = facts[-1] if facts else fact_key(self.group.id, None)
        for s in self.statements():  # an absence that another source overrules keeps its fact
            keys.setdefault(s.id, s.key if s.key in facts else last)
        return keys

    def _take(self, new: Assertion) -> None:
        s = new.statement
        others = (*self.kept.values(), *(a.statement for a in self.fresh.values()))
        if any(_same_words(s, o) for o in others):
            self.repeated += 1
            return
        for other in self.fresh.values():
            if _replaces(s, other.statement):
                raise _two_tongues(new, other)
        for old in [o for o in self.kept.values() if _replaces(s, o)]:
            self.retired.append(old.id)
            del self.kept[old.id]
        self.fresh[s.id] = new


def _same_words(one: Statement, other: Statement) -> bool:
    return (
        (one.register, one.slot, one.end, one.reported, one.absent, one.span)
        == (other.register, other.slot, other.end, other.reported, other.absent, other.span)
    ) and values_text(one.values) == values_text(other.values)


def _replaces(new: Statement, old: Statement) -> bool:
    """Tell whether `new` is the same source speaking again about the same spell and day."""
    return (
        new.register == old.register
        and new.reported == old.reported
        and new.slot == old.slot
        and (new.absent or old.absent or same_spell(new.span, old.span))
    )


def _two_tongues(new: Assertion, other: Assertion) -> RefusedInput:
    ends = f"{new.type} {new.start.name} → {new.end.name}"
    return RefusedInput(
        Text(
            f"同一来源对同一事实有两种说法：第 {other.row} 行与第 {new.row} 行（{ends}）",
            f"one source says two things about one fact: rows {other.row} and {new.row} ({ends})",
        ),
        where=f"{new.citation}, {new.sheet} {other.row} / {new.row}",
        todo=Text("只保留正确的一行", "keep the row that is right"),
    )
