"""Rule sets are data: every rule says where it comes from, and an unsure one only advises."""

from __future__ import annotations

import csv
import importlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.schema import CODE_LISTS
from graph.store import Store
from loaders.load import Input, load, register
from queries.asking import ask
from queries.catalogue import find
from queries.rules import RULES, rule_set
from tests.test_bad_input import GROUND

ROOT = Path(__file__).parent.parent
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


@contextmanager
def rules(folder: Path, name: str, more: str) -> Iterator[None]:
    """Let the rule sets of another folder stand in, one of them with something more."""
    module = importlib.import_module("queries.rules")
    for path in RULES.glob("*.toml"):
        shutil.copy(path, folder)
    with (folder / f"{name}.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "RULES", folder)
        module.rule_set.cache_clear()
        try:
            yield
        finally:
            module.rule_set.cache_clear()


def test_every_rule_has_source_place_and_confidence() -> None:
    every = rule_set("all")
    assert {rule["set"] for rule in every} == {path.stem for path in RULES.glob("*.toml")}
    assert len({rule["id"] for rule in every}) == len(every)
    for rule in every:
        assert rule["name"], rule
        assert rule["says"], rule
        assert rule["source"], rule
        assert rule["place"] == "" or rule["place"].isdigit(), rule
        assert isinstance(rule["sure"], bool), rule


GRID_RULE = """
[[rule]]
name = "试行：微网格队伍"
place = "150105001"
check = "team"
says = "每个网格有一支志愿队"
says_en = "every grid has a team of volunteers"
remedy = "组建志愿队"
remedy_en = "form a team"
source = "某街道试行办法"
url = "example.org"
dated = "2024"
sure = {sure}
"""


@pytest.mark.parametrize(("sure", "weight"), [("true", "应当"), ("false", "提示")])
def test_a_rule_is_added_without_any_code(
    demo: Store, tmp_path: Path, sure: str, weight: str
) -> None:
    def found(area: str) -> set[tuple[str, str]]:
        rows = ask(demo, "grid-findings", {"area": area}, as_of="2024-06-30").records()
        return {(row["would_satisfy"], row["weight"]) for row in rows if "试行" in row["rule"]}

    assert found("兴康社区") == set()
    with rules(tmp_path, "grids", GRID_RULE.format(sure=sure)):
        assert found("兴康社区") == {("组建志愿队", weight)}
        assert found("回民区") == set()  # it holds for one street only
        listed = ask(demo, "rules-in-place", {"area": "兴康社区", "rule_set": "grids"})
        (row,) = [row for row in listed.records() if "试行" in row["rule"]]
        assert (row["place"], row["weight"]) == ("人民路街道", weight)
        assert (row["source"], row["dated"], row["url"]) == (
            "某街道试行办法",
            "2024",
            "example.org",
        )
    assert found("兴康社区") == set()


def test_a_rule_of_another_place_does_not_hold_here(demo: Store) -> None:
    def places(area: str) -> set[str]:
        return {row["place"] for row in ask(demo, "rules-in-place", {"area": area}).records()}

    assert places("回民区") == {"处处"}
    assert places("赛罕区") == {"处处", "赛罕区", "昭乌达南路街道", "敕勒川路街道"}
    assert places("兴康社区") == {"处处", "赛罕区"}


FIGURE_RULE = """
[[rule]]
indicator = "社区工作者培训"
what = "works"
label = "Team"
kinds = []
under = []
named = "网格员"
complete = false
says = "图中登记的网格员队伍"
says_en = "teams of grid workers on record"
place = ""
source = "试行"
url = ""
dated = ""
sure = false
"""


def test_a_figure_gets_a_definition_without_any_code(demo: Store, tmp_path: Path) -> None:
    def counted() -> list[tuple[int | None, str]]:
        rows = ask(demo, "reported-and-counted", {"area": "小店区"}).records()
        return [(r["counted"], r["standing"]) for r in rows if r["indicator"] == "社区工作者培训"]

    assert counted() == [(None, "模型之外")]
    with rules(tmp_path, "figures", FIGURE_RULE):
        assert counted() == [(0, "图中已登记")]


def test_every_figure_of_the_articles_has_a_definition_or_a_reason() -> None:
    with (ROOT / "examples" / "hohhot" / "figures.csv").open(encoding="utf-8", newline="") as file:
        told = {row["指标"] for row in csv.DictReader(file)}
    of = {rule["indicator"]: rule for rule in rule_set("figures")}
    assert told <= set(of)
    outside = {name for name, rule in of.items() if rule["what"] == "outside"}
    assert outside <= told  # no reason for what nobody reported
    assert all(of[name]["says"] for name in told)


GRADES = "".join(
    f"""
[[rule]]
name = "分色定级"
place = "150102"
says = "{least}至{most}分为{grade}"
says_en = "{least} to {most}"
indicator = "基层党建质量指数"
grade = "{grade}"
least = {least}
most = {most}
source = "某区试行办法"
url = ""
dated = "2024"
sure = false
"""
    for grade, least, most in (("绿", 90, 100), ("黄", 60, 89), ("红", 0, 59))
)
SCORES = (
    "图号,地点,指标,数值,数值文本,单位,限定,截至\n"
    "S1,150102007,基层党建质量指数,93.5,93.5,分,=,2024-06-30\n"
    "S2,150102,基层党建质量指数,61,61,分,=,2024-06-30\n"
    "S3,150105001,基层党建质量指数,95,95,分,=,2024-06-30\n"
)


def test_scores_are_graded_by_the_thresholds_of_their_place(store: Store, tmp_path: Path) -> None:
    inputs = []
    for name, text in {**GROUND, "figures": SCORES}.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        inputs.append(Input(path, register(name)))
    load(store, inputs, who="tests")

    def graded() -> set[tuple[str, float, str, str, str]]:
        rows = ask(store, "index-grades", {"area": "1501"}).records()
        return {
            (r["about"], r["value"], r["grade"], r["missing"], r["weight"]) for r in rows
        }  # fmt: skip

    (tmp_path / "rules").mkdir()
    assert graded() == set()  # no rule of this place
    with rules(tmp_path / "rules", "grading", GRADES):
        assert graded() == {
            ("迎新路街道", 93.5, "绿", "", "提示"), ("新城区", 61.0, "黄", "", "提示"),
        }  # fmt: skip
    silent = GRADES.replace("least = ", "# least = ").replace("most = ", "# most = ")
    (tmp_path / "silent").mkdir()
    with rules(tmp_path / "silent", "grading", silent):
        assert {row[2:4] for row in graded()} == {("", "规则没有写明分数线")}
