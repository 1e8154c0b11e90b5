"""Cross-checks: what does not add up is told with rule, basis, file and row; nothing is mended."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli.loading import check_rules
from graph.ledger import Source
from graph.ledger.check import check
from graph.store import Store
from graph.time import parse_date
from loaders.checks import CHECKS, Checks, Finding
from loaders.checks.totals import totals
from loaders.context import Row, RowContext
from loaders.form import Cleaned
from loaders.inputs import inputs_of
from loaders.load import PLACING, Input, load
from loaders.registers import REGISTERS
from tests.cli_support import caller, door
from tests.loader_support import Small, given, write
from tests.test_loader_load import AREAS
from tests.workbook_support import Rows, book


class Checked(Small):
    """A load without a database whose rows are checked as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.checks = Checks(check_rules())
        for code, name, kind, parent in (
            ("1501", "呼和浩特市", "市", None), ("150102", "新城区", "区县", "1501"),
            ("150102007", "迎新路街道", "街道", "150102"),
            ("150102007003", "锦绣社区居委会", "社区", "150102007"),
        ):  # fmt: skip
            self.take("areas", code=code, name=name, kind=kind, parent=parent, reported="2021")

    def look(self, name_: str, /, **values: str | None) -> list[str]:
        """Take a row and return the rules that find something in it."""
        before = len(self.checks.found)
        declared = REGISTERS[name_]
        made = self.take(name_, **values)
        for fact in made:
            if fact.type in PLACING:
                self.context.places.put_in(fact.start, fact.end)
        assert self.problems == []
        columns = {column.name: column for column in declared.columns}
        clean = {n: columns[n].clean(v) if columns[n].clean else v for n, v in values.items() if v}  # type: ignore[misc]  # looked at in the condition
        plain = {n: v.value if isinstance(v, Cleaned) else v for n, v in clean.items()}
        cells = {columns[n].headings[0]: v or "" for n, v in values.items()}
        source = Source(f"source-{name_}", f"{name_}.csv", declared.title.zh, name_, "sha")
        ctx = RowContext(self.context, declared, source, Row(self.row, plain, cells))
        self.checks.row(ctx, made)
        return [found.rule for found in self.checks.found[before:]]

    def together(self) -> list[Finding]:
        """Return what the rows come to together."""
        return [f for f in self.checks.end() if f not in self.checks.found]


@pytest.fixture
def checked() -> Checked:
    return Checked()


HERE = {"area": "150102007003", "reported": "2024-09-30"}


