"""What is visible, as a function of what is asserted: pure, without a database.

Several sources may state one fact. Where they can all be right, the doubt that all of them allow
is kept; where they cannot, the higher precedence wins (then the later report), and what lost
stands on a DISPUTED row. A function and not a history: the same assertions give the same rows in
whatever order they were loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from graph.identity import digest, fact_key
from graph.ledger.absence import ended, silences
from graph.ledger.facts import CORRECTION, Statement, values_text
from graph.schema.declare import EdgeType
from graph.time import OPEN_END, Span, intersect
from graph.time.spans import never_certain


@dataclass(frozen=True, slots=True)
class Row:
    """One visible edge, before it has a tick.

    Parameters
    ----------
    type : str
        Relationship type: the group's own, or DISPUTED.
    key : str
        Which fact.
    end : str
        Id of the end node.
    span : Span
        When it is certainly and possibly in force.
    values : tuple of (str, Any)
        Its values, sorted by name.
    sources : tuple of str
        Ids of the assertions it rests on, sorted.
    dates_text : str
        Dates as the winning source prints them.
    synthetic : bool
        True when it rests on generated data, wholly or in part.
    """

    type: str
    key: str
    end: str
    span: Span
    values: tuple[tuple[str, Any], ...]
    sources: tuple[str, ...]
    dates_text: str
    synthetic: bool


def derive(edge: EdgeType, statements: Iterable[Statement]) -> list[Row]:
    """Return the visible rows of one group.

    Parameters
    ----------
    edge : EdgeType
        Declaration of the relationship type.
    statements : iterable of Statement
        All live statements of one slot, or of one start node where the type is single.

    Returns
    -------
    list of Row
        The spells in the order of time, each followed by what lost against it. No two rows
        carry the same key.
    """
    said = list(statements)
    if len(said) == 1 and not said[0].absent:
        return [alone(edge, said[0], said[0].id)]
    return derive_together(edge, said)


def own_key(edge: EdgeType, s: Statement) -> str:
    """Return the key of the fact that a statement begins where it is the first to speak of it."""
    return fact_key(s.slot, None if "agreement" in edge.role else s.span.from_min)


def alone(edge: EdgeType, s: Statement, id_: str) -> Row:
    """Return the row of a group of which one source speaks: nearly all are so.

    What :func:`derive_together` comes to as well, without looking for others.
    """
    span = s.span
    if edge.exact:
        span = Span(span.from_min, span.from_min, span.to_max, span.to_max)
    values = [(name, value) for name, value in s.values.items() if value is not None]
    return Row(
        type=edge.type,
        key=s.key or own_key(edge, s),
        end=s.end,
        span=span,
        values=tuple(sorted(values)) if len(values) > 1 else tuple(values),
        sources=(id_,),
        dates_text=s.dates_text,
        synthetic=s.synthetic,
    )


def derive_together(edge: EdgeType, said: Sequence[Statement]) -> list[Row]:
    """Return the visible rows of a group of which several sources speak, or lists are silent."""
    live, ended_by = _after_silence(edge, said)
    if edge.single:
        spells = _timeline(edge, live)
    else:
        spells = sorted(_clusters(edge, _by_rank(live)), key=_order)
    spells = _apart(edge, spells)
    rows: list[Row] = []
    for spell, key in zip(spells, _keys(edge, spells), strict=True):
        rows.extend(_rows(edge, spell, key, ended_by))
    return rows


@dataclass(frozen=True, slots=True)
class _Spell:
    """One spell of a fact: who speaks of it, and what follows.

    ``lost`` holds what lost: the statement, about what, what it says, and what stands.
    ``follows`` is true where it ended the spell before it by saying something else.
    """

    ranked: tuple[Statement, ...]
    span: Span
    held: dict[str, Any]
    lost: tuple[tuple[Statement, str, str, str], ...]
    follows: bool = False


def _after_silence(
    edge: EdgeType, said: Sequence[Statement]
) -> tuple[list[Statement], dict[str, Statement]]:
    """Return what complete lists leave of the statements, and what ended which."""
    slots: dict[str, list[Statement]] = defaultdict(list)
    for s in said:
        slots[s.slot].append(s)
    live: list[Statement] = []
    ended_by: dict[str, Statement] = {}
    for members in slots.values():
        present = [s for s in members if not s.absent]
        ends = silences(present, (s for s in members if s.absent))
        if "agreement" in edge.role:  # listed again it is the same one: the silence was a slip
            last = max((s.reported or date.min for s in present), default=date.min)
            ends = [end for end in ends if (end.reported or date.min) > last]
        for s in present:
            left, by = ended(s, ends, exact=edge.exact)
            live.append(left)
            if by is not None:
                ended_by[s.id] = by
    return live, ended_by


def _rank(statement: Statement) -> tuple[int, date, str, str, Span, str, str]:
    """Order statements by what they say, never by when they were loaded."""
    return (
        statement.precedence,
        statement.reported or date.min,
        statement.register,
        values_text(statement.values),
        statement.span,
        statement.end,
        statement.id,
    )


def _by_rank(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=_rank, reverse=True)


def _order(spell: _Spell) -> tuple[int, Span]:
    """Order spells so that each can be over when the next begins: by their certain middle."""
    span = spell.span
    return (span.from_max.toordinal() + span.to_min.toordinal(), span)


def same_spell(one: Span, other: Span) -> bool:
    """Tell whether two statements of one slot speak of one spell.

    They do where they can both be right about it, and where they cannot both be right about two
    spells, one after the other: then one corrects the other. Two terms that merely touch in a
    vague month are two spells.
    """
    return intersect(one, other) is not None or (
        one.from_max < other.to_min and other.from_max < one.to_min
    )


def _clusters(edge: EdgeType, ranked: list[Statement]) -> list[_Spell]:
    """Group the statements that speak of one spell; an agreement number settles it at once.

    Each is held against what the higher ranks agree on, so that a vague one, which would fit
    two terms, joins one of them and does not make them one.
    """
    if "agreement" in edge.role:
        return [_spell(edge, ranked)] if ranked else []
    clusters: list[list[Statement]] = []
    agreed: list[Span] = []
    outvoted: set[str] = set()
    for s in ranked:
        fit = [n for n, span in enumerate(agreed) if same_spell(s.span, span)]
        if not fit:
            clusters.append([s])
            agreed.append(s.span)
            continue
        home = next((n for n in fit if _keeps_apart(s.span, n, agreed)), None)
        if home is None:
            home = next((n for n in fit if intersect(s.span, agreed[n])), fit[0])
            outvoted.add(s.id)
        else:
            agreed[home] = intersect(s.span, agreed[home]) or agreed[home]
        clusters[home].append(s)
    return [_spell(edge, c, outvoted) for c in clusters]


def _keeps_apart(span: Span, home: int, agreed: Sequence[Span]) -> bool:
    """Tell whether a statement narrows one spell and leaves it apart from the others."""
    both = intersect(span, agreed[home])
    return both is not None and not any(
        same_spell(both, other) for n, other in enumerate(agreed) if n != home
    )


def _facets(statement: Statement) -> dict[str, Any]:
    given = {name: value for name, value in statement.values.items() if value is not None}
    return {**given, "": statement.end}


def _timeline(edge: EdgeType, live: Iterable[Statement]) -> list[_Spell]:
    """Cut a single edge's statements into spells: another value begins a new one.

    They are taken in the order of valid time, so that a late record only fills the past.
    """
    spells: list[_Spell] = []
    for statement in sorted(live, key=lambda s: (s.span.from_max, _rank(s))):
        if not spells:
            spells.append(_spell(edge, [statement]))
            continue
        current = spells[-1]
        clash = any(current.held.get(n, v) != v for n, v in _facets(statement).items())
        if clash and _follows(edge, statement, current):
            carried = {name: value for name, value in current.held.items() if name}
            new = replace(statement, values={**carried, **statement.values})
            spells.append(replace(_spell(edge, [new]), follows=True))
        elif (
            clash
            or current.span.to_min > statement.span.from_max
            or (same_spell(statement.span, current.span))
        ):
            both = _spell(edge, [*current.ranked, statement])
            spells[-1] = replace(both, follows=current.follows)
        else:
            spells.append(_spell(edge, [statement]))
    return spells


def _follows(edge: EdgeType, statement: Statement, current: _Spell) -> bool:
    """Tell whether a clashing statement begins a new spell, or contradicts the current one."""
    if edge.exact:
        return statement.span.from_min > current.span.from_min
    certain_until = current.span.to_min
    if certain_until > statement.span.from_max or certain_until == OPEN_END:
        return False
    # Two reports of one year do not tell which came first: that is a dispute, no change.
    reported = max(s.reported or date.min for s in current.ranked)
    first = statement.reported_first or statement.reported or date.min
    return first > reported or statement.span.from_min >= certain_until


def _apart(edge: EdgeType, spells: list[_Spell]) -> list[_Spell]:
    """Bound each spell by its neighbours: it is over when the next one has begun."""
    spans = [spell.span for spell in spells]
    for n in range(1, len(spans)):
        spans[n - 1] = _before(spans[n - 1], spans[n], changed=edge.single and spells[n].follows)
        spans[n] = _after(spans[n - 1], spans[n])
    return [replace(spell, span=span) for spell, span in zip(spells, spans, strict=True)]


def _before(one: Span, successor: Span, *, changed: bool) -> Span:
    to_max = min(one.to_max, successor.from_max)
    if to_max <= one.from_min:
        return one
    to_min = one.to_min
    if changed and successor.from_min < one.to_max:  # a state lasts until the next one begins
        to_min = max(to_min, successor.from_min)
    from_max = one.from_max
    if not never_certain(one):
        from_max = min(from_max, to_max - timedelta(days=1))
    return Span(one.from_min, from_max, min(to_min, to_max), to_max)


def _after(one: Span, successor: Span) -> Span:
    from_min = min(max(successor.from_min, one.to_min), successor.from_max)
    if from_min >= successor.to_max:
        return successor
    to_min = max(successor.to_min, min(from_min + timedelta(days=1), successor.to_max))
    return Span(from_min, successor.from_max, to_min, successor.to_max)


def _spell(
    edge: EdgeType, statements: Iterable[Statement], outvoted: Collection[str] = ()
) -> _Spell:
    """Return what statements about one spell come to, the highest rank first.

    The dates of those `outvoted` would run into another spell that higher ranks hold apart.
    """
    ranked = tuple(_by_rank(statements))
    best = ranked[0]
    span = _meet(edge, best, best.span, best.span) or best.span
    held: dict[str, Any] = {}
    lost: list[tuple[Statement, str, str, str]] = []
    for statement in ranked:
        both = None
        if statement.id not in outvoted:
            both = _meet(edge, best, span, statement.span)
        if both is not None:
            span = both
        elif statement.register != best.register:
            lost.append((statement, "dates", str(statement.span), str(best.span)))
        for name, value in _facets(statement).items():
            if held.setdefault(name, value) != value and statement.register != best.register:
                lost.append((statement, name or "end", str(value), str(held[name])))
    return _Spell(ranked, span, held, tuple(lost))


def _rows(edge: EdgeType, spell: _Spell, key: str, ended_by: Mapping[str, Statement]) -> list[Row]:
    best = spell.ranked[0]
    losers = {statement.id for statement, *_ in spell.lost}
    sources = {s.id for s in spell.ranked} - losers
    sources |= {ended_by[id_].id for id_ in sources if id_ in ended_by}
    row = Row(
        type=edge.type,
        key=key,
        end=spell.held[""],
        span=spell.span,
        values=tuple(sorted((name, v) for name, v in spell.held.items() if name)),
        sources=tuple(sorted(sources)),
        dates_text=best.dates_text,
        synthetic=any(s.synthetic for s in spell.ranked),
    )
    return [row, *(_disputed(edge, key, *entry) for entry in spell.lost)]


def _disputed(
    edge: EdgeType, fact: str, statement: Statement, about: str, says: str, stands: str
) -> Row:
    values = {
        "about": about, "fact": fact, "fact_type": edge.type, "says": says, "stands": stands
    }  # fmt: skip
    return Row(
        type="DISPUTED",
        key=digest("DISPUTED", statement.id, about),
        end=statement.end,
        span=statement.span,
        values=tuple(sorted(values.items())),
        sources=(statement.id,),
        dates_text=statement.dates_text,
        synthetic=statement.synthetic,
    )


def _meet(edge: EdgeType, best: Statement, one: Span, other: Span) -> Span | None:
    """Return what two statements allow; structural edges keep the earliest exact start."""
    if not edge.exact:
        return intersect(one, other)
    if best.precedence >= CORRECTION:  # the start of a list is its day, and contradicts nobody
        other = one
    start, end = min(one.from_min, other.from_min), min(one.to_max, other.to_max)
    return Span(start, start, end, end) if start < end else None


def _keys(edge: EdgeType, spells: Sequence[_Spell]) -> list[str]:
    """Return a key for each spell: one that it has already, else a new one; none twice.

    Where a statement has moved from one spell to another, the fact stays with the spell that
    the key was made for.
    """
    keys = [""] * len(spells)
    made = [_new_key(edge, spell) for spell in spells]
    known = [
        [s.key for s in sorted(spell.ranked, key=_first_reported) if s.key] for spell in spells
    ]
    for n, key in enumerate(made):
        if key in known[n] and key not in keys:
            keys[n] = key
    for n, candidates in enumerate(known):
        keys[n] = keys[n] or next((key for key in candidates if key not in keys), "")
    for n, key in enumerate(made):
        while not keys[n]:
            keys[n] = "" if key in keys else key
            key = fact_key(key, spells[n].span.from_max)
    return keys


def _new_key(edge: EdgeType, spell: _Spell) -> str:
    slot_ = min(spell.ranked, key=_first_reported).slot
    return fact_key(slot_, None if "agreement" in edge.role else spell.span.from_min)


def _first_reported(statement: Statement) -> tuple[date, str, str]:
    return (statement.reported or date.min, statement.slot, statement.id)
