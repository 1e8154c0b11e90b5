"""Names that nobody knows: what may be meant is proposed with its reason, and never taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import RefusedInput
from graph.ledger import Node
from loaders.candidates import MOST, candidates, distance, sound
from loaders.places import Places

NAMES = ("锦绣社区居委会", "中环路社区居委会", "迎新路街道", "第一小学", "第一小学党支部",
         "呼和浩特市统计局", "审计局", "人民医院", "张家口路社区")  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant", "reason"),
    [
        ("锦绣街道", "锦绣社区居委会", "词尾不同"),
        ("迎心路街道", "迎新路街道", "同音"),
        ("人敏医院", "人民医院", "同音"),
        ("中专路社区居委会", "中环路社区居委会", "差 1 个字"),
        ("区区审计局", "审计局", "简称或全称"),
        ("统计局", "呼和浩特市统计局", "简称或全称"),
        ("第一小学校", "第一小学", "差 1 个字"),
    ],
)
def test_a_misspelt_name_gets_a_candidate_with_a_reason(said: str, meant: str, reason: str) -> None:
    found = {c.name: c.reason.zh for c in candidates(said, NAMES)}
    assert found.get(meant) == reason


def test_nothing_alike_gets_no_candidate() -> None:
    assert candidates("火星殖民地", NAMES) == []
    assert candidates("第一小学", ["第一小学"]) == []  # it is that name


def test_there_are_few_candidates_the_likeliest_first() -> None:
    found = candidates(
        "第一小学", [f"第{c}小学" for c in "二三四五六七"] + ["第乙小学", "弟一小学"]
    )
    assert len(found) == MOST
    assert found[0].name in {"弟一小学", "第乙小学"}


def test_what_sounds_alike_sounds_the_same() -> None:
    assert sound("迎新路") == sound("迎心路")
    assert sound("迎新路") != sound("应县路")


@given(st.text("甲乙丙丁", max_size=7), st.text("甲乙丙丁", max_size=7))
def test_a_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    exact = distance(one, other, 20)
    assert exact == distance(other, one, 20)
    assert (exact == 0) == (one == other)
    assert abs(len(one) - len(other)) <= exact <= max(len(one), len(other))
    assert (distance(one, other, 2) > 2) == (exact > 2)


def test_an_unknown_reference_is_refused_with_candidates() -> None:
    places = Places()
    for number, name in enumerate(NAMES):
        places.add_body(Node("Unit", f"u{number}", name, f"U{number}"), f"U{number}")
    with pytest.raises(RefusedInput) as error:
        places.body("人敏医院")
    assert error.value.todo is not None
    assert "人民医院（同音）" in error.value.todo.zh
    assert "the same sound" in error.value.todo.en
