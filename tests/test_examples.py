"""The example registers are whole: every pointer resolves, nothing is lost or invented."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
HOHHOT = EXAMPLES / "hohhot"
FACTS, FIGURES = 289, 201
DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CODE = re.compile(r"\d{4}(\d{2}(\d{3}(\d{3})?)?)?")
# 社区居委会, 居委会, 社区 … are the same place; only one ending is taken off
SUFFIX = re.compile(r"(社区)?(居委会|居民委员会|村委会|村民委员会)$|社区$")
Row = dict[str, str]

AREA_HEAD = ("区划代码", "名称", "名称用法", "类别", "上级", "起始日期", "截止日期")
SHARED = {
    "city.csv": AREA_HEAD,
    "areas.csv": AREA_HEAD,
    "organisations.csv": (
        "编号", "名称", "名称用法", "大类", "类别", "所在地区", "所属", "上级党组织", "成立日期",
        "所数",
    ),
    "committees.csv": ("编号", "名称", "名称用法", "类别", "服务地区", "上级", "成立日期", "所数"),
    "members.csv": ("委员会", "成员", "起始日期", "截止日期"),
    "posts.csv": ("编号", "名称", "所在组织", "性质", "依据"),
    "appointments.csv": (
        "本职组织", "本职职务", "兼任组织", "兼任职务", "方式", "依据", "起始日期", "截止日期",
    ),
    "agreements.csv": (
        "协议编号", "协议名称", "形式", "甲方", "乙方", "丙方", "丁方", "共建地区",
        "签订日期", "有效期起", "有效期止",
    ),
    "coverage.csv": (
        "党组织", "覆盖对象", "覆盖方式", "单独或联合", "把握", "起始日期", "截止日期",
    ),
    "works.csv": (
        "编号", "名称", "大类", "类别", "所在地区", "主体", "参加", "组成于", "清单", "所数",
        "人数", "起始日期", "截止日期",
    ),
    "ties.csv": ("主体", "关系", "对象地区", "人数", "红色物业", "起始日期", "截止日期"),
}  # fmt: skip
EVIDENCE = ("报告日期", "文章", "段落", "事实", "备注")
OTHERS = {
    "divisions_2021.csv": ("code", "name", "parent"),
    "articles.csv": ("编号", "题名", "媒体", "发布日期", "数据截至", "备注"),
    "figures.csv": (
        "图号", "地点", "指标", "数值", "数值文本", "单位", "限定", "截至", "口径备注",
        "文章", "段落", "事实", "备注",
    ),
    "left_out.csv": ("种类", "序号", "关系或指标", "文章", "段落", "原因", "备注"),
}  # fmt: skip
HEADS = {name: head + EVIDENCE for name, head in SHARED.items()} | OTHERS
CODES = {
    ("areas.csv", "类别"): "市 区县 街道 镇 乡 功能区 社区 村 网格 微网格 小区 商圈 园区 市场"
    " 街巷 楼宇",
    ("city.csv", "类别"): "市",
    ("areas.csv", "名称用法"): "正式 简称",
    ("organisations.csv", "名称用法"): "正式 简称",
    ("committees.csv", "名称用法"): "正式 简称",
    ("organisations.csv", "大类"): "单位 企业 党组织",
    ("committees.csv", "类别"): "大工委 大党委 联席会 联盟 联合党组织 协调委员会 领导小组",
    ("posts.csv", "性质"): "专职 兼职 未载明",
    ("appointments.csv", "方式"): "一肩挑 两委交叉 派驻 网格 小区 四方 兼职委员 双向进入 挂职 聘任"
    " 未载明",
    ("agreements.csv", "形式"): "书面协议 共建关系",
    ("coverage.csv", "覆盖方式"): "组织 工作",
    ("coverage.csv", "单独或联合"): "单独 联合 未载明",
    ("coverage.csv", "把握"): "确定 可能",
    ("figures.csv", "限定"): "= < >= <= 约 余 近 超 多 左右",
    ("left_out.csv", "种类"): "事实 数字",
    ("left_out.csv", "原因"): "person outside-model rule-not-instance aggregate duplicate"
    " out-of-scope",
}
KINDS = {
    "单位": "机关 事业单位 学校 医院 部队 公安 社会组织 居委会 业委会 物业 其他 未载明",
    "企业": "国企 非公企业 未载明",
    "党组织": "党工委 党委 总支 支部 联合党支部 功能型 行业党委 党小组 临时 党组",
}


def rows(name: str) -> list[Row]:
    with (HOHHOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def areas() -> list[Row]:
    return rows("city.csv") + rows("areas.csv")


def numbers(cell: str) -> set[int]:
    return {int(part) for part in cell.split(";") if part}


def ids(name: str) -> set[str]:
    return {row["编号"] for row in rows(name)}


def area_tree() -> tuple[set[str], set[str]]:
    """All codes, and all paths of names that the two area registers make."""
    listed = [(r["code"], r["name"], r["parent"]) for r in rows("divisions_2021.csv")]
    told = [(r["区划代码"], r["名称"], r["上级"]) for r in areas()]
    codes = {code for code, _, _ in listed + told if code}
    paths: dict[str, set[str]] = {code: set() for code in codes}
    found: set[str] = set()
    grew = True
    while grew:
        before = len(found)
        for code, name, parent in told + listed:
            above = paths.get(parent, {parent} if parent in found else set())
            full = {f"{path}/{name}" for path in above} if parent else {name}
            found |= full
            if code:
                paths[code] |= full
        grew = len(found) > before
    return codes, found


def articled() -> list[tuple[str, Row]]:
    """Every row of every register that points into an article."""
    return [
        (name, row)
        for name in HEADS
        if name not in ("divisions_2021.csv", "articles.csv")
        for row in rows(name)
    ]


@pytest.mark.parametrize("name", HEADS)
def test_headings_are_as_documented_and_rows_are_full(name: str) -> None:
    with (HOHHOT / name).open(encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file)
    assert tuple(head) == HEADS[name]
    assert {len(row) for row in body} == {len(head)}
    assert not [row for row in body if any(cell != cell.strip() for cell in row)]
    assert len({tuple(row) for row in body}) == len(body)


@pytest.mark.parametrize(("name", "column"), CODES)
def test_coded_cells_hold_known_codes(name: str, column: str) -> None:
    known = {*CODES[name, column].split(), ""}
    assert {row[column] for row in rows(name)} <= known


def test_kinds_of_organisations_fit_their_class() -> None:
    for row in rows("organisations.csv"):
        assert row["类别"] in KINDS[row["大类"]].split(), row


def test_manifest_lists_every_file_once_and_what_is_referred_to_first() -> None:
    manifest = tomllib.loads((HOHHOT / "manifest.toml").read_text(encoding="utf-8"))
    files = [entry["path"] for entry in manifest["file"]]
    assert sorted(files) == sorted(HEADS) == sorted(p.name for p in HOHHOT.glob("*.csv"))
    assert [entry["register"] for entry in manifest["file"]] == [
        "articles", "areas", "areas-2021", "areas", "organisations", "committees", "members",
        "posts", "appointments", "agreements", "coverage", "works", "ties", "figures", "left-out",
    ]  # fmt: skip
    assert manifest["synthetic"] is False


def test_every_fact_is_accounted_for() -> None:
    loaded = {n for _, row in articled() for n in numbers(row.get("事实", ""))}
    left = {int(r["序号"]) for r in rows("left_out.csv") if r["种类"] == "事实"}
    assert loaded | left == set(range(1, FACTS + 1))
    # the README states these three numbers
    assert (len(loaded - left), len(loaded & left), len(left - loaded)) == (183, 11, 95)


def test_every_figure_is_loaded_or_left_out() -> None:
    loaded = [int(row["图号"].removeprefix("F")) for row in rows("figures.csv")]
    left = [int(r["序号"]) for r in rows("left_out.csv") if r["种类"] == "数字"]
    assert sorted(loaded + left) == list(range(1, FIGURES + 1))


def test_nothing_is_left_out_twice() -> None:
    left = Counter((row["种类"], row["序号"]) for row in rows("left_out.csv"))
    assert set(left.values()) == {1}


def test_readme_counts_are_those_of_the_files() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\w+\.csv) \|.*\| ([\d,]+) \|$", readme, flags=re.MULTILINE)
    stated = {name: int(count.replace(",", "")) for name, count in table}
    assert stated == {name: len(rows(name)) for name in HEADS}
    loaded = {n for _, row in articled() for n in numbers(row.get("事实", ""))}
    counts: dict[str, list[int]] = {}
    for row in rows("left_out.csv"):
        partly = row["种类"] == "事实" and int(row["序号"]) in loaded
        column = 2 if row["种类"] == "数字" else int(partly)
        counts.setdefault(row["原因"], [0, 0, 0])[column] += 1
    reasons = re.findall(
        r"^\| ([a-z-]+) .*\| (\d+) \| (\d+) \| (\d+) \|$", readme, flags=re.MULTILINE
    )
    assert {name: [int(n) for n in three] for name, *three in reasons} == counts


def test_every_pointer_names_an_article_and_a_paragraph() -> None:
    articles = ids("articles.csv")
    with (EXAMPLES / "mechanisms.csv").open(encoding="utf-8", newline="") as file:
        told = {(row["文章"], row["段落"]) for row in csv.DictReader(file)}
    for name, row in articled():
        if row["文章"]:
            assert row["文章"] in articles, (name, row)
            assert re.fullmatch(r"[1-9]\d*", row["段落"]), (name, row)
            # A row stems from one of the facts, or from a mechanism of mechanisms.csv.
            stems = row.get("事实") or (row["文章"], row["段落"]) in told
            assert stems if "报告日期" in row else True, (name, row)
        else:
            assert name in ("city.csv", "areas.csv"), (
                name,
                row,
            )  # taken from the division list, so said
            assert row["段落"] == row["事实"] == "", row
            assert "2021年" in row["备注"], row


def test_dates_are_year_month_or_day() -> None:
    for name in HEADS:
        for row in rows(name):
            for column in row.keys() & {
                "起始日期", "截止日期", "报告日期", "成立日期", "签订日期", "有效期起",
                "有效期止", "截至", "发布日期", "数据截至",
            }:  # fmt: skip
                assert not row[column] or DATE.fullmatch(row[column]), (name, row)
            assert row.get("报告日期", "2021"), (name, row)


def test_areas_hang_together() -> None:
    codes, paths = area_tree()
    for row in areas():
        assert not row["区划代码"] or CODE.fullmatch(row["区划代码"]), row
        assert row["上级"] in codes | paths or (row["类别"] == "市" and not row["上级"]), row
    for row in rows("divisions_2021.csv"):
        assert row["parent"] in codes, row


def test_references_resolve() -> None:
    codes, paths = area_tree()
    places = codes | paths
    organisations, committees = ids("organisations.csv"), ids("committees.csv")
    bodies = organisations | committees
    parties = {r["编号"] for r in rows("organisations.csv") if r["大类"] == "党组织"}
    allowed = {
        "organisations.csv": {"所在地区": places, "所属": organisations, "上级党组织": parties},
        "committees.csv": {"服务地区": places, "上级": bodies},
        "members.csv": {"委员会": committees, "成员": organisations},
        "posts.csv": {"所在组织": bodies},
        "appointments.csv": {"本职组织": organisations, "兼任组织": bodies},
        "agreements.csv": {"共建地区": places}
        | dict.fromkeys(("甲方", "乙方", "丙方", "丁方"), organisations),
        "coverage.csv": {"党组织": parties, "覆盖对象": places | organisations},
        "works.csv": {"所在地区": places, "组成于": ids("works.csv")},
        "ties.csv": {"主体": bodies, "对象地区": places},
        "figures.csv": {"地点": places | bodies},
    }
    for row in rows("works.csv"):
        assert {*filter(None, [*row["主体"].split("、"), *row["参加"].split("、")])} <= bodies, row
    for name, columns in allowed.items():
        for row in rows(name):
            for column, targets in columns.items():
                assert row[column] in targets | {""}, (name, column, row)
    assert all(row["甲方"] and (row["乙方"] or row["共建地区"]) for row in rows("agreements.csv"))
    assert all(row["地点"] for row in rows("figures.csv"))


def test_figures_are_numbers_or_say_why_not() -> None:
    for row in rows("figures.csv"):
        assert row["数值文本"], row
        if row["数值"]:
            assert re.fullmatch(r"\d+(\.\d+)?", row["数值"]), row
    words = {row["图号"] for row in rows("figures.csv") if not row["数值"]}
    assert words == {"F006", "F008", "F009", "F013", "F069", "F076", "F133", "F162", "F201"}


def test_completion_rate_of_huimin_is_kept_with_its_parts() -> None:
    figures = {row["图号"]: row for row in rows("figures.csv")}
    items, done, rate = (float(figures[f"F0{n}"]["数值"]) for n in (50, 51, 52))
    assert (items, done, rate) == (415, 400, 96.4)
    assert round(100 * done / items, 1) == rate


def test_division_list_is_that_of_2021() -> None:
    divisions = rows("divisions_2021.csv")
    assert len(divisions) == 1440
    assert len({row["code"] for row in divisions}) == 1440
    streets = Counter(
        row["code"][:6] for row in divisions if len(row["code"]) == 9 and int(row["code"][6:]) < 100
    )
    assert streets == {"150102": 8, "150103": 7, "150104": 8, "150105": 8}


def test_names_of_communities_repeat() -> None:
    communities = [r for r in rows("divisions_2021.csv") if len(r["code"]) == 12]
    full = Counter(row["name"] for row in communities)
    short = Counter(SUFFIX.sub("", row["name"]) for row in communities)
    assert sum(n > 1 for n in full.values()) == 42
    assert sum(n > 1 for n in short.values()) == 77
    brocade = [row["code"][:6] for row in communities if SUFFIX.sub("", row["name"]) == "锦绣"]
    assert sorted(brocade) == ["150102", "150105"]


def test_three_branches_possibly_cover_five_grids() -> None:
    grids = "呼和浩特市/赛罕区/人民路街道/兴康社区/"
    pairs = [
        (row["党组织"], row["覆盖对象"])
        for row in rows("coverage.csv")
        if row["覆盖对象"].startswith(grids) and row["把握"] == "可能"
    ]
    assert len(set(pairs)) == len(pairs) == 15
    assert [len(set(side)) for side in zip(*pairs, strict=True)] == [3, 5]


def test_sources_that_differ_are_both_kept() -> None:
    kinds = {
        (row["编号"], row["类别"])
        for row in rows("organisations.csv")
        if row["名称"].startswith(("三顺店社区", "河西社区"))
    }
    assert sorted(kind for _, kind in kinds) == ["党委", "总支", "支部", "支部"]
    assert len({number for number, _ in kinds}) == 2
    named = {r["名称"] for r in rows("areas.csv") if r["区划代码"] == "150105006"}
    assert named == {"昭乌达路街道", "昭乌达南路街道"}


def test_four_parties_of_one_housing_estate_build_together() -> None:
    (estate,) = {r["编号"] for r in rows("committees.csv") if r["类别"] == "联合党组织"}
    members = {row["成员"] for row in rows("members.csv") if row["委员会"] == estate}
    (agreement,) = [row for row in rows("agreements.csv") if row["丁方"]]
    assert {agreement[side] for side in ("甲方", "乙方", "丙方", "丁方")} == members
