"""The 40 contradictions of the articles: both sides stand in an answer, on both engines."""

from __future__ import annotations

import re
from pathlib import Path

from graph.store import Store
from tools import contradictions
from tools.contradictions import DISPUTED, LEFT_OUT, MEANING, read

PAGE = Path(__file__).parent.parent / "docs" / "contradictions.md"


def test_all_are_accounted_for_once() -> None:
    found = read()
    assert [one.number for one in found] == list(range(1, 41))
    for one in found:
        assert one.handling in MEANING, one.number
        assert (one.handling == LEFT_OUT) == (not one.question), one.number
        assert one.note, one.number
        first, second = one.sides
        assert re.fullmatch(r"A[0-4] ¶\d+", first.where), one.number
        assert re.fullmatch(r"A[0-4] ¶\d+|区划清单2021|推断|未收录", second.where), one.number


def test_both_sides_stand_in_an_answer(demo: Store) -> None:
    lost = []
    for one in (c for c in read() if c.question):
        rows = contradictions.answers(demo, one)
        lost += [(one.number, s.value) for s in one.sides if not contradictions.shown(rows, s)]
    assert lost == []


def test_every_row_that_lost_is_one_of_them(demo: Store) -> None:
    stood = {row["fact"] for one in read() if one.handling == DISPUTED
             for row in contradictions.answers(demo, one)}  # fmt: skip
    lost = demo.query("MATCH ()-[d:DISPUTED]->() RETURN d.key, d.fact_type, d.about").rows
    # One more is the name of a post that goes with the kind of its branch.
    assert {key for key, *_ in lost} == stood


def test_the_page_is_current(demo: Store) -> None:
    assert PAGE.read_text(encoding="utf-8") == contradictions.page(demo), "python tools/docs.py"
