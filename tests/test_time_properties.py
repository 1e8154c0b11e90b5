"""What must hold of every date, term and span."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, TypeVar

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.text import LANGS, Lang
from graph.time import (
    OPEN_END,
    UNKNOWN_START,
    BadDate,
    BadSpan,
    Length,
    PartialDate,
    Span,
    Term,
    display,
    display_partial,
    end_after,
    intersect,
    overlaps,
    parse_date,
    parse_serial,
    parse_term,
    span,
    term_span,
    vanished,
)
from graph.time.partial import day_after

T = TypeVar("T")
LONE: list[Literal["start", "end"] | None] = [None, "start", "end"]

settings.register_profile("time", deadline=None, max_examples=200)
TIME = settings.get_profile("time")

# A small world around a leap day, so that everything in it can be listed.
BASE = date(2024, 2, 26)
WORLD = [BASE + timedelta(days=n) for n in range(9)]

days = st.sampled_from(WORLD)
dirt = st.text(
    "0123456789０１二三〇十廿元半年月日号季度上中下旬初底前后不晚于约至今到长期起止自签订为个天"
    ".-/~—:T（）() to'",
    max_size=24,
)
PIECES = ["2023.5", "2025.12", "至今", "长期", "三年", "起", "止", "-", "至", "(", ")", "不详"]
texts = st.text() | dirt


@st.composite
def partials(draw: st.DrawFn) -> PartialDate:
    first, last = sorted((draw(days), draw(days)))
    return PartialDate(first, last, f"{first}..{last}")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    edge = days | st.sampled_from([UNKNOWN_START, OPEN_END])
    from_min, from_max = sorted((draw(edge), draw(edge)))
    to_min, to_max = sorted((draw(edge), draw(edge)))
    assume(from_min < to_max)
    return Span(from_min, from_max, to_min, to_max)


@st.composite
def named(draw: st.DrawFn, low: int = 1600, high: int = 2199) -> PartialDate:
    """A year, half-year, quarter, month or day."""
    year = draw(st.integers(low, high))
    months = draw(st.sampled_from([12, 6, 3, 1]))
    month = 1 + months * draw(st.integers(0, 12 // months - 1))
    first = date(year, month, 1)
    after = date(year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    if draw(st.booleans()):
        day = draw(st.dates(first, after - timedelta(days=1)))
        assume(day.year not in (1899, 1900))  # Excel's empty dates
        return PartialDate.of(day)
    return PartialDate(first, after - timedelta(days=1), "")


def either(partial: PartialDate | None) -> list[date]:
    """Days that a partial date allows; where nothing is stated, also before and after all."""
    if partial is None:
        return [UNKNOWN_START, *WORLD, OPEN_END]
    return [d for d in WORLD if partial.first <= d <= partial.last]


def histories(
    start: PartialDate | None, end: PartialDate | None, listed: PartialDate | None
) -> list[tuple[date, date]]:
    """First and last day of every history that fits what is stated."""
    return [
        (first, last)
        for first in either(start)
        for last in either(end)
        if first <= last and (listed is None or any(first <= d <= last for d in either(listed)))
    ]


def attempt(read: Callable[[], T]) -> T | BadDate | BadSpan:
    """Return what was read, or the refusal; any other exception fails the test."""
    try:
        return read()
    except (BadDate, BadSpan) as refused:
        return refused


@TIME
@given(texts, st.booleans(), st.none() | st.integers(-1, 10000))
def test_any_text_is_a_date_or_refused(text: str, number: bool, year: int | None) -> None:
    read = attempt(lambda: parse_date(text, from_number=number, default_year=year))
    assert isinstance(read, PartialDate | BadDate)
    assert read.text == text
    if isinstance(read, PartialDate):
        assert UNKNOWN_START <= read.first <= read.last <= OPEN_END
    else:
        assert all(read.render(lang) for lang in LANGS)


@TIME
@given(texts, st.sampled_from(LONE))
def test_any_text_is_a_term_or_refused(text: str, lone: Literal["start", "end"] | None) -> None:
    read = attempt(lambda: parse_term(text, lone=lone))
    assert isinstance(read, Term | BadDate)
    assert read.text == text
    if isinstance(read, Term):
        assert read.open_end or not read.lasting
        assert not (read.open_end and (read.end or read.length))
        assert isinstance(attempt(lambda: term_span(read)), Span | BadSpan)


@TIME
@given(st.floats() | st.integers())
def test_any_number_is_a_day_or_refused(number: float) -> None:
    read = attempt(lambda: parse_serial(number))
    if isinstance(read, PartialDate):
        assert date(1900, 3, 1) <= read.first == read.last <= date(2199, 12, 31)
    else:
        assert isinstance(read, BadDate)
        assert read.rule == "serial"


@TIME
@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_an_excel_number_and_its_day_agree(day: date) -> None:
    assert parse_serial((day - date(1899, 12, 30)).days).first == day


@TIME
@given(
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]),
    st.sampled_from(["0123456789", "０１２３４５６７８９"]),
)
def test_every_way_to_write_a_day_gives_that_day(day: date, form: str, digits: str) -> None:
    written = day.strftime(form).translate(str.maketrans("0123456789", digits))
    assert parse_date(written).first == parse_date(written).last == day


@TIME
@given(named(), st.sampled_from(LANGS))
def test_a_named_date_is_read_back_as_shown(partial: PartialDate, lang: Lang) -> None:
    read = parse_date(display_partial(partial, lang))
    assert (read.first, read.last) == (partial.first, partial.last)


@TIME
@given(st.none() | named(), st.none() | named(), st.booleans(), st.sampled_from(LANGS))
def test_a_term_is_read_back_as_shown(
    start: PartialDate | None, end: PartialDate | None, lasting: bool, lang: Lang
) -> None:
    if start and end:
        # Where the two meet, each narrows the other to days that have no name.
        assume(start.last < end.first)
    shown = span(start, end, lasting=lasting and end is None)
    assume(" (" not in display(shown, "en"))  # an exact start vouches for its day: no term
    assert term_span(parse_term(display(shown, lang))) == shown


@TIME
@given(st.none() | partials(), st.none() | partials(), st.none() | partials())
def test_the_four_dates_are_what_all_histories_allow(
    start: PartialDate | None, end: PartialDate | None, listed: PartialDate | None
) -> None:
    got = attempt(lambda: span(start, end, listed_on=listed))
    every = histories(start, end, listed) or histories(start, end, None)
    if not every:
        assert isinstance(got, BadSpan)
        return
    firsts, lasts = {first for first, _ in every}, {last for _, last in every}
    assert got == Span(min(firsts), max(firsts), day_after(min(lasts)), day_after(max(lasts)))
    for day in WORLD:
        held = {first <= day <= last for first, last in every}
        assert got.certainly(day) == (held == {True})
        assert got.possibly(day) == (True in held)


@TIME
@given(st.none() | partials(), st.none() | partials(), partials(), partials())
def test_a_vanished_fact_is_what_all_histories_allow(
    start: PartialDate | None, end: PartialDate | None, last: PartialDate, gone: PartialDate
) -> None:
    known = attempt(lambda: span(start, end, listed_on=last))
    assume(isinstance(known, Span))
    assert isinstance(known, Span)
    left = attempt(lambda: vanished(known, last_listed=last, omitted_on=gone))
    if gone.last <= last.first:
        assert isinstance(left, BadSpan)
        return

    def fits(stated_end: PartialDate | None) -> list[tuple[date, date]]:
        return [
            (first, final)
            for first, final in histories(start, stated_end, last)
            if any(first <= d <= final < omitted for d in either(last) for omitted in either(gone))
        ]

    # An end stated for later than the omission is given up; the start is not.
    every = fits(end) or fits(None)
    if not histories(start, end, last) or not every:
        assume(False)
    firsts, finals = {first for first, _ in every}, {final for _, final in every}
    assert left == Span(min(firsts), max(firsts), day_after(min(finals)), day_after(max(finals)))


@TIME
@given(spans(), days)
def test_certain_is_possible(s: Span, day: date) -> None:
    assert s.possibly(day) or not s.certainly(day)


@TIME
@given(spans(), spans(), days)
def test_less_doubt_keeps_what_is_certain_and_adds_nothing_possible(
    a: Span, b: Span, day: date
) -> None:
    both = intersect(a, b)
    if both is None:
        return
    assert both.certainly(day) or not (a.certainly(day) or b.certainly(day))
    assert (a.possibly(day) and b.possibly(day)) or not both.possibly(day)


@TIME
@given(partials(), partials(), partials(), st.data())
def test_a_better_statement_keeps_what_is_certain(
    start: PartialDate, end: PartialDate, listed: PartialDate, data: st.DataObject
) -> None:
    def narrower(wide: PartialDate) -> PartialDate:
        first, last = sorted(data.draw(st.sampled_from(either(wide))) for _ in range(2))
        return PartialDate(first, last, "")

    better = narrower(start), narrower(end), narrower(listed)
    assume(histories(*better))
    before = span(start, end, listed_on=listed)
    after = span(better[0], better[1], listed_on=better[2])
    for day in WORLD:
        assert after.certainly(day) or not before.certainly(day)
        assert before.possibly(day) or not after.possibly(day)


@TIME
@given(partials(), st.none() | partials(), st.none() | partials())
def test_possible_only_is_never_certain_and_as_possible(
    start: PartialDate, end: PartialDate | None, listed: PartialDate | None
) -> None:
    assume(end is None or start.first <= end.last)
    sure = span(start, end)
    doubtful = span(start, end, listed_on=listed, possible_only=True)
    for day in [*WORLD, UNKNOWN_START, OPEN_END]:
        assert not doubtful.certainly(day)
        assert doubtful.possibly(day) == sure.possibly(day)
    assert doubtful == span(start, end, possible_only=True)


@TIME
@given(spans(), spans(), spans())
def test_statements_can_be_joined_in_any_order(a: Span, b: Span, c: Span) -> None:
    def join(x: Span | None, y: Span | None) -> Span | None:
        return intersect(x, y) if x and y else None

    assert intersect(a, b) == intersect(b, a)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert intersect(a, a) == a


@TIME
@given(spans(), spans())
def test_statements_contradict_when_no_history_fits_both(a: Span, b: Span) -> None:
    def fits(s: Span) -> set[tuple[date, date]]:
        edges = [UNKNOWN_START, *WORLD, OPEN_END]
        return {
            (begin, stop)
            for begin in edges
            for stop in edges
            if s.from_min <= begin <= s.from_max and s.to_min <= stop <= s.to_max and begin < stop
        }

    both = intersect(a, b)
    assert (fits(both) if both else set()) == fits(a) & fits(b)


@TIME
@given(spans(), spans())
def test_overlap_is_a_day_on_which_both_are_possible(a: Span, b: Span) -> None:
    shared = any(a.possibly(d) and b.possibly(d) for d in [UNKNOWN_START, *WORLD])
    assert overlaps(a, b) == shared
    assert overlaps(a, b) == overlaps(b, a)
    assert overlaps(a, a)


@TIME
@given(
    st.dates(date(1600, 1, 1), date(2199, 12, 31)),
    st.integers(0, 60),
    st.integers(0, 400),
    st.integers(1, 40),
)
def test_a_later_start_or_longer_term_never_ends_earlier(
    day: date, months: int, more: int, later: int
) -> None:
    assume(months + more)
    length = Length(months, more)
    end = end_after(PartialDate.of(day), length).first
    assert end >= day
    assert end_after(PartialDate.of(day + timedelta(days=later)), length).first >= end
    assert end_after(PartialDate.of(day), Length(months, more + 1)).first > end
    assert end_after(PartialDate.of(day), Length(months + 1, more)).first > end


@TIME
@given(st.lists(st.sampled_from(PIECES), max_size=5))
def test_no_date_in_a_term_is_dropped(pieces: list[str]) -> None:
    text = "".join(pieces)
    term = attempt(lambda: parse_term(text))
    if isinstance(term, Term):
        read = [day for day in (term.start, term.end) if day]
        assert len(read) == len(re.findall(r"2023\.5|2025\.12", text))
        assert (term.length is not None) == ("三年" in text)
        assert term.open_end == ("至今" in text or "长期" in text)
