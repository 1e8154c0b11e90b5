"""What must hold of the visible rows, whatever is asserted: no database, only statements."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.identity import slot
from graph.ledger.correct import AUTHORITY
from graph.ledger.derive import Row, alone, derive, derive_together, same_spell
from graph.ledger.facts import CORRECTION, Statement
from graph.schema import EDGES
from graph.time import (
    OPEN_END,
    UNKNOWN_START,
    BadSpan,
    PartialDate,
    Span,
    exact_span,
    intersect,
    overlaps,
    span,
)
from tests.derive_support import BASE, EVER, LAST, PRECEDENCES, REGISTERS, WORLD, day, facts

VALUES: dict[str, list[dict[str, Any]]] = {
    "STATE": [{}, {"kind": "街道"}, {"kind": "镇"}, {"name": "东街"}, {"kind": "镇", "name": "东"}],
    "JOINTLY_APPOINTED": [{"post": "委员"}, {"post": "委员", "basis": "兼职"},
                          {"post": "委员", "basis": "专职"}],
    "CO_BUILDS": [{"agreement": "a"}, {"agreement": "a", "host_body": "h"}],
}  # fmt: skip

numbers = st.integers(0, LAST)


@st.composite
def partials(draw: st.DrawFn) -> PartialDate:
    first = draw(numbers)
    return PartialDate(day(first), day(min(LAST, first + draw(st.sampled_from([0, 0, 1, 3])))), "")


@st.composite
def spans(draw: st.DrawFn, type_: str, reported: PartialDate | None) -> Span:
    """Every span that a row of a register can have."""
    start, end = draw(st.none() | partials()), draw(st.none() | partials())
    try:
        if EDGES[type_].exact:
            return exact_span(start or reported, until=end)
        endless = draw(st.sampled_from(["", "", "open_end", "lasting"])) if end is None else ""
        return span(
            start,
            end,
            open_end=endless == "open_end",
            lasting=endless == "lasting",
            listed_on=reported if draw(st.booleans()) else None,
            possible_only=type_ == "COVERS" and draw(st.booleans()),
        )
    except BadSpan:
        assume(False)
        raise


@st.composite
def statements(
    draw: st.DrawFn, type_: str, registers: Sequence[str] = (*REGISTERS, AUTHORITY)
) -> Statement:
    register = draw(st.sampled_from(registers))
    reported = draw(partials() if register == AUTHORITY else st.none() | partials())
    end = draw(st.sampled_from(["x", "y"])) if type_ == "PART_OF" else "x"
    values = draw(st.sampled_from(VALUES.get(type_, [{}])))
    role = tuple(str(values.get(name) or "") for name in EDGES[type_].role)
    return Statement(
        id="", slot=slot(type_, "u", end, role), end=end, end_label="Committee",
        span=draw(spans(type_, reported)), values=values, register=register,
        precedence=PRECEDENCES[register],
        reported=reported.last if reported else None,
        reported_first=reported.first if reported else None,
        synthetic=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def said(
    draw: st.DrawFn,
    type_: str,
    *,
    absences: bool = True,
    registers: Sequence[str] = (*REGISTERS, AUTHORITY),
    most: int = 6,
) -> list[Statement]:
    """All live statements of one group, as loads leave them."""
    found: list[Statement] = []
    for s in draw(st.lists(statements(type_, registers), max_size=most)):
        if not any(_same_voice(s, other) for other in found):
            found.append(s)
    listed = [s for s in found if s.reported and s.register != AUTHORITY]
    if absences and listed:
        for s in draw(st.lists(st.sampled_from(listed), max_size=3)):
            later = draw(partials())
            if s.reported and later.last > s.reported:
                gone = replace(s, absent=True, values={}, reported=later.last,
                               reported_first=later.first)  # fmt: skip
                if not any(_same_voice(gone, other) for other in found):
                    found.append(gone)
    return [replace(s, id=f"{n:02}") for n, s in enumerate(found)]


def _same_voice(one: Statement, other: Statement) -> bool:
    """The same source speaking twice of one spell and day: the ledger refuses or replaces it."""
    return (
        one.register == other.register
        and one.reported == other.reported
        and one.slot == other.slot
        and (one.absent or other.absent or same_spell(one.span, other.span))
    )


types = st.sampled_from(["MEMBER_OF", "COVERS", "STATE", "PART_OF", "CO_BUILDS",
                         "JOINTLY_APPOINTED"])  # fmt: skip


@given(types.flatmap(lambda t: st.tuples(st.just(t), statements(t))), st.sampled_from(["", "k"]))
def test_who_speaks_alone_is_heard_as_among_others(case: tuple[str, Statement], key: str) -> None:
    type_, statement = case
    s = replace(statement, id="00", key=key)
    assert [alone(EDGES[type_], s, "00")] == derive_together(EDGES[type_], [s])


def disputes(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.type == "DISPUTED"]


def content(rows: Iterable[Row]) -> list[tuple[object, ...]]:
    return [(r.type, r.end, r.span, r.values, r.sources, r.synthetic) for r in rows]


def certain(s: Span) -> set[date]:
    return {d for d in EVER if s.certainly(d)}


def possible(s: Span) -> set[date]:
    return {d for d in EVER if s.possibly(d)}


@given(st.data(), types)
def test_rows_have_a_key_each_and_dates_in_order(data: st.DataObject, type_: str) -> None:
    rows = derive(EDGES[type_], data.draw(said(type_)))
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert certain(row.span) <= possible(row.span)
        assert possible(row.span) or row.span.to_max <= BASE or row.span.from_min > WORLD[-1]
        assert row.sources == tuple(sorted(set(row.sources)))


@given(st.data(), types)
def test_the_order_of_the_statements_does_not_matter(data: st.DataObject, type_: str) -> None:
    group = data.draw(said(type_))
    rows = derive(EDGES[type_], group)
    assert derive(EDGES[type_], data.draw(st.permutations(group))) == rows


@given(st.data(), types)
def test_the_ids_of_the_assertions_do_not_matter(data: st.DataObject, type_: str) -> None:
    """The id tells when a file was loaded; what is visible may not depend on it."""
    group = data.draw(said(type_))
    ids = data.draw(st.permutations([s.id for s in group]))
    renamed = [replace(s, id=new) for s, new in zip(group, ids, strict=True)]

    def visible(rows: list[Row]) -> set[tuple[object, ...]]:
        return {(r.type, r.end, r.span, r.values, r.synthetic) for r in rows}

    assert visible(derive(EDGES[type_], renamed)) == visible(derive(EDGES[type_], group))


@given(st.data(), types)
def test_nothing_is_lost_in_silence(data: st.DataObject, type_: str) -> None:
    """Every statement stands behind one fact or is disputed, and rows rest on nothing else."""
    group = data.draw(said(type_))
    rows = derive(EDGES[type_], group)
    behind = [id_ for row in facts(rows) for id_ in row.sources]
    contested = [id_ for row in disputes(rows) for id_ in row.sources]
    present = {s.id for s in group if not s.absent}
    absent = {s.id for s in group if s.absent}
    assert present <= {*behind, *contested} <= present | absent
    assert len([id_ for id_ in behind if id_ in present]) == len({*behind} & present)
    assert not {*behind} & {*contested}


@given(st.data(), types)
def test_a_fact_is_possible_by_every_source_that_did_not_lose(
    data: st.DataObject, type_: str
) -> None:
    """Only a later word of the same register may go beyond what a source allows."""
    group = data.draw(said(type_))
    by_id = {s.id: s for s in group}
    for row in facts(derive(EDGES[type_], group)):
        behind = [by_id[id_] for id_ in row.sources if not by_id[id_].absent]
        for s in behind:
            corrected = any(
                o.register == s.register and (o.reported or date.min) >= (s.reported or date.min)
                and o.id != s.id
                for o in behind
            )  # fmt: skip
            if not corrected and not EDGES[type_].exact:
                assert certain(row.span) <= possible(s.span)


@given(st.data(), types)
def test_terms_that_do_not_touch_are_never_one_fact(data: st.DataObject, type_: str) -> None:
    """Whatever stands behind a row speaks of a time of which its strongest register speaks.

    Or spoke, before it mended its own word: what joined the fact then stays with it.
    """
    assume(type_ != "CO_BUILDS")
    group = data.draw(said(type_, absences=False))
    by_id = {s.id: s for s in group}
    for row in facts(derive(EDGES[type_], group)):
        behind = [by_id[id_] for id_ in row.sources]
        best = max(behind, key=lambda s: (s.precedence, s.reported or date.min))
        highest = [
            s for s in behind
            if s.register == best.register
            or (s.precedence, s.reported) == (best.precedence, best.reported)
        ]  # fmt: skip
        for s in behind:
            assert any(overlaps(s.span, other.span) for other in highest)


@given(st.data(), st.sampled_from(["MEMBER_OF", "JOINTLY_APPOINTED"]))
def test_no_day_is_counted_twice(data: st.DataObject, type_: str) -> None:
    rows = facts(derive(EDGES[type_], data.draw(said(type_))))
    for one, other in itertools.combinations(rows, 2):
        assert not certain(one.span) & certain(other.span)


@given(st.data())
def test_a_state_has_one_row_a_day(data: st.DataObject) -> None:
    rows = facts(derive(EDGES["STATE"], data.draw(said("STATE"))))
    for one, other in itertools.combinations(rows, 2):
        assert not certain(one.span) & certain(other.span)


@given(st.data())
def test_an_area_has_one_parent_and_no_doubt(data: st.DataObject) -> None:
    rows = facts(derive(EDGES["PART_OF"], data.draw(said("PART_OF"))))
    for row in rows:
        assert row.span.from_min == row.span.from_max
        assert row.span.to_min == row.span.to_max
    for one, other in itertools.combinations(rows, 2):
        assert not overlaps(one.span, other.span)


@given(st.data())
def test_an_agreement_is_one_fact(data: st.DataObject) -> None:
    group = data.draw(said("CO_BUILDS"))
    rows = facts(derive(EDGES["CO_BUILDS"], group))
    assert len(rows) == any(not s.absent for s in group)


@given(st.data(), types)
def test_nobody_asserts_anything_any_more(data: st.DataObject, type_: str) -> None:
    group = data.draw(said(type_))
    assert derive(EDGES[type_], [s for s in group if s.absent]) == []
    assert derive(EDGES[type_], []) == []


@given(st.data(), st.sampled_from(["MEMBER_OF", "JOINTLY_APPOINTED", "CO_BUILDS"]))
def test_a_weaker_source_that_agrees_never_widens_doubt(data: st.DataObject, type_: str) -> None:
    group = data.draw(said(type_, absences=False))
    before = facts(derive(EDGES[type_], group))
    new = data.draw(statements(type_, ["丁表"]).map(lambda s: replace(s, id="new")))
    assume(sum(overlaps(row.span, new.span) for row in before) == 1)
    assume(any(intersect(row.span, new.span) for row in before))
    after = facts(derive(EDGES[type_], [*group, new]))
    assert len(after) == len(before)
    for old, row in zip(before, after, strict=True):
        assert certain(old.span) <= certain(row.span)
        assert possible(row.span) <= possible(old.span)


@given(st.data(), types)
def test_a_fact_keeps_its_key_whatever_is_said_later(data: st.DataObject, type_: str) -> None:
    group = data.draw(said(type_))
    cut = data.draw(st.integers(0, len(group)))
    before = facts(derive(EDGES[type_], group[:cut]))
    keys = {id_: row.key for row in before for id_ in row.sources}
    keyed = [replace(s, key=keys.get(s.id, "")) for s in group]
    rows = derive(EDGES[type_], keyed)
    after = facts(rows)
    assert len({row.key for row in after}) == len(after)
    for row in after:
        about = [r for r in rows if r == row or dict(r.values).get("fact") == row.key]
        had = {keys[id_] for r in about for id_ in r.sources if id_ in keys}
        if row.key in keys.values():
            assert row.key in had  # no fact takes the key of another one
        elif had:
            assert had <= {other.key for other in after}  # the key stays with a part of the fact
    assert derive(EDGES[type_], keyed) == derive(EDGES[type_], reversed(keyed))


def test_a_vague_source_does_not_make_two_terms_one() -> None:
    def term(n: int, first: int, last: int, key: str = "") -> Statement:
        dates = span(PartialDate.of(day(first)), PartialDate.of(day(last)))
        return Statement(str(n), "s", "x", "Committee", dates, {}, "甲表", 0, day(12), key=key)

    vague = replace(term(9, 0, 1), span=span(None), register="乙表", reported=None)
    first, second = term(1, 1, 3), term(2, 7, 9)
    rows = derive(EDGES["MEMBER_OF"], [first, second, vague])
    assert [row.span for row in rows] == [first.span, second.span]
    # The vague one spoke of the second while that was the only one; the fact keeps its key.
    known = derive(EDGES["MEMBER_OF"], [second, vague])[0].key
    rows = derive(
        EDGES["MEMBER_OF"],
        [replace(first, precedence=5), replace(second, key=known), replace(vague, key=known)],
    )
    assert [row.key == known for row in rows] == [False, True]


def test_a_correction_does_not_keep_alive_what_a_later_list_leaves_out() -> None:
    listed, gone = list_statements({1: True, 9: False}, "甲表")
    word = replace(
        listed, id="word", register=AUTHORITY, precedence=CORRECTION,
        span=span(PartialDate.of(day(0))), reported=day(5), reported_first=day(5),
    )  # fmt: skip
    rows = derive(EDGES["MEMBER_OF"], [listed, gone, word])
    assert [row.span.to_max for row in rows] == [day(9)]
    again = derive(EDGES["MEMBER_OF"], [listed, gone, replace(word, reported=day(10))])
    assert [row.span.to_max for row in again] == [OPEN_END]


@given(st.data(), types)
def test_the_highest_word_stands(data: st.DataObject, type_: str) -> None:
    """What a person corrected is visible as corrected, unless a list or a successor ends it."""
    group = data.draw(said(type_, absences=False, registers=REGISTERS))
    rows = facts(derive(EDGES[type_], group))
    assume(rows)
    row = data.draw(st.sampled_from(rows))
    inside = data.draw(st.sampled_from(WORLD))
    assume(row.span.from_min < inside < row.span.to_max)
    at = PartialDate.of(inside)
    new = exact_span(at) if EDGES[type_].exact else span(at)
    model = next(s for s in group if s.id in row.sources)
    word = replace(model, id="word", register=AUTHORITY, precedence=CORRECTION, span=new,
                   end=row.end, reported=OPEN_END, reported_first=OPEN_END,
                   values=dict(row.values))  # fmt: skip
    after = [r for r in facts(derive(EDGES[type_], [*group, word])) if "word" in r.sources]
    assert [r.span.from_min for r in after] == [inside]


# Complete lists alone have an answer of their own: runs of days on which the fact was listed.


@st.composite
def histories(draw: st.DrawFn) -> dict[int, bool]:
    """Day of a complete list → whether it names the fact; the first one does."""
    on = sorted(draw(st.sets(numbers, min_size=1, max_size=8)))
    return {n: i == 0 or draw(st.booleans()) for i, n in enumerate(on)}


def list_statements(history: dict[int, bool], register: str) -> list[Statement]:
    found: list[Statement] = []
    listed = False
    for n, named in history.items():
        if named or listed:
            found.append(
                Statement(
                    id=f"{register}{n:02}", slot="s", end="x", end_label="Committee",
                    span=span(None, listed_on=day(n)), values={}, register=register, precedence=0,
                    reported=day(n), reported_first=day(n), absent=not named,
                )
            )  # fmt: skip
        listed = named
    return found


def runs(histories_: Sequence[dict[int, bool]]) -> list[Span]:
    """A fact stands while any list names it; it ends with the last list that leaves it out."""
    named = [False] * len(histories_)
    found: list[Span] = []
    first = last = None
    since = UNKNOWN_START
    for n in range(LAST + 1):
        for who, history in enumerate(histories_):
            named[who] = history.get(n, named[who])
        if any(history.get(n) for history in histories_):
            first, last = n if first is None else first, n
        elif first is not None and last is not None and not any(named):
            found.append(Span(since, day(first), day(last + 1), day(n)))
            first, last, since = None, None, day(n + 1)
    if first is not None and last is not None:
        found.append(Span(since, day(first), day(last + 1), OPEN_END))
    return found


@given(histories(), st.sampled_from(["MEMBER_OF", "STATE"]))
def test_lists_of_one_register_give_the_runs_of_days(history: dict[int, bool], type_: str) -> None:
    rows = derive(EDGES[type_], list_statements(history, "甲表"))
    assert [row.span for row in rows] == runs([history])


@given(histories(), histories(), st.sampled_from(["MEMBER_OF", "STATE"]))
def test_lists_of_two_registers_stand_in_for_each_other(
    one: dict[int, bool], other: dict[int, bool], type_: str
) -> None:
    rows = derive(
        EDGES[type_],
        [*list_statements(one, "甲表"), *list_statements(other, "乙表")],
    )
    assert [row.span for row in rows] == runs([one, other])


@given(st.lists(st.tuples(numbers, st.sampled_from("abc")), min_size=1, unique_by=lambda t: t[0]))
def test_a_state_changes_between_two_reports(reports: list[tuple[int, str]]) -> None:
    reports.sort()
    rows = derive(
        EDGES["STATE"],
        [
            Statement(
                id=f"{n:02}", slot="s", end="x", end_label="Street",
                span=span(None, listed_on=day(n)), values={"name": name}, register="甲表",
                precedence=0, reported=day(n), reported_first=day(n),
            )
            for n, name in reports
        ],
    )  # fmt: skip
    expected: list[tuple[str, Span]] = []
    grouped = [(name, [n for n, _ in run])
               for name, run in itertools.groupby(reports, key=lambda t: t[1])]  # fmt: skip
    for i, (name, seen) in enumerate(grouped):
        since = day(grouped[i - 1][1][-1] + 1) if i else UNKNOWN_START
        until = day(grouped[i + 1][1][0]) if i + 1 < len(grouped) else OPEN_END
        expected.append((name, Span(since, day(seen[0]), day(seen[-1] + 1), until)))
    assert [(dict(row.values)["name"], row.span) for row in rows] == expected


@given(st.lists(st.tuples(numbers, st.sampled_from("xy")), min_size=1, unique_by=lambda t: t[0]))
def test_an_area_moves_on_the_day_on_which_it_is_first_listed_elsewhere(
    reports: list[tuple[int, str]],
) -> None:
    reports.sort()
    rows = derive(
        EDGES["PART_OF"],
        [
            Statement(
                id=f"{n:02}", slot=end, end=end, end_label="Street",
                span=exact_span(PartialDate.of(day(n))), values={}, register="甲表",
                precedence=0, reported=day(n), reported_first=day(n),
            )
            for n, end in reports
        ],
    )  # fmt: skip
    starts = [(end, next(run)[0]) for end, run in itertools.groupby(reports, key=lambda t: t[1])]
    for row, (end, n) in itertools.zip_longest(rows, starts):
        assert (row.end, row.span.from_min) == (end, day(n))
        assert sum(r.span.possibly(day(n)) for r in rows) == 1
    assert rows[-1].span.to_max == OPEN_END
