"""The 179 mechanisms of the articles: each is asked for, on both engines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from graph.store import Store
from tools import mechanisms
from tools.mechanisms import FIGURE, INITIATIVE, INSTANCE, OUTSIDE, RETURNED, RULE, read

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "mechanisms.md"


def test_all_are_accounted_for_once() -> None:
    found = read()
    assert [m.number for m in found] == list(range(1, 180))
    assert {m.standing for m in found} == {INSTANCE, FIGURE, RULE, INITIATIVE, OUTSIDE}
    counts = Counter(m.standing for m in found)
    assert sum(counts[standing] for standing in RETURNED) >= 120
    assert counts[INSTANCE] >= 90  # a node and an edge of the right kind, no number, no rule text
    for m in found:
        assert (m.standing == OUTSIDE) == (not m.question)
        assert m.note or m.standing != OUTSIDE
        assert re.fullmatch(r"A[0-4]", m.article)


def test_each_instance_is_returned_with_its_edges_and_its_article(demo: Store) -> None:
    lost, unsourced = [], []
    for m in read():
        if m.standing == OUTSIDE:
            continue
        rows = mechanisms.returned(demo, m)
        if not rows:
            lost.append(m.number)
            continue
        if m.standing in (INSTANCE, INITIATIVE, FIGURE) and "sources" in rows[0]:
            edges, citations = mechanisms.held(demo, rows)
            if not edges or not any("¶" in citation for citation in citations):
                unsourced.append(m.number)
        if m.standing == FIGURE:
            assert any(row["reported"] is not None or row["figure_id"] for row in rows)
    assert lost == []
    assert unsourced == []


def test_an_instance_is_more_than_an_initiative_a_figure_or_a_rule(demo: Store) -> None:
    kinds = {}
    for m in read():
        if m.standing == INITIATIVE:
            (first, *_) = mechanisms.returned(demo, m)
            assert first["sort"] == "Initiative", m.number
        if m.standing == INSTANCE:
            kinds[m.number] = m.question
    asked = Counter(kinds.values())
    assert not {"reported-and-counted", "rules-in-place"} & set(asked)
    assert len(asked) >= 15


def test_what_stands_for_several_says_how_many(demo: Store) -> None:
    rows = demo.query(
        "MATCH (n)-[s:STATE]->(n) WHERE s.several IS NOT NULL RETURN n.name, s.several"
    ).rows
    several = dict(rows)
    assert several["红蜂驿站（回民区）"] == 31
    assert several["暖心服务小分队"] == 2282
    assert len(several) >= 15


@pytest.mark.parametrize("name", ["works.csv", "ties.csv", "organisations.csv", "committees.csv"])
def test_no_sentence_and_no_person_stands_in_the_registers(name: str) -> None:
    with (ROOT / "examples" / "hohhot" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["文章"] in ("", "A0", "A1", "A2", "A3", "A4"), row
            assert row["段落"].isdigit(), row
            for value in row.values():
                assert not value.endswith("。"), row
                assert len(value) < 60, row


def test_the_page_is_current(demo: Store) -> None:
    assert PAGE.read_text(encoding="utf-8") == mechanisms.page(demo), "python tools/docs.py"
