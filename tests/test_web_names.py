"""The page of names: what people decided, what may be one, and the commands for both."""

from __future__ import annotations

from html import escape
from pathlib import Path

from api.app import create_app
from graph.store import Store
from loaders.load import load
from loaders.names.decisions import SAME, UNSURE, decide, decisions, undo
from loaders.places import Places
from tests.loader_support import given
from tests.test_loader_load import AREAS
from tests.web_support import serve

BODIES = (
    "编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期,报告日期",
    "O1,第一小学,单位,学校,150102007003,,,,2021",
    "O2,=第一小学,单位,学校,150102007003,,,,2021",
    "O3,人民医院,单位,医院,150102007003,,,,2021",
)


def test_the_page_shows_what_was_decided_by_whom_and_how_to_take_it_back(
    store: Store, tmp_path: Path
) -> None:
    with serve(create_app(store=store)) as web:
        blank = web.get("/names?lang=zh")
        assert blank.status_code == 200
        assert "还没有人判定过名称" in blank.text
    load(store, [given(tmp_path, "areas", *AREAS), given(tmp_path, "organisations", *BODIES)],
         who="测试")  # fmt: skip
    places = Places.of(store)
    school, clinic = (places.area_or_body(number) for number in ("O1", "O3"))
    decide(store, SAME, school, who="甲", name="一小<b>", because="牌子")
    decide(store, UNSURE, clinic, who="乙", name="医院", area=places.area("150102007"))
    keys = {d.name: d.key for d in decisions(store)}
    with serve(create_app(store=store)) as web:
        page = web.get("/names?lang=zh").text
        assert "一小&lt;b&gt;" in page
        assert "<b>" not in page.partition('id="decided"')[2]
        assert all(f"gongjian names undo {key}" in page for key in keys.values())
        assert page.index("医院") < page.index("一小")  # what is open comes first
        assert page.count("待定") == 1
        assert "写一个区域" in page
        told = web.get("/api/v1/names").json()
        assert [(d["name"], d["who"], d["verdict"], d["open"]) for d in told["decided"]] == [
            ("医院", "乙", "存疑", True), ("一小<b>", "甲", "同一", False),
        ]  # fmt: skip
        assert told["alike"] is None
        shown = {f for d in told["decided"] for f, v in d.items() if str(escape(str(v))) in page}
        assert shown >= set(told["decided"][0]) - {"open"}
        english = web.get("/names?lang=en").text
        assert "Decisions that stand" in english
    undo(store, keys["医院"], who="乙")
    with serve(create_app(store=store)) as web:
        assert [d["name"] for d in web.get("/api/v1/names").json()["decided"]] == ["一小<b>"]


def test_the_page_proposes_what_may_be_one_in_an_area(store: Store, tmp_path: Path) -> None:
    bodies = (*BODIES[:2], BODIES[3], "O4,人氏医院,单位,医院,150102007003,,,,2021")
    load(store, [given(tmp_path, "areas", *AREAS), given(tmp_path, "organisations", *bodies)],
         who="测试")  # fmt: skip
    with serve(create_app(store=store)) as web:
        ((pair),) = web.get("/api/v1/names?within=迎新路街道").json()["alike"]
        assert {pair["one"], pair["other"]} == {"人民医院", "人氏医院"}
        page = web.get("/names?within=all&lang=zh").text
        assert pair["decide"] in page
        assert "差一个字" in page
        wrong = web.get("/names?within=没有&lang=zh")
        assert wrong.status_code == 422
        assert "没有这个区域" in wrong.text
        assert "现行的判定" in wrong.text
