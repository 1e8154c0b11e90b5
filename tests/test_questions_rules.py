"""Rule sets are data: every rule says where it comes from, and an unsure one only advises."""

from __future__ import annotations

import re

import pytest

from graph.schema import CODE_LISTS
from graph.store import Store
from queries.asking import ask
from queries.catalogue import find
from queries.rules import rule_set

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", ["committees", "organisations", "grids"])
def test_a_rule_names_its_words_its_source_and_how_sure_it_is(name: str) -> None:
    for rule in rule_set(name):
        assert HAN.search(rule["says"])
        assert not HAN.search(rule["says_en"])
        assert rule["source"]
        assert rule.get("least", 0) <= rule.get("most", 0)
        # Only what a public text of the party states is a hard rule; excerpts advise.
        assert isinstance(rule["sure"], bool)
        assert rule["url"] or rule["sure"]


def test_rules_speak_of_kinds_that_exist() -> None:
    kinds = CODE_LISTS["committee_kind"].values()
    hosts = CODE_LISTS["branch_kind"].values()
    for rule in rule_set("committees"):
        assert set(rule["kinds"]) <= kinds
        assert rule["host"] in hosts | {""}
    assert {rule["kind"] for rule in rule_set("organisations")} <= hosts


def test_the_five_heads_are_those_of_the_article() -> None:
    assert CODE_LISTS["seat"].flagged("five") == (
        "网格长", "路长", "派出所所长或片警", "司法所所长或工作人员", "市场监管所所长或工作人员",
    )  # fmt: skip
    statement = find("grid-findings").statement
    assert all(f"'{seat}'" in statement for seat in CODE_LISTS["seat"].flagged("five"))


def test_a_finding_names_rule_source_what_is_missing_and_what_would_satisfy(
    city: Store,
) -> None:
    rows = ask(city, "committee-findings", {"area": "呼和浩特市"}, as_of="2024-12-31").records()
    assert rows
    for row in rows:
        assert row["rule"] in row["source"] or row["source"].endswith("）")
        assert row["finding"]
        assert row["would_satisfy"]
    sure = {rule["name"] for rule in rule_set("committees") if rule["sure"]}
    assert {row["rule"] for row in rows if row["weight"] == "应当"} <= sure
    # The rule of another place is not applied here.
    assert "委员总数" not in {row["rule"] for row in rows}


def test_what_would_satisfy_an_even_number_is_one_more_or_less(city: Store) -> None:
    area, day = {"area": "呼和浩特市"}, "2024-12-31"
    seats = ask(city, "committee-seats", area, as_of=day).records()
    even = {row["committee_id"] for row in seats if not row["odd"]}
    found = ask(city, "committee-findings", area, as_of=day).records()
    assert {row["committee_id"] for row in found if row["rule"] == "奇数"} == even
