"""Works and ties that an article tells of: loaded, and refused with a reason, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.store import Store
from loaders.load import Input, load, register
from loaders.problems import RefusedRegister
from tests.test_bad_input import GROUND

WORKS = "编号,名称,大类,类别,所在地区,主体,参加,组成于,所数,人数,起始日期,截止日期,报告日期\n"
TIES = "主体,关系,对象地区,人数,红色物业,起始日期,截止日期,报告日期\n"


def given(store: Store, folder: Path, **texts: str) -> None:
    inputs = []
    for name, text in {**GROUND, **texts}.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        inputs.append(Input(path, register(name)))
    load(store, inputs, who="tests")


def test_each_class_of_work_becomes_its_node_and_edges(store: Store, tmp_path: Path) -> None:
    rows = (
        "W1,驿站,阵地,驿站,150102007,U1,,,31,,,,2024\n"
        "W2,志愿队,队伍,志愿队,150102007,U1,,,,12,,,2024\n"
        "W3,开放日,活动,活动,150102007,U1,U2,,,,2024-05-01,,2024\n"
        "W4,平台,机制,平台,1501,U1,U2,,,,,,2024\n"
        "W5,子平台,机制,平台,1501,,,W4,,,,,2024\n"
        "W6,操场,资源,场地,150102007,U1,,,,,,,2024\n"
        "W7,护学岗,项目,,150102007,U1,U2,,,,,,2024\n"
    )
    ties = "U1,包联,150102007,,,,,2024\nU2,在职党员报到,150102007,35,,,,2024\n"
    given(store, tmp_path, works=WORKS + rows, ties=TIES + ties)
    edges = store.query(
        "MATCH (a)-[e]->(b) WHERE NOT type(e) IN ['STATE', 'PART_OF', 'LOCATED_IN'] "
        "AND e.key IS NOT NULL RETURN type(e), a.name, b.name, coalesce(e.part, e.kind, '')"
    ).rows
    assert set(edges) == {
        ("BELONGS_TO", "驿站", "第一中学", ""), ("BELONGS_TO", "志愿队", "第一中学", ""),
        ("HELD", "第一中学", "开放日", ""), ("TAKES_PART", "人民医院", "开放日", ""),
        ("RUNS", "第一中学", "平台", ""), ("TAKES_PART", "人民医院", "平台", ""),
        ("BELONGS_TO", "子平台", "平台", ""), ("OFFERS", "第一中学", "操场", ""),
        ("UNDERTAKES", "第一中学", "护学岗", "牵头"), ("UNDERTAKES", "人民医院", "护学岗", "配合"),
        ("PAIRED_WITH", "第一中学", "迎新路街道", "包联"),
        ("CHECKED_IN", "人民医院", "迎新路街道", "在职党员报到"),
    }  # fmt: skip
    facets = store.query(
        "MATCH (n)-[s:STATE]->(n) WHERE n.name IN ['驿站', '志愿队'] "
        "RETURN n.name, s.several, s.staff"
    ).rows
    assert set(facets) == {("驿站", 31, None), ("志愿队", None, 12)}


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("W1,驿站,阵地,驿馆,150102007,,,,,,,,2024", "类别", "one-of"),
        ("W1,志愿队,队伍,志愿队,150102007,,U1,,,,,,2024", "参加", "takes-part"),
        ("W1,驿站,阵地,驿站,150102007,,,W2,,,,,2024", "组成于", "part-of-initiative"),
        ("W1,驿站,阵地,驿站,没有这里,,,,,,,,2024", "所在地区", "known-reference"),
        ("W1,驿站,阵地,驿站,150102007,没有,,,,,,,2024", "主体", "known-reference"),
        ("W1,驿站,地方,驿站,150102007,,,,,,,,2024", "大类", "one-of"),
    ],
)
def test_a_work_that_breaks_a_rule_is_refused(
    store: Store, tmp_path: Path, row: str, column: str, rule: str
) -> None:
    with pytest.raises(RefusedRegister) as error:
        given(store, tmp_path, works=WORKS + row + "\n")
    assert [(p.row, p.column) for p in error.value.problems] == [(2, column)]
    assert error.value.problems[0].rule.startswith(rule)
    assert store.query("MATCH (b:Batch) RETURN count(b)").one() == (0,)


def test_a_place_is_told_in_one_language(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RefusedRegister) as error:
        given(store, tmp_path, works=WORKS + "W1,驿站,阵地,驿馆,150102007,,,,,,,,2024\n")
    assert "第 2 行" in error.value.render("zh")
    assert "row 2" not in error.value.render("zh")
    assert "row 2" in error.value.render("en")
    assert "第" not in error.value.render("en").split("works.csv")[1].split(":")[0]
    assert store.query("MATCH (b:Batch) RETURN count(b)").one() == (0,)
