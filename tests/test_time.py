"""What people write in registers, and how it is understood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from graph.errors import RefusedInput
from graph.time import (
    OPEN_END,
    UNKNOWN_START,
    BadDate,
    BadSpan,
    Length,
    PartialDate,
    Span,
    display,
    display_day,
    display_partial,
    end_after,
    exact_span,
    intersect,
    overlaps,
    parse_date,
    parse_serial,
    parse_term,
    span,
    term_span,
    today,
    vanished,
)
from graph.time.refusals import RULES

MAY, MAY_1 = ("2023-05-01", "2023-05-31"), ("2023-05-01", "2023-05-01")

DATES = {
    "2023": ("2023-01-01", "2023-12-31"),
    "2023年": ("2023-01-01", "2023-12-31"),
    "2023年度": ("2023-01-01", "2023-12-31"),
    "2023.5": MAY,
    "2023.05": MAY,
    "2023-05": MAY,
    "202305": MAY,
    "2023年5月": MAY,
    "2023年5月份": MAY,
    "２０２３．５": MAY,
    "2023 年　5\n月": MAY,
    "二〇二三年五月": MAY,
    "二○二三年五月": MAY,
    "2023.5起": MAY,
    "2023.5止": MAY,
    "(2023.5)": MAY,
    "2023.5。": MAY,
    "2023.5.1": MAY_1,
    "2023/5/1": MAY_1,
    "2023-05-01": MAY_1,
    "2023—05—01": MAY_1,
    "20230501": MAY_1,
    "2023年5月1日": MAY_1,
    "2023年5月1号": MAY_1,
    "2023-05-01 00:00:00": MAY_1,
    "2023-05-01T23:59": MAY_1,
    "贰零贰叁年伍月壹日": MAY_1,
    "二零二三年五月十二日": ("2023-05-12", "2023-05-12"),
    "二〇二三年十月二十一日": ("2023-10-21", "2023-10-21"),
    "二〇二三年十一月廿九日": ("2023-11-29", "2023-11-29"),
    "2024年2月29日": ("2024-02-29", "2024-02-29"),
    "2023年元月": ("2023-01-01", "2023-01-31"),
    "2023.10": ("2023-10-01", "2023-10-31"),
    "2023.1": ("2023-01-01", "2023-01-31"),
    "2024年第三季度": ("2024-07-01", "2024-09-30"),
    "2024年四季度": ("2024-10-01", "2024-12-31"),
    "2024Q1": ("2024-01-01", "2024-03-31"),
    "2020年上半年": ("2020-01-01", "2020-06-30"),
    "2020年下半年": ("2020-07-01", "2020-12-31"),
    "2020年初": ("2020-01-01", "2020-03-31"),
    "2020年中": ("2020-05-01", "2020-08-31"),
    "2020年底": ("2020-10-01", "2020-12-31"),
    "2020年末": ("2020-10-01", "2020-12-31"),
    "2024年2月底": ("2024-02-21", "2024-02-29"),
    "2024年2月中旬": ("2024-02-11", "2024-02-20"),
    "2020年前": ("0001-01-01", "2020-12-31"),
    "2020年5月以前": ("0001-01-01", "2020-05-31"),
    "不晚于2020年5月": ("0001-01-01", "2020-05-31"),
    "2020年5月以后": ("2020-05-01", "9999-12-31"),
}

REFUSED = {
    "": "blank",
    "　": "blank",
    "/": "blank",
    "无": "blank",
    "待定": "blank",
    "同上": "unreadable",
    "√": "unreadable",
    "2023年5": "unreadable",
    "202³": "unreadable",
    "2O23": "unreadable",
    "2023年前前": "unreadable",
    "2023-05-01T16:30:00Z": "unreadable",
    "2023 05": "unreadable",
    "2023" + " " * 300: "unreadable",
    "5月": "no-year",
    "5月1日": "no-year",
    "5.1": "no-year",
    "第三季度": "no-year",
    "23.5": "two-digit-year",
    "23.5.1": "two-digit-year",
    "23年5月": "two-digit-year",
    "2203.5": "year-range",
    "9999-12-31": "year-range",
    "0023年": "year-range",
    "2023.13": "month",
    "202313": "month",
    "2023年十十月": "month",
    "2023.0": "month",
    "2023.2.29": "day",
    "2023年2月30日": "day",
    "2023年二月三十日": "day",
    "20230431": "day",
    "45047": "digits",
    "20235": "digits",
    "2023501": "digits",
    "230501": "digits",
    "1/5/2023": "order",
    "25.12.2023": "order",
    "2023.5-12": "mixed",
    "1900-01-00": "placeholder",
    "1900/1/1": "placeholder",
    "约2023年": "vague",
    "2023年5月左右": "vague",
    "2023年前后": "vague",
    "2023年至今": "term",
    "长期": "term",
    "2023.1-2025.12": "term",
}


def bounds(partial: PartialDate | None) -> tuple[str, str] | None:
    return (partial.first.isoformat(), partial.last.isoformat()) if partial else None


def dates(s: Span) -> tuple[str, ...]:
    return tuple(d.isoformat() for d in (s.from_min, s.from_max, s.to_min, s.to_max))


@pytest.mark.parametrize("text", DATES)
def test_a_date_as_registers_write_it(text: str) -> None:
    partial = parse_date(text)
    assert bounds(partial) == DATES[text]
    assert partial.text == text


@pytest.mark.parametrize("text", REFUSED)
def test_a_date_that_cannot_be_trusted_is_refused_with_its_rule(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_date(text)
    assert refused.value.rule == REFUSED[text]
    assert refused.value.text == text
    assert isinstance(refused.value, RefusedInput)
    assert refused.value.todo is not None


def test_a_refusal_quotes_the_cell_and_says_what_to_do_in_both_languages() -> None:
    with pytest.raises(BadDate) as refused:
        parse_date("2023年2月30日")
    assert refused.value.render("zh") == (
        "没有这一天：“2023年2月30日”\n怎么办：请对照原件改正；日子不清楚就只写到月。"
    )
    assert refused.value.render("en").startswith("there is no such day: “2023年2月30日”\n")
    long = BadDate("unreadable", "a\n" * 100).render("en").splitlines()
    assert len(long) == 2
    assert long[0].endswith("a…”")


def test_every_rule_can_be_met() -> None:
    met = set(REFUSED.values()) | {"serial", "lone", "length-or-year", "length", "ambiguous"}
    assert met == set(RULES)


def test_a_number_cell_that_lost_its_zero_means_january_or_october() -> None:
    assert bounds(parse_date("2023.1", from_number=True)) == ("2023-01-01", "2023-10-31")
    assert bounds(parse_date("2023.5", from_number=True)) == MAY
    assert bounds(parse_date("2023.11", from_number=True)) == ("2023-11-01", "2023-11-30")
    assert bounds(parse_date("2023.0", from_number=True)) == ("2023-01-01", "2023-12-31")
    assert bounds(parse_date("202305.0", from_number=True)) == MAY


def test_a_month_without_year_takes_the_year_of_the_report() -> None:
    assert bounds(parse_date("5月", default_year=2023)) == MAY
    assert bounds(parse_date("5月1日", default_year=2023)) == MAY_1
    assert bounds(parse_date("三季度", default_year=2024)) == ("2024-07-01", "2024-09-30")
    assert bounds(parse_date("2022.5", default_year=2023)) == ("2022-05-01", "2022-05-31")
    with pytest.raises(BadDate, match="1600"):
        parse_date("5月", default_year=0)


def test_an_excel_day_number() -> None:
    assert bounds(parse_serial(45047)) == MAY_1
    assert bounds(parse_serial(45047.99)) == MAY_1
    assert bounds(parse_serial(45047 - 1462, date1904=True)) == MAY_1
    assert bounds(parse_serial(61)) == ("1900-03-01", "1900-03-01")
    assert bounds(parse_serial(109574)) == ("2199-12-31", "2199-12-31")
    for number in (60, 0, -1, 109575, float("nan"), float("inf"), True):
        with pytest.raises(BadDate) as refused:
            parse_serial(number)
        assert refused.value.rule == "serial"


NAMED = ("2023-01-01", "2023-01-31"), ("2025-12-01", "2025-12-31")
DAYS = MAY_1, ("2025-12-31", "2025-12-31")

# text -> start, end, open_end, lasting, months
TERMS = {
    "2023.1-2025.12": (*NAMED, False, False, None),
    "2023.1—2025.12": (*NAMED, False, False, None),
    "2023.1～2025.12": (*NAMED, False, False, None),
    "2023-01-2025-12": (*NAMED, False, False, None),
    "2023年1月至2025年12月": (*NAMED, False, False, None),
    "二〇二三年一月至二〇二五年十二月": (*NAMED, False, False, None),
    "20230501-20251231": (*DAYS, False, False, None),
    "2023-05-01-2025-12-31": (*DAYS, False, False, None),
    "自2023年5月1日起至2025年12月31日止": (*DAYS, False, False, None),
    "有效期：2023.5.1-2025.12.31": (*DAYS, False, False, None),
    "2023-2025": (("2023-01-01", "2023-12-31"), ("2025-01-01", "2025-12-31"), False, False, None),
    "2023年1-12月": (NAMED[0], ("2023-12-01", "2023-12-31"), False, False, None),
    "2023年5月1日-6月3日": (MAY_1, ("2023-06-03", "2023-06-03"), False, False, None),
    "2023.5至今": (MAY, None, True, False, None),
    "2023.5-至今": (MAY, None, True, False, None),
    "2023年至今": (("2023-01-01", "2023-12-31"), None, True, False, None),
    "至今": (None, None, True, False, None),
    "长期": (None, None, True, True, None),
    "永久": (None, None, True, True, None),
    "2023.5-长期": (MAY, None, True, True, None),
    "2023年5月起长期有效": (MAY, None, True, True, None),
    "2023.5-9999.12.31": (MAY, None, True, True, None),
    "2023.5起": (MAY, None, False, False, None),
    "2023.5-": (MAY, None, False, False, None),
    "2023.5-未定": (MAY, None, False, False, None),
    "至2025.12": (None, NAMED[1], False, False, None),
    "2025.12止": (None, NAMED[1], False, False, None),
    "不详-2025.12": (None, NAMED[1], False, False, None),
    "有效期至2025年12月31日": (None, DAYS[1], False, False, None),
    "截至2025年12月31日": (None, DAYS[1], False, False, None),
    "自签订之日起至2025年12月31日": (None, DAYS[1], False, False, None),
    "三年": (None, None, False, False, 36),
    "3年": (None, None, False, False, 36),
    "一年期": (None, None, False, False, 12),
    "半年": (None, None, False, False, 6),
    "一年半": (None, None, False, False, 18),
    "2年6个月": (None, None, False, False, 30),
    "十二个月": (None, None, False, False, 12),
    "10年期": (None, None, False, False, 120),
    "任期10年": (None, None, False, False, 120),
    "自签订之日起三年": (None, None, False, False, 36),
    "2023.5起三年": (MAY, None, False, False, 36),
    "2023年5月1日起，为期三年": (MAY_1, None, False, False, 36),
    "2023.5（三年）": (MAY, None, False, False, 36),
    "2023.1-2025.12（三年）": (*NAMED, False, False, 36),
    "三年（2023.1-2025.12）": (*NAMED, False, False, 36),
    "不详": (None, None, False, False, None),
    "/": (None, None, False, False, None),
    "无固定期限": (None, None, False, False, None),
}

REFUSED_TERMS = {
    "": "blank",
    "2023.5": "lone",
    "2025年12月31日": "lone",
    "10年": "length-or-year",
    "0年": "length",
    "999年": "length",
    "半年半年": "unreadable",
    "2023.1-2025.12-2026.3": "unreadable",
    "2023.5-12": "mixed",
    "2023.2.30-2025.12": "day",
    "2023.1-2025.13": "month",
    "23.5-25.12": "two-digit-year",
    "2023.5至今(三年)": "ambiguous",
    "45047": "digits",
    "一年一签": "unreadable",
    "2023.5止至2025.12": "unreadable",
    "至2025.12起": "unreadable",
    "2023.5起起": "unreadable",
}


@pytest.mark.parametrize("text", TERMS)
def test_a_term_as_registers_write_it(text: str) -> None:
    term = parse_term(text)
    months = term.length and term.length.months
    assert (
        bounds(term.start),
        bounds(term.end),
        term.open_end,
        term.lasting,
        months,
    ) == TERMS[text]
    assert term.text == text


@pytest.mark.parametrize("text", REFUSED_TERMS)
def test_a_term_that_cannot_be_trusted_is_refused_with_its_rule(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_term(text)
    assert refused.value.rule == REFUSED_TERMS[text]


def test_a_lone_date_is_start_or_end_as_the_register_declares() -> None:
    assert bounds(parse_term("2023.5", lone="start").start) == MAY
    assert bounds(parse_term("2023.5", lone="end").end) == MAY
    assert parse_term("2023.5", lone="end").start is None
    assert bounds(parse_term("至2023.5", lone="start").end) == MAY


def test_stated_ends_are_included() -> None:
    s = term_span(parse_term("2023.5-2025.12"))
    assert dates(s) == ("2023-05-01", "2023-05-31", "2025-12-02", "2026-01-01")
    assert (s.possibly(date(2023, 5, 1)), s.certainly(date(2023, 5, 1))) == (True, False)
    assert s.certainly(date(2023, 5, 31))
    assert s.certainly(date(2025, 12, 1))
    assert (s.possibly(date(2025, 12, 31)), s.certainly(date(2025, 12, 31))) == (True, False)
    assert not s.possibly(date(2026, 1, 1))
    assert not s.possibly(date(2023, 4, 30))


def test_without_a_term_only_the_first_day_is_vouched_for() -> None:
    assert dates(span(parse_date("2023.5"))) == (
        "2023-05-01",
        "2023-05-31",
        "2023-05-02",
        "9999-12-31",
    )
    s = span(parse_date("2023-05-01"))
    assert s.certainly(date(2023, 5, 1))
    assert not s.certainly(date(2023, 5, 2))
    assert s.possibly(date(2099, 1, 1))


def test_an_unknown_start_leaves_the_last_day_sure() -> None:
    s = span(None, parse_date("2025-12-31"))
    assert dates(s) == ("0001-01-01", "2025-12-31", "2026-01-01", "2026-01-01")
    assert s.certainly(date(2025, 12, 31))
    assert not s.certainly(date(2025, 12, 30))
    nothing = span(None)
    assert dates(nothing) == ("0001-01-01", "9999-12-31", "0001-01-02", "9999-12-31")


def test_a_list_vouches_for_its_rows_on_its_day() -> None:
    listed = date(2024, 6, 30)
    s = span(parse_date("2023.5"), listed_on=listed)
    assert dates(s) == ("2023-05-01", "2023-05-31", "2024-07-01", "9999-12-31")
    assert dates(span(None, listed_on=listed)) == (
        "0001-01-01",
        "2024-06-30",
        "2024-07-01",
        "9999-12-31",
    )
    in_month = span(parse_date("2024.6"), listed_on=date(2024, 6, 15))
    assert dates(in_month) == ("2024-06-01", "2024-06-15", "2024-06-16", "9999-12-31")
    assert span(None, listed_on=datetime.fromisoformat("2024-06-30T09:00")) == span(
        None, listed_on=listed
    )


def test_a_list_of_some_day_in_a_year_makes_no_day_sure() -> None:
    s = span(None, listed_on=parse_date("2024"))
    assert dates(s) == ("0001-01-01", "2024-12-31", "2024-01-02", "9999-12-31")
    assert s.from_max >= s.to_min


def test_own_dates_prevail_over_the_list() -> None:
    listed = date(2024, 6, 30)
    later, expired = parse_date("2025.1"), parse_date("2023.12.31")
    assert span(later, listed_on=listed) == span(later)
    assert span(None, expired, listed_on=listed) == span(None, expired)
    day_before, day_after = parse_date("2024-06-29"), parse_date("2024-07-01")
    assert span(None, day_before, listed_on=listed) == span(None, day_before)
    assert span(day_after, listed_on=listed) == span(day_after)
    assert span(parse_date("2024-06-30"), listed_on=listed).certainly(listed)
    ends_that_day = span(None, parse_date("2024-06-30"), listed_on=listed)
    assert ends_that_day.certainly(listed)


def test_until_now_ends_after_the_list_and_long_term_does_not_end() -> None:
    listed = date(2024, 6, 30)
    now = term_span(parse_term("2023.5至今"), listed_on=listed)
    assert dates(now) == ("2023-05-01", "2023-05-31", "2024-07-01", "9999-12-31")
    lasting = term_span(parse_term("2023.5-长期"), listed_on=listed)
    assert dates(lasting) == ("2023-05-01", "2023-05-31", "9999-12-31", "9999-12-31")
    assert lasting.certainly(date(2099, 1, 1))
    assert not now.certainly(date(2024, 7, 1))
    for never in (False, True):
        with pytest.raises(BadSpan, match="without an end"):
            span(parse_date("2023"), parse_date("2025"), open_end=True, lasting=never)


def test_what_may_never_have_begun_is_never_certain() -> None:
    s = span(
        parse_date("2023.5"), parse_date("2025.12"), listed_on=date(2024, 1, 1), possible_only=True
    )
    assert dates(s) == ("2023-05-01", "9999-12-31", "2025-12-02", "2026-01-01")
    assert s.possibly(date(2024, 1, 1))
    confirmed = intersect(s, span(parse_date("2023.5"), parse_date("2025.12")))
    assert confirmed is not None
    assert confirmed.certainly(date(2024, 1, 1))


def test_an_end_before_its_start_is_refused_with_both_values() -> None:
    with pytest.raises(BadSpan) as refused:
        term_span(parse_term("2025.12-2023.1"))
    assert refused.value.what.zh == "止期“2023.1”早于起期“2025.12”"
    assert refused.value.what.en == 'it ends ("2023.1") before it starts ("2025.12")'
    assert dates(span(parse_date("2023-05-01"), parse_date("2023-05-01")))[0] == "2023-05-01"
    with pytest.raises(BadSpan):
        span(parse_date("2023-05-02"), parse_date("2023-05-01"))


def test_a_fact_that_a_complete_list_omits_ended_between_the_two_lists() -> None:
    stated = term_span(parse_term("2023.5.12-2025.12"), listed_on=date(2024, 12, 31))
    gone = vanished(stated, last_listed=date(2024, 12, 31), omitted_on=date(2025, 9, 30))
    assert dates(gone) == ("2023-05-12", "2023-05-12", "2025-01-01", "2025-09-30")
    expired = term_span(parse_term("2023.5-2025.6"), listed_on=date(2024, 12, 31))
    assert (
        vanished(expired, last_listed=date(2024, 12, 31), omitted_on=date(2025, 9, 30)) == expired
    )
    doubtful = span(parse_date("2023.5"), possible_only=True)
    gone = vanished(doubtful, last_listed=date(2024, 12, 31), omitted_on=date(2025, 9, 30))
    assert not any(gone.certainly(date(2024, month, 1)) for month in range(1, 13))
    with pytest.raises(BadSpan, match="older list"):
        vanished(stated, last_listed=date(2025, 9, 30), omitted_on=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("start", "text", "first", "last"),
    [
        ("2023-05-01", "三年", "2026-04-30", "2026-04-30"),
        ("2023.5", "三年", "2026-04-30", "2026-05-30"),
        ("2024-02-29", "一年", "2025-02-28", "2025-02-28"),
        ("2023-02-28", "一年", "2024-02-27", "2024-02-27"),
        ("2023-01-31", "1个月", "2023-02-28", "2023-02-28"),
        ("2023-12-31", "2个月", "2024-02-29", "2024-02-29"),
        ("2023-05-01", "90天", "2023-07-29", "2023-07-29"),
        ("2023-05-01", "1天", "2023-05-01", "2023-05-01"),
    ],
)
def test_a_length_gives_the_last_day(start: str, text: str, first: str, last: str) -> None:
    length = parse_term(text).length
    assert length is not None
    assert bounds(end_after(parse_date(start), length)) == (first, last)


def test_a_length_needs_a_start_from_somewhere() -> None:
    three = parse_term("自签订之日起三年")
    assert term_span(three, start=parse_date("2023-05-01")) == span(
        parse_date("2023-05-01"), parse_date("2026-04-30")
    )
    assert term_span(three) == span(None)
    own = term_span(parse_term("2023.5起三年"), start=parse_date("2020-01-01"))
    assert own.from_min == date(2023, 5, 1)


def test_a_length_that_disagrees_with_the_end_is_refused() -> None:
    term_span(parse_term("2023.5.1-2026.5.1(三年)"))  # the first day not counted: let pass
    with pytest.raises(BadSpan) as refused:
        term_span(parse_term("2023.5.1-2026.5.2(三年)"))
    assert "2026-04-30" in refused.value.what.en
    with pytest.raises(BadSpan):
        term_span(parse_term("2023.5.1-2026.4.28(三年)"))


def test_the_end_of_the_calendar_is_not_crossed() -> None:
    after = parse_date("2023年以后")
    assert end_after(after, Length(36)).last == OPEN_END
    assert end_after(PartialDate.of(date(9999, 12, 30)), Length(0, 5)).last == OPEN_END
    assert dates(span(after)) == ("2023-01-01", "9999-12-31", "2023-01-02", "9999-12-31")
    assert span(None, after).to_max == OPEN_END


def test_four_dates_out_of_order_are_refused() -> None:
    one, two, three = date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3)
    for four in ((two, one, three, three), (one, one, three, two), (two, two, one, two)):
        with pytest.raises(BadSpan, match="2023-01-01"):
            Span(*four)
    with pytest.raises(BadSpan, match="2023-01-02"):
        PartialDate(two, one, "")


def test_two_statements_about_one_fact() -> None:
    register = span(parse_date("2023"), parse_date("2025.12"))
    contract = span(parse_date("2023.5.1"), parse_date("2025"))
    both = intersect(register, contract)
    assert both is not None
    assert dates(both) == ("2023-05-01", "2023-05-01", "2025-12-02", "2026-01-01")
    assert intersect(register, span(parse_date("2024.5"))) is None
    assert overlaps(register, span(parse_date("2025.12.31")))
    assert not overlaps(register, span(parse_date("2026.1.1")))


@pytest.mark.parametrize(
    ("s", "zh", "en"),
    [
        (term_span(parse_term("2023.5-2025.12")), "2023年5月至2025年12月", "2023-05 to 2025-12"),
        (span(None, parse_date("2025")), "不详至2025年", "unknown to 2025"),
        (span(parse_date("2023Q3")), "2023年第三季度至未定", "2023 Q3 to open"),
        (span(None), "不详至未定", "unknown to open"),
        (span(parse_date("2023H2"), lasting=True), "2023年下半年至长期", "2023 H2 to without end"),
        (
            span(None, listed_on=date(2024, 6, 30)),
            "不晚于2024年6月30日至未定（至少到2024年6月30日）",
            "by 2024-06-30 to open (at least 2024-06-30)",
        ),
        (
            span(parse_date("2023.5.1"), possible_only=True),
            "2023年5月1日至未定（可能未开始）",
            "2023-05-01 to open (may not have begun)",
        ),
        (
            term_span(parse_term("2023.5起三年")),
            "2023年5月至2026年4月30日～2026年5月30日之间",
            "2023-05 to between 2026-04-30 and 2026-05-30",
        ),
    ],
)
def test_a_term_as_people_read_it(s: Span, zh: str, en: str) -> None:
    assert (display(s, "zh"), display(s, "en")) == (zh, en)


def test_days_as_people_read_them() -> None:
    assert display_day(date(2023, 5, 1), "zh") == "2023年5月1日"
    assert display_day(date(2023, 5, 1), "en") == "2023-05-01"
    assert [display_day(d, "zh") for d in (UNKNOWN_START, OPEN_END)] == ["不详", "未定"]
    assert [display_day(d, "en") for d in (UNKNOWN_START, OPEN_END)] == ["unknown", "open"]
    assert display_partial(parse_date("2020年5月以后"), "en") == "not before 2020-05-01"
    assert display_partial(PartialDate(UNKNOWN_START, OPEN_END, ""), "zh") == "不详"


def test_a_day_of_a_workbook_or_clock() -> None:
    evening = datetime(2023, 4, 30, 16, 30, tzinfo=UTC)
    assert PartialDate.of(evening).first == date(2023, 5, 1)
    day = PartialDate.of(datetime.fromisoformat("2023-05-01T23:59"))
    assert (day.first, type(day.first), day.text, day.exact) == (
        date(2023, 5, 1),
        date,
        "2023-05-01",
        True,
    )


def test_today_is_the_day_in_shanghai() -> None:
    before = (datetime.now(UTC) + timedelta(hours=8)).date()
    day = today()
    assert before <= day <= (datetime.now(UTC) + timedelta(hours=8)).date()


def test_of_two_parents_one_ends_where_the_other_begins() -> None:
    moved = parse_date("2023.5")
    before, after = exact_span(None, until=moved), exact_span(moved)
    for day in (date(2023, 4, 30), date(2023, 5, 1), date(2023, 5, 31)):
        assert before.certainly(day) != after.certainly(day)
        assert before.certainly(day) == before.possibly(day)
    assert dates(after) == ("2023-05-01", "2023-05-01", "9999-12-31", "9999-12-31")
    with pytest.raises(BadSpan, match=re.escape("no later than it starts")):
        exact_span(moved, until=parse_date("2023"))
