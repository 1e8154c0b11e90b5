"""Correct one fact by hand: a statement of its own, above every register, with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.errors import Misuse
from graph.identity import digest
from graph.ledger import kept
from graph.ledger.batch import Heading, Report, write_batch
from graph.ledger.derive import Row, derive
from graph.ledger.facts import CORRECTION, OPEN_TICK, Assertion, Source, Statement
from graph.ledger.settle import Group, Work, group_about
from graph.schema import EDGES, check_edge
from graph.schema.declare import EdgeType
from graph.store import Store
from graph.text import Text
from graph.time import OPEN_END, Span, parse_date, span, today
from graph.time.partial import day_after, day_before
from graph.time.spans import never_certain

AUTHORITY = "更正"
START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Preview:
    """A correction before it is written.

    Parameters
    ----------
    key, type : str
        The fact, and its relationship type.
    before, after : Row
        What stands, and what would stand.
    beside : tuple of (Row or None, Row or None)
        Other rows that come, change or go with it, such as what a register says against it:
        before and after.
    """

    key: str
    type: str
    before: Row
    after: Row
    beside: tuple[tuple[Row | None, Row | None], ...] = ()


def preview(store: Store, key: str, changes: Mapping[str, str], *, because: str) -> Preview:
    """Return what a correction would change, without writing.

    Parameters
    ----------
    store : Store
    key : str
        Key of the fact, as answers show it.
    changes : mapping
        New values by property name; ``start`` and ``end`` take dates as registers write them.
    because : str
        The reason, kept with the correction.

    Raises
    ------
    Misuse
        No visible fact has this key, or a property is not one that it has.
    RefusedInput
        The value breaks the schema, or the end is before the start.
    """
    about = _about(store, key)
    new = _correction(about, key, changes, because)
    edge = EDGES[about[0].type]
    stands = derive(edge, [a.statement for a in about])
    comes = Work(_group(new), [a.statement for a in about]).rows()
    before, after = ({row.key: row for row in rows if row.key != key} for rows in (stands, comes))
    beside = tuple(
        (before.get(other), after.get(other))
        for other in dict.fromkeys((*before, *after))
        if _content(before.get(other)) != _content(after.get(other))
    )
    return Preview(key, edge.type, _row(stands, key), _row(comes, key), beside)


def correct(
    store: Store, key: str, changes: Mapping[str, str], *, because: str, who: str
) -> Report:
    """Correct one fact as a batch of its own, which ``rollback`` takes back.

    Parameters and errors as for :func:`preview`; `who` stands on the batch.

    Returns
    -------
    Report
    """

    def plan(store_: Store) -> list[Group]:
        return [_group(_correction(_about(store_, key), key, changes, because))]

    text = f"更正 {key}：" + "、".join(f"{n}={v}" for n, v in changes.items()) + f"（{because}）"
    heading = Heading(who, text, kind="correction")
    return write_batch(store, plan, [_source(key, changes, because)], heading)


def _about(store: Store, key: str) -> list[Assertion]:
    """Return all that is asserted in the group of a fact."""
    named = kept.of_key(store, key)
    if not named:
        raise Misuse(
            Text(f"没有这个可见的事实：{key}", f"no visible fact has the key {key}"),
            todo=Text("事实标识见答案的 fact 列", "answers show keys in the column `fact`"),
        )
    history = kept.of_groups(store, [group_about(named[0])])
    return [a for a, _, known_to in history if known_to == OPEN_TICK]


def _content(row: Row | None) -> tuple[object, ...] | None:
    return (row.type, row.end, row.span, row.values) if row else None


def _row(rows: list[Row], key: str) -> Row:
    found = [row for row in rows if row.key == key]
    if not found:
        raise Misuse(
            Text(f"没有这个可见的事实：{key}", f"no visible fact has the key {key}"),
        )
    return found[0]


def _correction(
    about: list[Assertion], key: str, changes: Mapping[str, str], because: str
) -> Assertion:
    edge = EDGES[about[0].type]
    row = _row(derive(edge, [a.statement for a in about]), key)
    model = next(a for a in about if a.statement.key == key)
    values = {n: _typed(edge, n, v) for n, v in changes.items() if n not in (START, END)}
    known = set(edge.by_name) | {START, END}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise Misuse(
            Text(f"{edge.type} 没有 {'、'.join(unknown)}", f"{edge.type} has no {unknown}"),
            todo=Text("可改：" + "、".join(sorted(known)), "known: " + ", ".join(sorted(known))),
        )
    if set(values) & set(edge.role):
        raise Misuse(
            Text(
                f"{'、'.join(edge.role)} 属于事实的身份，不能更正",
                f"{', '.join(edge.role)} tells facts apart and cannot be corrected",
            ),
            todo=Text("撤回原来的批次，重新载入", "roll the batch back and load it again"),
        )
    check_edge(model.type, model.start.label, model.end.label, values)
    role = {n: v for n, v in row.values if n in edge.role}
    # It takes the place of one of the same day, and must not lose what that one mended.
    for earlier in sorted(about, key=lambda a: a.statement.reported or today()):
        if earlier.statement.register == AUTHORITY and earlier.statement.key == key:
            values = {**earlier.statement.values, **values}
    # In force from the day of the correction on, whatever was said: it has no day of its own.
    statement = Statement(
        id=digest(key, AUTHORITY, repr(sorted(changes.items())), because),
        slot=model.statement.slot, end=row.end, end_label=model.statement.end_label,
        span=_span(row.span, changes), values={**role, **values}, register=AUTHORITY,
        precedence=CORRECTION, reported=today(), reported_first=today(),
        dates_text=" ".join(changes[n] for n in (START, END) if n in changes) or row.dates_text,
        synthetic=row.synthetic, key=key,
    )  # fmt: skip
    source = _source(key, changes, because)
    return replace(
        model, statement=statement, source=source.id, sheet="", row=0,
        citation=f"{AUTHORITY}：{because}", cells="{}", scope="",
    )  # fmt: skip


def _typed(edge: EdgeType, name: str, text: str) -> Any:
    """Return what a person typed as the whole number that the schema wants, else as it is."""
    wanted = edge.by_name.get(name)
    whole = wanted is not None and wanted.type == "integer" and text.isascii() and text.isdecimal()
    return int(text) if whole else text


def _span(standing: Span, changes: Mapping[str, str]) -> Span:
    """Return the standing dates with a new start, a new end, or both."""
    start = parse_date(changes[START]) if START in changes else None
    end = parse_date(changes[END]) if changes.get(END) else None
    given = span(start, end)  # refuses an end before its start
    from_min, from_max = standing.from_min, standing.from_max
    to_min, to_max = standing.to_min, standing.to_max
    if start is not None:
        from_min, from_max = given.from_min, given.from_max
    if end is not None:
        to_min, to_max = given.to_min, given.to_max
    elif END in changes:  # no end any more
        to_max = OPEN_END
    # It lasts at least the day on which it begins, whichever of the two dates is new.
    to_min = max(to_min, min(day_after(from_min), to_max))
    if not never_certain(Span(from_min, max(from_min, from_max), to_min, to_max)):
        from_max = min(from_max, day_before(to_max))
    return Span(from_min, max(from_min, from_max), to_min, to_max)


def _group(new: Assertion) -> Group:
    return Group(new.group, new.type, new.start, (new,))


def _source(key: str, changes: Mapping[str, str], because: str) -> Source:
    text = f"{key} {sorted(changes.items())} {because} {today()}"
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Source(digest(AUTHORITY, sha), "", f"{AUTHORITY}：{because}", AUTHORITY, sha)