@pytest.mark.parametrize(
    ("register", "values", "rules"),
    [
        ("branches", {"kind": "支部", "members": "2"}, ["branch-size"]),
        ("branches", {"kind": "支部", "members": "51"}, ["branch-size"]),
        ("branches", {"kind": "支部", "full": "2", "probation": "3"}, ["branch-size"]),
        ("branches", {"kind": "支部", "members": "20"}, []),
        ("branches", {"kind": "总支", "members": "100"}, ["branch-size"]),
        ("branches", {"kind": "党委", "members": "99"}, ["branch-size"]),
        ("branches", {"kind": "党委", "members": "100"}, []),
        ("branches", {"kind": "支部"}, []),  # unknown is not zero
        ("branches", {"kind": "联合党支部", "joined": "甲、乙、丙、丁、戊、己"}, ["joint-branch"]),
        ("branches", {"kind": "联合党支部", "joined": "甲、乙", "setting": "联合"}, []),
        ("branches", {"kind": "支部", "setting": "联合"}, ["joint-branch"]),
        ("branches", {"kind": "功能型", "full": "3", "probation": "1", "members": "5"},
         ["members-add-up"]),
        ("branches", {"kind": "功能型", "full": "6", "members": "5"}, ["part-over-whole"]),
        ("branches", {"kind": "功能型", "expires": "2024-06", "status": "正常"},
         ["expired-in-order"]),
        ("branches", {"kind": "功能型", "expires": "2024-06", "status": "撤销"}, []),
        ("branches", {"kind": "功能型", "expires": "2024-09", "status": "正常"}, []),
        ("units", {"kind": "学校", "staff": "20", "members": "23"}, ["part-over-whole"]),
        ("new-bodies", {"kind": "非公企业", "established": "否", "coverage": "组织覆盖",
                        "branch": "甲党支部"}, ["organised-or-not"]),
        ("new-bodies", {"kind": "非公企业", "established": "是", "setting": "联合", "members": "3",
                        "branch": "甲党支部"}, ["joint-with-enough"]),
        ("new-bodies", {"kind": "非公企业", "established": "是", "setting": "区域",
                        "above_size": "是", "branch": "甲党支部"}, ["large-alone"]),
        ("new-bodies", {"kind": "非公企业", "established": "是", "setting": "单独", "members": "9",
                        "at_home": "9", "staff": "12", "branch": "甲党支部"}, []),
        ("sites", {"owners": "有", "owners_end": "2023", "seats": "5", "party": "6"},
         ["part-over-whole", "expired-in-order"]),
        ("sites", {"owners": "无", "owners_end": "2023"}, []),
        ("projects", {"due": "2024-12", "done": "2024-05", "outcome": "进行中"}, ["done-or-not"]),
        ("projects", {"due": "2024-12", "start": "2024-06", "done": "2024-05", "outcome": "完成"},
         ["done-or-not"]),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_itself_is_told(
    checked: Checked, register: str, values: dict[str, str], rules: list[str]
) -> None:
    assert checked.look(register, name="某某", **HERE, **values) == rules


def test_agreements_are_dated_and_not_over(checked: Checked) -> None:
    checked.look("organisations", number="O1", name="甲", **{"class": "单位"}, kind="学校",
                 reported="2024")  # fmt: skip
    one = {"name": "共建", "party_a": "O1", **HERE}
    assert checked.look("agreements", **one) == ["agreement-undated"]
    assert checked.look("agreements", **one, number="2", term="2021.1-2023.12",
                        status="履行中") == ["expired-in-order"]  # fmt: skip
    assert checked.look("agreements", **one, number="3", term="2021.1-2023.12") == []
    assert checked.look("agreements", **one, number="4", signed="2024-01", term="三年",
                        status="正常") == []  # fmt: skip


def test_members_checked_in_are_no_more_than_there_are(checked: Checked) -> None:
    checked.look("units", name="统计局", kind="机关", **HERE)
    assert checked.look("pairings", body="统计局", members="40", checked_in="41", **HERE) == [
        "part-over-whole"
    ]


def test_seats_are_odd_and_nobody_sits_in_street_and_community(checked: Checked) -> None:
    for number, name, kind, area in (
        ("C1", "迎新路大工委", "大工委", "150102007"), ("C2", "锦绣大党委", "大党委", HERE["area"]),
    ):  # fmt: skip
        checked.look("committees", number=number, name=name, kind=kind, area=area, reported="2024")
    checked.look("units", name="第一小学", kind="学校", **HERE)
    checked.context.holder_key = lambda: b"k" * 32
    for committee, person, end in (
        ("C1", "甲某", None), ("C1", "乙某", None), ("C1", "丙某", "2023"),
        ("C2", "甲某", None),
    ):  # fmt: skip
        checked.look("rosters", committee=committee, person=person, home="第一小学",
                     seat="兼职委员", end=end, reported="2024")  # fmt: skip
    found = {(f.rule, f.what.zh.split("：")[0]) for f in checked.together()}
    assert ("even-seats", "“迎新路大工委”有 2 席，为偶数") in found
    ((_, told),) = [entry for entry in found if entry[0] == "street-and-community"]
    assert "迎新路大工委" in told
    assert not [told for rule, told in found if rule == "even-seats" and "锦绣" in told]
    assert all("甲某" not in f.what.zh and "renrendoc" in f.source for f in checked.together())


def test_holdings_of_a_company_come_to_no_more_than_all_of_it(checked: Checked) -> None:
    for holder, share in (("甲公司", "60%"), ("乙公司", "40%"), ("丙公司", "0.5%")):
        checked.look("holdings", holder=holder, company="丁公司", share=share, reported="2024")
    checked.look("holdings", holder="甲公司", company="戊公司", share="10-60%", reported="2024")
    checked.look("holdings", holder="乙公司", company="戊公司", share="50-90%", reported="2024")
    ((found),) = checked.together()
    assert (found.rule, found.row) == ("over-100", 8)
    assert "100.5%" in found.what.zh


def test_figures_of_one_place_and_day_are_compared(checked: Checked) -> None:
    told = {
        "清单数": "415", "清单完成数": "420", "非公企业数": "100", "单独组建党组织企业数": "20",
        "联合组建党组织企业数": "30", "未建立党组织企业数": "40", "清单完成率": "101",
    }  # fmt: skip
    for number, (indicator, value) in enumerate(told.items()):
        checked.look("figures", number=str(number), place="150102", indicator=indicator,
                     value=value, value_text=value, qualifier="=", reported="2024")  # fmt: skip
    checked.look("figures", number="9", place="150102", indicator="清单完成数", value="500",
                 value_text="500", qualifier="=", reported="2023")  # fmt: skip
    found = [(f.rule, f.what.zh) for f in checked.together()]
    assert found == [
        ("done-over-listed", "“清单完成数” 420 多于“清单数” 415"),
        ("bodies-add-up", "单位数 100 ≠ 单独 + 联合 + 未建 = 20 + 30 + 40 = 90"),
    ]


@pytest.mark.parametrize(
    ("rate", "wrong"), [("76.3", False), ("76", False), ("76.28", True), ("76.4", True)]
)
def test_a_rate_is_worked_out_again_from_its_parts(
    checked: Checked, rate: str, wrong: bool
) -> None:
    told = {"网格总数": "135", "已覆盖网格数": "103", "网格覆盖率": rate, "社区覆盖率": "1"}
    for number, (indicator, value) in enumerate(told.items()):
        checked.look("figures", number=str(number), place="150102", indicator=indicator,
                     value=value, value_text=value, qualifier="=", reported="2023")  # fmt: skip
    found = [(f.rule, f.value, f.what.zh) for f in checked.together()]
    says = f"“网格覆盖率”写 {rate}，按“已覆盖网格数” 103 ÷ “网格总数” 135 是 76.3%"
    assert found == ([("rate-recomputed", rate, says)] if wrong else [])


def test_totals_are_compared_with_the_rows_that_they_stand_for(tmp_path: Path) -> None:
    head = ["序号", "所属社区", "单位名称", "单位性质", "在职人数", "党员数"]
    rows: Rows = [
        ["驻区单位底册（2024年第三季度）"], head,
        [1, "锦绣社区", "甲", "学校", "86人", 23], [2, "锦绣社区", "乙", "医院", 14, "/"],
        ["小计", "", "2", "", 100, 23],
        [3, "展北社区", "丙", "机关", 10, 7], ["小计", "", "1", "", 11, 7],
        ["合计", "", "3", "", 110, "31"],
    ]  # fmt: skip
    ((item),) = inputs_of(book(tmp_path / "a.xlsx", rows))
    assert item.table is not None
    assert [(f.row, f.column, f.value) for f in totals(item.table)] == [
        (7, "在职人数", "11"), (8, "党员数", "31")
    ]  # fmt: skip


def test_a_term_does_not_keep_what_a_complete_list_leaves_out(store: Store, tmp_path: Path) -> None:
    load(store, [given(tmp_path, "areas", *AREAS)], who="测试")
    load(store, [given(tmp_path, "units", *UNITS)], who="测试")
    head = "协议编号,协议名称,甲方,乙方,共建地区,有效期起,有效期止"
    rows = ("A1,共建,第一小学,人民医院,150102007003,2023-01-01,2026-12-31",
            "A2,共建,第一小学,人民医院,150102007003,2023-01-01,",
            "A3,共建,第一小学,人民医院,150102007003,2023-01-01,2024-01-31",
            "A4,共建,第一小学,人民医院,150102007003,2023-01-01,2026-12-31")  # fmt: skip

    def whole(day: str, *lines: str) -> Input:
        item = given(tmp_path, "agreements", head, *lines)
        return replace(item, reported=parse_date(day), scope="150102007003")

    assert load(store, [whole("2023-12-31", *rows)], who="测试").findings == []
    for dry in (True, False):
        done = load(store, [whole("2024-06-30", rows[3])], who="测试", dry_run=dry,
                    accept_vanished=True)  # fmt: skip
        ((found),) = done.findings
        assert (found.rule, found.file) == ("vanished-before-its-term", "agreements.csv")
        assert "“人民医院、150102007003、共建、A1、2026-12-31”的期限到" in found.what.zh
    ends = store.query(
        "MATCH ()-[c:CO_BUILDS]->() WHERE c.known_to > 9007199254740990 "
        "RETURN toString(c.to_max), count(*)"
    ).rows
    assert {tuple(row) for row in ends} == {
        ("2024-06-30", 4), ("2024-02-01", 2), ("2027-01-01", 2)
    }  # fmt: skip


UNITS = (
    "所属社区,单位名称,单位性质,在职人数,党员数,报告日期",
    "150102007003,第一小学,学校,20,23,2024",
    "150102007003,人民医院,医院,20,3,2024",
)


def test_a_load_with_findings_is_done_and_ends_with_four(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(store, [given(tmp_path, "areas", *AREAS)], who="测试")
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    file = write(tmp_path, "底册.csv", *UNITS)
    said = call("load", str(file), "--dry-run", "--format", "json")
    assert said.code == 4
    (told,) = json.loads(said.out)["findings"]
    assert {k: told[k] for k in ("rule", "file", "row", "column", "value")} == {
        "rule": "part-over-whole", "file": "底册.csv", "row": 2, "column": "党员数", "value": "23"
    }  # fmt: skip
    assert told["source"]
    said = call("load", str(file), "--report", str(tmp_path / "r.xlsx"))
    assert said.code == 4
    assert "核对发现 1 处，照原样载入" in said.out
    sheet = load_workbook(tmp_path / "r.xlsx")["核对发现"]
    assert [c.value for c in sheet[2]][:6] == [
        "part-over-whole",
        "底册.csv",
        None,
        2,
        "党员数",
        "23",
    ]
    kept = store.query("MATCH (u:Unit)-[s:STATE]->(u) WHERE u.name = '第一小学' RETURN s.members")
    assert kept.rows == [(23,)]  # as it was told
    assert check(store).violations == ()


def test_checks_that_could_not_run_are_told(store: Store, tmp_path: Path) -> None:
    load(store, [given(tmp_path, "areas", *AREAS)], who="测试")
    item = given(tmp_path, "branches", "党组织全称,党组织类别,上级党组织,党员数,报告日期",
                 "甲支部,支部,,1,2024")  # fmt: skip
    done = load(store, [item], who="测试")
    assert (done.findings, [rule for rule, _ in done.not_run]) == ([], ["branch-size"])


def test_every_check_has_words_and_a_basis() -> None:
    assert len({c.name for c in CHECKS}) == len(CHECKS)
    assert all(c.about.zh and c.about.en and c.source for c in CHECKS)
    assert all(name in REGISTERS for c in CHECKS for name in c.registers)
