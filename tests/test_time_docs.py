"""Every date, picture and answer in docs/time.md is what the code gives, in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from graph.time import BadDate, Span, parse_date, parse_term, term_span, vanished
from graph.time.refusals import RULES

DOC = (Path(__file__).parents[1] / "docs" / "time.md").read_text(encoding="utf-8")
PARTS = dict(zip(("zh", "en"), re.split(r"(?m)^---$", DOC), strict=True))
DAY = r"\d{4}-\d\d-\d\d"
MONTHS = [date(2023 + m // 12, m % 12 + 1, 1) for m in range(3, 38)]

FIRST = term_span(parse_term("2023.5至今"), listed_on=date(2024, 6, 30))
SECOND = term_span(parse_term("2023年5月12日-2025.12"), listed_on=date(2024, 12, 31))
THIRD = vanished(SECOND, last_listed=date(2024, 12, 31), omitted_on=date(2025, 9, 30))
EXAMPLE = [FIRST, SECOND, THIRD]


def state(s: Span, day: date) -> str:
    return "#" if s.certainly(day) else "?" if s.possibly(day) else "."


@pytest.fixture(params=["zh", "en"])
def part(request: pytest.FixtureRequest) -> str:
    return PARTS[request.param]


def test_the_manual_reads_dates_as_the_code_does(part: str) -> None:
    rows = re.findall(rf"(?m)^\| `([^`]+)`[^|]*\| ({DAY}) \| ({DAY}) \|$", part)
    assert len(rows) == 13
    for text, first, last in rows:
        read = parse_date(text)
        assert (text, str(read.first), str(read.last)) == (text, first, last)


def test_the_manual_names_the_rule_that_refuses(part: str) -> None:
    rows = re.findall(r"(?m)^\| `([^`]+)` \| ([a-z-]+) \|$", part)
    assert len(rows) == 10
    for text, rule in rows:
        assert rule in RULES
        with pytest.raises(BadDate) as refused:
            parse_date(text)
        assert (text, refused.value.rule) == (text, rule)


def test_the_worked_example_has_the_four_dates(part: str) -> None:
    found = re.findall(rf"(?m)^\| [123] \|.*\| ({DAY}) \| ({DAY}) \| ({DAY}) \| ({DAY}) \|$", part)
    assert [tuple(map(date.fromisoformat, row)) for row in found] == [
        (s.from_min, s.from_max, s.to_min, s.to_max) for s in EXAMPLE
    ]


def test_the_picture_is_drawn_from_the_example(part: str) -> None:
    drawn = re.findall(r"(?m)^tick [123]   ([#?.]+)$", part)
    assert drawn == ["".join(state(s, day) for day in MONTHS) for s in EXAMPLE]
    scale = re.search(r"(?m)^ {9}(A[.J]+)$", part)
    assert scale is not None
    assert scale[1] == "A" + "".join("J" if d.month == 1 else "." for d in MONTHS[1:])


def test_the_answers_are_those_of_the_example(part: str) -> None:
    words = {"确定": "#", "可能": "?", "不": ".", "certainly": "#", "possibly": "?", "not": "."}
    rows = re.findall(rf"(?m)^\| ({DAY}) \| (\S+) \| (\S+) \| (\S+) \|$", part)
    assert len(rows) == 4
    for day, *answers in rows:
        expected = [state(s, date.fromisoformat(day)) for s in EXAMPLE]
        assert [words[answer] for answer in answers] == expected
