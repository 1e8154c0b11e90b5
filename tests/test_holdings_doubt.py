"""What registers of holdings leave open, contradict or correct: told by name on both engines."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph.errors import Misuse
from graph.ledger.correct import correct
from graph.store import Store
from graph.time import parse_date
from loaders.load import Input, load, register
from queries.asking import ask
from queries.resolve import UnknownReference
from tests.workbook_support import book

HEAD = ("持股方", "被持股企业", "持股比例")


def listed(
    store: Store, folder: Path, name: str, *rows: Sequence[str], reported: str = "",
    head: Sequence[str] = HEAD,
) -> None:  # fmt: skip
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    day = parse_date(reported) if reported else None
    load(store, [Input(file, register("holdings"), day)], who="tests")


def share_of(store: Store, holder: str, company: str, **when: Any) -> tuple[float, float]:
    answer = ask(store, "ultimate-owners", {"company": company}, **when)
    return next((r["low"], r["high"]) for r in answer.records() if r["owner_name"] == holder)


def doubts(store: Store, **when: Any) -> set[tuple[str, str, str, float | None]]:
    rows = ask(store, "holding-problems", **when).records()
    return {(r["problem"], r["company_name"], r["holder_name"], r["share"]) for r in rows}


def test_another_share_in_a_later_list_without_dates_is_a_correction(
    store: Store, tmp_path: Path
) -> None:
    # Nothing says when the share changed, so no day can be given on which it did: the holding is
    # the same fact, and the later list speaks for all of its days. What was known before stays.
    listed(store, tmp_path, "older", ("甲", "乙公司", "30"), reported="2024-01-01")
    listed(store, tmp_path, "newer", ("甲", "乙公司", "40"), reported="2025-01-01")
    for day in ("2024-06-01", "2025-06-01"):
        assert share_of(store, "甲", "乙公司", as_of=day)[0] == pytest.approx(0.4)
        assert share_of(store, "甲", "乙公司", as_of=day, tick=1)[0] == pytest.approx(0.3)
    assert "disputed" not in {name for name, *_ in doubts(store, as_of="2025-06-01")}


def test_an_older_list_that_comes_later_corrects_nothing(store: Store, tmp_path: Path) -> None:
    listed(store, tmp_path, "newer", ("甲", "乙公司", "40"), reported="2025-01-01")
    listed(store, tmp_path, "older", ("甲", "乙公司", "30"), reported="2024-01-01")
    assert share_of(store, "甲", "乙公司", as_of="2025-06-01")[0] == pytest.approx(0.4)


def test_with_its_days_a_changed_share_is_two_holdings(store: Store, tmp_path: Path) -> None:
    head = (*HEAD, "起始日期", "截止日期")
    listed(store, tmp_path, "one", ("甲", "乙公司", "30", "2023-01-01", "2024-12-31"), head=head)
    listed(store, tmp_path, "two", ("甲", "乙公司", "40", "2025-01-01", ""), head=head)
    shares = [share_of(store, "甲", "乙公司", as_of=day)[0] for day in ("2024-12-31", "2025-01-01")]
    assert shares == pytest.approx([0.3, 0.4])


def test_a_correction_wins_and_what_the_list_says_is_told_as_disputed(
    store: Store, tmp_path: Path
) -> None:
    listed(store, tmp_path, "list", ("甲", "乙公司", "30"), reported="2024-01-01")
    (fact,) = {r["fact"] for r in ask(store, "direct-holdings", {"company": "乙公司"}).records()}
    changes = {"low": "510000000", "high": "510000000", "share_text": "51%"}
    correct(store, fact, changes, because="股东名册原件", who="tests")
    day = "2024-06-01"
    assert share_of(store, "甲", "乙公司", as_of=day)[0] == pytest.approx(0.51)
    rows = ask(store, "holding-problems", {"company": "乙公司"}, as_of=day).records()
    lost = [r for r in rows if r["problem"] == "disputed"]
    assert {(r["holder_name"], r["company_name"], r["finding"]) for r in lost} == {
        ("甲", "乙公司", f"另有来源说法不同：{said}")
        for said in (
            "持股比例下限 30%，现采用 51%", "持股比例上限 30%，现采用 51%",
            "持股比例原文 30，现采用 51%",
        )
    }  # fmt: skip
    assert all(len(r["sources"]) == 1 for r in lost)
    # It counts in no sum: 51 %, and not 81.
    assert ("incomplete", "乙公司", "", 0.51) in doubts(store, as_of=day)
    assert "disputed" not in {name for name, *_ in doubts(store, as_of=day, tick=1)}


def test_a_day_or_a_batch_without_data_is_unknown_and_not_nothing(
    store: Store, tmp_path: Path
) -> None:
    head = (*HEAD, "起始日期")
    listed(store, tmp_path, "list", ("甲", "乙公司", "100", "2020-01-01"), head=head)
    assert share_of(store, "未知", "乙公司", as_of="2019-12-31") == (0.0, 1.0)
    assert ask(store, "controllers", as_of="2019-12-31").rows == []
    assert ask(store, "integrated-ownership", as_of="2019-12-31").rows == []
    assert ask(store, "ownership-tree", {"company": "乙公司"}, as_of="2019-12-31").rows == []
    with pytest.raises(Misuse):
        ask(store, "controllers", tick=9)


def test_whom_nobody_has_recorded_is_told_and_not_taken_for_nothing(
    store: Store, tmp_path: Path
) -> None:
    listed(store, tmp_path, "list", ("甲", "乙公司", "100"))
    for name, given in (
        ("ultimate-owners", {"company": "没有这家"}),
        ("explain-ownership", {"holder": "没有这人", "company": "乙公司"}),
        ("what-if-holding", {"holder": "甲", "company": "没有这家", "share": "10%"}),
        ("ownership-tree", {"company": "000000000000000000000000"}),
    ):
        with pytest.raises(UnknownReference):
            ask(store, name, given)


def test_votes_capital_and_an_agreement_of_one_pair_do_not_add_up(
    store: Store, tmp_path: Path
) -> None:
    head = (*HEAD, "类型")
    listed(
        store, tmp_path, "list",
        ("甲", "乙公司", "30", "资本"), ("甲", "乙公司", "60", "表决权"),
        ("丙", "乙公司", "", "协议控制"),
        head=head,
    )  # fmt: skip
    assert share_of(store, "甲", "乙公司")[0] == pytest.approx(0.3)
    pairs = {(r["controller_name"], r["votes"]) for r in ask(store, "controllers").records()}
    assert ("甲", 0.6) in pairs
    assert "丙" in {name for name, _ in pairs}
    by_capital = ask(store, "controllers", {"basis": "capital"}).records()
    assert "甲" not in {r["controller_name"] for r in by_capital}
    told = ask(store, "holding-problems", {"company": "乙公司"}).records()
    assert {(r["problem"], r["stake"], r["share"]) for r in told if not r["holder_name"]} == {
        ("incomplete", "资本", 0.3), ("incomplete", "表决权", 0.6)
    }  # fmt: skip


def test_what_persons_hold_is_found_and_a_person_is_never_held(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "holder.key"
    file.write_bytes(bytes(range(32)))
    file.chmod(0o600)
    monkeypatch.setenv("GONGJIAN_HOLDER_KEY_FILE", str(file))
    head = (*HEAD, "持股方类型")
    listed(store, tmp_path, "list", ("周一", "乙公司", "60", "自然人"), head=head)
    (person,) = [r for r in ask(store, "enterprise-search").records() if r["level"] == "Holder"]
    owns = ask(store, "integrated-ownership", {"holder": person["body_id"]}).records()
    assert [(r["holder_name"], r["company_name"], r["integrated"]) for r in owns] == [
        (person["name"], "乙公司", pytest.approx(0.6))
    ]
    assert person["name"].startswith("自然人 ")
    # The name is stored nowhere, so a row in which 周一 is held names an enterprise of its own.
    listed(store, tmp_path, "other", ("甲", "周一", "10"))
    kinds = {r["name"]: r["level"] for r in ask(store, "enterprise-search").records()}
    assert (kinds["周一"], kinds[person["name"]]) == ("Enterprise", "Holder")


def test_who_reaches_a_threshold_is_told_with_the_law_and_its_day(
    store: Store, tmp_path: Path
) -> None:
    listed(
        store, tmp_path, "list",
        ("甲", "中间公司", "50"), ("中间公司", "乙公司", "50"), ("丙", "乙公司", "24"),
        ("丁", "中间公司", "20"), ("戊", "乙公司", "5-10%"),
    )  # fmt: skip

    def reaching(preset: str) -> dict[str, tuple[str, str]]:
        rows = ask(store, "legal-thresholds", {"company": "乙公司", "preset": preset}).records()
        assert all(r["source"] and r["since"] and r["rule"] for r in rows)
        return {r["holder_name"]: (r["reaches"], f"{r['low']:.0%}–{r['high']:.0%}") for r in rows}

    # 50 % of 50 % is 25 %: enough. 丙 has 24 %, and some of the 6-11 % and 15 % not recorded may
    # be its own; 丁 has 10 % and so might 戊.
    assert reaching("beneficial-owner") == {
        "中间公司": ("确定", "50%–71%"), "甲": ("确定", "25%–61%"), "丙": ("可能", "24%–60%"),
        "丁": ("可能", "10%–46%"), "戊": ("可能", "5%–41%"),
    }  # fmt: skip
    # Exactly 50 % is not more than half, and it is more than 30 %.
    assert reaching("controlling-shareholder") == {}
    assert reaching("listed-company-control") == {
        "中间公司": ("确定", "50%–50%"), "甲": ("确定", "50%–50%")
    }  # fmt: skip
    (row, *_) = ask(store, "legal-thresholds", {"company": "乙公司"}).records()
    assert "受益所有人" in row["rule"]
    assert "第六条" in row["source"]
    assert str(row["since"]) == "2024-11-01"


def test_a_workbook_says_the_same_as_the_text_of_its_cells(store: Store, tmp_path: Path) -> None:
    def as_percentages(made: Workbook) -> None:
        for cell in ("C2", "C3"):
            made.worksheets[0][cell].number_format = "0%"  # shown as 51% and 12%

    rows = (HEAD, ("甲", "乙公司", 0.51), ("丙", "乙公司", 0.1234567), ("丁", "乙公司", "10-15%"),
            ("戊", "乙公司", ""), ("甲", "丑公司", 51))  # fmt: skip
    file = book(tmp_path / "持股.xlsx", rows, as_percentages)
    load(store, [Input(file, register("holdings"))], who="tests")
    found = {
        (r["other"], r["share_text"], r["low"], r["high"])
        for r in ask(store, "direct-holdings", {"company": "乙公司"}).records()
    }
    # What the cell holds, not the rounded figure that Excel shows.
    assert found == {
        ("甲", "51%", 0.51, 0.51), ("丙", "12.34567%", 0.1234567, 0.1234567),
        ("丁", "10-15%", 0.1, 0.15), ("戊", "", None, None),
    }  # fmt: skip
    assert share_of(store, "甲", "丑公司")[0] == pytest.approx(0.51)


def test_who_may_see_other_areas_only_is_told_nothing(store: Store, tmp_path: Path) -> None:
    listed(store, tmp_path, "list", ("甲", "乙公司", "60"))
    company = {"company": "乙公司"}
    for name, given in (
        ("ownership-tree", company), ("legal-thresholds", company), ("direct-holdings", company),
        ("enterprise-states", company), ("enterprise-search", {}),
        ("enterprise-search", {"part": "乙"}), ("holding-problems", company),
        ("explain-ownership", company | {"holder": "甲"}),
    ):  # fmt: skip
        assert ask(store, name, given).rows, name
        assert ask(store, name, given, scope=["elsewhere"]).rows == [], name
