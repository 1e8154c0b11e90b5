"""The visible rows at the borders of days, worked out by hand: a day more gives another answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from graph.ledger.derive import derive
from graph.ledger.facts import Statement
from graph.schema import EDGES
from graph.time import (
    OPEN_END,
    UNKNOWN_START,
    PartialDate,
    Span,
    exact_span,
    span,
)
from tests.derive_support import PRECEDENCES, REGISTERS, day, facts


def says(
    start: int | tuple[int, int] | None = None, end: int | None = None, *, on: int | None = None,
    listed: bool = False, by: str = "甲表", absent: bool = False, first: int | None = None,
    **other: Any,
) -> Statement:  # fmt: skip
    run = (start, start) if isinstance(start, int) else start
    begins = PartialDate(day(run[0]), day(run[1]), "") if run else None
    ends = PartialDate.of(day(end)) if end is not None else None
    return Statement(
        id=f"{by}{on}{start}{end}{absent}", slot="s", end=other.pop("parent", "x"),
        end_label="Street", register=by,
        span=other.pop("span", None) or span(
            begins, ends, listed_on=day(on) if listed and on is not None else None
        ),
        values=other.pop("values", {}), precedence=PRECEDENCES[by],
        reported=None if on is None else day(on),
        reported_first=None if on is None else day(on if first is None else first),
        absent=absent, **other,
    )  # fmt: skip


def dates_of(type_: str, *group: Statement) -> list[tuple[date, ...]]:
    rows = facts(derive(EDGES[type_], group))
    return [(s.from_min, s.from_max, s.to_min, s.to_max) for s in (row.span for row in rows)]


def four(*numbers_: int | None) -> tuple[date, ...]:
    """Return four dates; None is no start at first, no end at last."""
    return tuple(
        day(n) if n is not None else (UNKNOWN_START if i < 2 else OPEN_END)
        for i, n in enumerate(numbers_)
    )


LISTED, GONE = says(on=1, listed=True), says(on=5, listed=True, absent=True)


def test_a_source_that_begins_on_the_day_of_the_silence_breaks_it() -> None:
    other = says((5, 7), on=5, by="乙表")
    assert dates_of("MEMBER_OF", LISTED, GONE, other)[0] == four(None, 1, 2, 7)


def test_a_source_that_ended_the_day_before_does_not_break_a_silence() -> None:
    listed, gone = says(2, on=2, by="丙表"), says(2, on=5, by="丙表", absent=True)
    assert dates_of("MEMBER_OF", listed, gone, says(0, 4, on=3)) == [four(2, 2, 3, 5)]


def test_a_source_listed_on_the_last_day_of_a_silent_period_breaks_it() -> None:
    gone = replace(GONE, reported_first=day(4))
    other = says(on=5, listed=True, by="乙表")
    assert dates_of("MEMBER_OF", LISTED, gone, other) == [four(None, 1, 6, None)]


def test_who_is_named_again_as_in_force_since_that_day_was_never_gone() -> None:
    again = says((3, 5), on=9, listed=True)
    assert dates_of("MEMBER_OF", LISTED, GONE, again)[1] == four(3, 5, 10, None)


def test_who_is_named_again_did_not_begin_on_the_day_of_the_silence() -> None:
    again = says((5, 7), on=9, listed=True)
    assert dates_of("MEMBER_OF", LISTED, GONE, again)[1] == four(6, 7, 10, None)


def test_a_silence_does_not_move_what_was_over_by_its_end() -> None:
    gone = replace(GONE, reported_first=day(3))
    assert dates_of("MEMBER_OF", LISTED, gone, says(None, 4, on=9)) == [four(None, 1, 5, 5)]


def test_terms_that_follow_each_other_are_two_facts() -> None:
    terms = says(1, 4, on=9), says(5, 8, on=9)
    assert dates_of("MEMBER_OF", *terms) == [four(1, 1, 5, 5), four(5, 5, 9, 9)]
    vague = says((4, 6), 8, on=9), replace(says(1, on=9), span=Span(*four(1, 1, 5, 7)))
    assert dates_of("MEMBER_OF", *vague) == [four(1, 1, 5, 6), four(5, 6, 9, 9)]


def test_a_fact_is_over_when_its_next_spell_begins() -> None:
    spells = replace(says(on=9), span=Span(*four(5, 5, 6, 8))), says((0, 9), on=9, listed=True)
    assert dates_of("MEMBER_OF", *spells) == [four(5, 5, 6, 8), four(6, 9, 10, None)]
    assert dates_of("MEMBER_OF", says(1, on=1), says(9, on=9)) == [
        four(1, 1, 2, 9), four(9, 9, 10, None)
    ]  # fmt: skip


def test_a_source_joins_the_spell_that_it_does_not_push_into_the_next() -> None:
    first, second = says(5, on=5, by="丙表"), says(8, on=4, by="丙表")
    vague = says((5, 8), 11, on=9)
    assert dates_of("MEMBER_OF", first, second, vague) == [four(5, 5, 6, 8), four(8, 8, 12, 12)]


def test_two_values_reported_on_one_day_are_a_dispute() -> None:
    one, other = (
        says((3, 9), on=5, by=by, values={"kind": kind})
        for by, kind in (("甲表", "镇"), ("乙表", "街道"))
    )
    assert len(dates_of("STATE", one, other)) == 1


def test_a_state_lasts_until_the_next_one_begins() -> None:
    before = says(on=1, listed=True, values={"kind": "镇"})
    after = says((5, 7), on=9, listed=True, values={"kind": "街道"})
    assert dates_of("STATE", before, after) == [four(None, 1, 5, 7), four(5, 7, 10, None)]


def test_an_area_leaves_its_parent_on_the_earliest_stated_day() -> None:
    dates = (exact_span(PartialDate.of(day(1)), until=PartialDate.of(day(5))),
             exact_span(PartialDate.of(day(1))))  # fmt: skip
    said_ = [says(on=9, by=by, span=s) for by, s in zip(REGISTERS, dates, strict=False)]
    assert dates_of("PART_OF", *said_) == [four(1, 1, 5, 5)]


def test_an_agreement_listed_again_was_never_gone() -> None:
    again = says(on=9, listed=True)
    assert dates_of("CO_BUILDS", LISTED, GONE, again) == [four(None, 1, 10, None)]


def test_the_later_word_of_a_register_stands() -> None:
    assert dates_of("MEMBER_OF", says(1, 8, on=2), says(1, 3, on=5)) == [four(1, 1, 4, 4)]


def test_what_may_never_have_begun_stays_so_when_a_list_leaves_it_out() -> None:
    maybe = span(PartialDate.of(day(2)), possible_only=True)
    said_ = says(on=3, span=maybe), says(on=6, span=maybe, absent=True)
    assert dates_of("COVERS", *said_) == [(day(2), OPEN_END, day(4), day(6))]


def test_what_may_never_have_begun_is_not_moved_past_its_end() -> None:
    maybe = Span(day(3), OPEN_END, day(4), day(6))
    said_ = LISTED, GONE, says(on=9, span=maybe)
    assert dates_of("MEMBER_OF", *said_)[1] == (day(3), OPEN_END, day(4), day(6))


def test_an_agreement_that_another_list_of_that_day_names_was_never_gone() -> None:
    said_ = says(1, on=1, by="丙表"), says(1, on=5, by="丙表", absent=True)
    assert dates_of("CO_BUILDS", *said_) == [four(1, 1, 2, 5)]
    assert dates_of("CO_BUILDS", *said_, says(7, 9, on=5)) == [four(1, 1, 2, None)]


def test_the_same_state_stated_from_the_day_on_which_it_ended_is_another_spell() -> None:
    terms = (says(a, b, on=9, values={"kind": "镇"}) for a, b in ((1, 4), (5, 8)))
    assert dates_of("STATE", *terms) == [four(1, 1, 5, 5), four(5, 5, 9, 9)]


def test_another_state_from_the_day_on_which_one_ended_follows_it() -> None:
    one, other = (
        says(a, b, on=9, values={"kind": k}) for a, b, k in ((1, 4, "镇"), (5, 8, "街道"))
    )
    assert dates_of("STATE", one, other) == [four(1, 1, 5, 5), four(5, 5, 9, 9)]


def test_a_state_that_was_over_by_the_day_of_the_next_may_have_ended_before() -> None:
    one = says(on=2, span=Span(*four(1, 1, 3, 5)), values={"kind": "镇"})
    assert dates_of("STATE", one, says(5, on=9, values={"kind": "街道"})) == [
        four(1, 1, 3, 5), four(5, 5, 6, None)
    ]  # fmt: skip


def test_what_may_never_have_begun_stands_beside_what_lasted_as_long() -> None:
    maybe = Span(day(3), OPEN_END, day(4), day(6))
    assert dates_of("MEMBER_OF", says(1, 5, on=9), says(on=9, span=maybe, by="乙表")) == [
        four(1, 1, 6, 6), (day(3), OPEN_END, day(4), day(6))
    ]  # fmt: skip


def test_what_a_vaguer_spell_leaves_no_day_stands_as_it_was_stated() -> None:
    first = replace(says(on=6), span=Span(*four(None, None, 5, None)), id="1")
    lasting = replace(says(on=6), span=Span(day(0), day(5), OPEN_END, OPEN_END), id="2")
    vague = replace(says(on=4), span=Span(*four(1, 6, 4, 6)), id="3")
    assert dates_of("MEMBER_OF", first, lasting, vague) == [
        four(None, None, 5, 6), four(5, 6, 6, 6), (day(5), day(5), OPEN_END, OPEN_END)
    ]  # fmt: skip
