"""Personal data: recognised under any heading, read into nothing, and the report says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.dump import dump
from graph.holder import MASK
from graph.store import Store
from loaders.load import load
from loaders.personal import LEFT_OUT, without
from tests.loader_support import given
from tests.test_loader_load import AREAS

IDENTITY = "150102199001011230"  # made up; its check sign fits
PLANTED = (
    "13912345678", "139 1234 5678", "138****1234", IDENTITY, "150102900101123", "1990年1月1日",
    "幸福里3号楼2单元501室", "欧阳明月", "司徒清风",
)  # fmt: skip
UNITS = (
    "所属社区,单位名称,单位性质,在职人数,党员数,地址,办公电话,备注,备用一,备用二,主要负责人,出生年月",
    "150102007003,第一小学,学校,86,23,迎新路1号,0471-6543210,"
    "联系13912345678，生于1990年1月1日,139 1234 5678,幸福里3号楼2单元501室,欧阳明月,1990.1",
    f"150102007003,人民医院,医院,400,60,家住幸福里3号楼2单元501室,138****1234,{IDENTITY},"
    "150102900101123,司徒清风,欧阳明月,1990.2",
    "150102007003,统计局,机关,90,40,同上,,,,,,",
)
ROSTER = (
    "大工委/大党委,姓名,工作单位,大工委/大党委职务,任职时间,分工",
    "C1,欧阳明月,第一小学,兼职委员,2023.5,欧阳明月分管（13912345678）",
)
HOLDINGS = (
    "持股方,被持股企业,持股比例,持股方代码,持股方类型",
    f"司徒清风,红星公司,60%,{IDENTITY},自然人",
)


def everything(store: Store) -> Iterator[str]:
    for pattern in ("(n)", "()-[n]->()"):
        for (values,) in store.query(f"MATCH {pattern} RETURN properties(n)"):
            yield json.dumps(values, ensure_ascii=False, default=str)


def plain(folder: Path) -> Iterator[str]:
    """Yield the texts of a dump: Parquet read back, the rest as it lies."""
    import pyarrow.parquet as pq

    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            yield from map(str, pq.read_table(path).to_pylist())
        else:
            yield path.read_text("utf-8", errors="replace")


def test_planted_values_are_in_neither_database_nor_dump(store: Store, tmp_path: Path) -> None:
    load(store, [given(tmp_path, "areas", *AREAS),
                 given(tmp_path, "committees", "编号,名称,类别,服务地区,成立日期,报告日期",
                       "C1,锦绣大党委,大党委,150102007003,,2021")], who="测试")  # fmt: skip
    items = [
        given(tmp_path, "units", *UNITS), given(tmp_path, "rosters", *ROSTER),
        given(tmp_path, "holdings", *HOLDINGS),
    ]  # fmt: skip
    done = load(store, items, who="测试")
    found = "\n".join(everything(store))
    dump(store, tmp_path / "转储", holder_key=b"k" * 32)
    carried = "\n".join(plain(tmp_path / "转储"))
    for planted in PLANTED:
        assert planted not in found, planted
        assert planted not in carried, planted
    assert "0471-6543210" in found  # the telephone of an office may be kept
    assert LEFT_OUT in found
    assert set(done.personal["units.csv"]) == {"备用一", "备用二", "主要负责人", "出生年月"}
    assert {c.rule for c in done.changes if c.column in ("备注", "地址", "分工")} >= {"personal"}
    assert all(planted not in c.original + c.cleaned for planted in PLANTED for c in done.changes)
    (holders,) = store.query(
        "MATCH (h:Unit)-[e:JOINTLY_APPOINTED]->() RETURN collect(e.holder)"
    ).rows[0]
    assert [bool(re.fullmatch("[0-9a-f]{24}", h)) for h in holders] == [True]


def test_the_first_character_of_a_name_stays_only_where_it_is_switched_on(
    store: Store, tmp_path: Path
) -> None:
    def shown(*, masked: bool) -> set[str]:
        item = replace(given(tmp_path, "holdings", *HOLDINGS, *([""] * masked)), masked=masked)
        load(store, [item], who="测试")
        return {name for (name,) in store.query("MATCH (h:Holder) RETURN h.name")}

    (name,) = shown(masked=False)
    assert name.startswith("自然人 ")
    assert f"司{MASK}" in shown(masked=True) | set(everything(store))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("周末，13912345678", f"周末，{LEFT_OUT}"),
        (IDENTITY, LEFT_OUT),
        ("150102********1230", LEFT_OUT),
        ("1990年1月生", LEFT_OUT),
        ("家住迎新路小区", LEFT_OUT),
        ("幸福里3号楼2单元501室", LEFT_OUT),
        ("3栋501室", LEFT_OUT),
        # None of these belongs to a person.
        ("911501057013012345", "911501057013012345"),
        ("2023年5月生效", "2023年5月生效"),
        ("新华大街3号楼", "新华大街3号楼"),
        ("0471-6543210", "0471-6543210"),
        ("150102007003001", "150102007003001"),
        ("共8栋24单元", "共8栋24单元"),
    ],
)  # fmt: skip
def test_what_belongs_to_a_person_is_told_from_what_does_not(text: str, left: str) -> None:
    assert without(text) == left


def test_a_mobile_number_is_never_the_code_of_an_enterprise(store: Store, tmp_path: Path) -> None:
    from loaders.problems import RefusedRegister

    item = given(tmp_path, "holdings", HOLDINGS[0], f"某人,红星公司,60%,{IDENTITY},企业")
    with pytest.raises(RefusedRegister) as error:
        load(store, [item], who="测试")
    assert [p.rule for p in error.value.problems] == ["code-of-a-person"]
