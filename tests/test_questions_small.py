"""Questions on a few rows of one's own: what only a small register shows, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.store import Store
from loaders.load import Input, load, register
from queries.asking import ask
from tests.test_bad_input import GROUND

COMMITTEES = (
    "编号,名称,类别,服务地区,上级,成立日期,报告日期\n"
    "K1,迎新路街道大工委,大工委,150102007,,2020,2024-01-10\n"
)
FIGURES = (
    "图号,地点,指标,数值,数值文本,单位,限定,截至\n"
    "F1,150102,街道“大工委”,1,1,个,=,2024-06-30\n"
    "F2,150102,社区网格,3,3,个,=,2024-06-30\n"
)
ACTIVITIES = (
    "日期,召集单位,会议或活动名称,活动类别,所属社区,参加单位,议定事项\n"
    "2024-05-01,第一中学,开放日,活动,,人民医院,\n"
    "2024-05-02,第一中学,走访,活动,150102007,,\n"
)


def given(
    store: Store, folder: Path, texts: Mapping[str, str], *, made_up: tuple[str, ...] = ()
) -> None:
    inputs = []
    for name, text in {**GROUND, **texts}.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        inputs.append(Input(path, register(name), synthetic=name in made_up))
    load(store, inputs, who="tests")


def test_generated_rows_never_confirm_a_real_figure(store: Store, tmp_path: Path) -> None:
    texts = {"committees": COMMITTEES, "figures": FIGURES}
    given(store, tmp_path, texts, made_up=("committees",))
    rows = {
        (row["indicator"], row["definition"]): (row["counted"], row["standing"])
        for row in ask(store, "reported-and-counted", {"area": "新城区"}).records()
    }
    assert rows == {
        ("街道“大工委”", "区划清单上的街道、镇、乡"): (1, "清点"),
        ("街道“大工委”", "图中登记的大工委（并非全部）"): (None, "没有真实数据"),
        ("社区网格", "图中登记的网格（并非全部）"): (None, "没有名单"),
    }


def test_real_rows_are_counted_beside_the_figure(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path, {"committees": COMMITTEES, "figures": FIGURES})
    rows = ask(store, "reported-and-counted", {"area": "新城区"}).records()
    (row,) = [row for row in rows if row["definition"] == "图中登记的大工委（并非全部）"]
    assert (row["reported"], row["counted"], row["standing"]) == (1, 1, "图中已登记")


def test_a_meeting_that_names_no_place_is_where_its_holder_is(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path, {"activities": ACTIVITIES})

    def held(area: str) -> set[str]:
        rows = ask(store, "activities", {"area": area, "since": "2024-01-01"}, as_of="2024-06-30")
        return {row["activity"] for row in rows.records()}

    assert held("人民路街道") == {"开放日"}  # where 第一中学 is
    assert held("迎新路街道") == {"走访"}  # its row says where
    assert held("呼和浩特市") == {"开放日", "走访"}


def test_lists_of_a_register_are_found_where_they_were_listed(store: Store, tmp_path: Path) -> None:
    resources = "清单编号,所属社区,单位,资源类别,资源名称\nR1,150102007,第一中学,场地,操场\n"
    projects = (
        "清单编号,所属社区,项目名称,牵头单位,完成时限,完成情况\n"
        "P1,150102007,护学岗,第一中学,2024-03-31,进行中\n"
    )
    given(store, tmp_path, {"resources": resources, "projects": projects})
    day = "2024-06-30"
    offered = ask(store, "resources", {"area": "迎新路街道"}).records()
    assert [(r["resource"], r["offered_by"]) for r in offered] == [("操场", "第一中学")]
    (project,) = ask(store, "projects", {"area": "迎新路街道"}).records()
    assert (project["project"], project["leads"]) == ("护学岗", "第一中学")
    listed = ask(store, "area-lists", {"area": "新城区"}, as_of=day).records()
    assert {(r["list"], r["item"], r["holder"]) for r in listed} <= {
        ("资源清单", "操场", "迎新路街道"), ("项目清单", "护学岗", "迎新路街道")
    }  # fmt: skip
    works = ask(store, "body-works", {"body": "第一中学"}).records()
    assert {(r["relation"], r["part"], r["work"]) for r in works} == {
        ("提供", "", "操场"), ("承担", "牵头", "护学岗")
    }  # fmt: skip
