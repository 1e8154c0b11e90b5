"""Loading a register of holdings: what cells may say, who is who, what is found and refused."""

from __future__ import annotations

import csv
import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Misuse
from graph.holder import HIDDEN, holder_key, masked, pseudonym
from graph.ledger import batches
from graph.store import Store
from graph.time import parse_date
from loaders.load import Input, load, read_manifest, register
from loaders.problems import RefusedRegister
from loaders.shares import FULL, BadShare, Share, share
from queries.asking import ask
from tests.cli_support import caller, door

SYNTHETIC = Path(__file__).parent.parent / "examples" / "synthetic-holdings" / "manifest.toml"
HEAD = ("持股方", "被持股企业", "持股比例")


@pytest.fixture(autouse=True)
def _key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "holder.key"
    file.write_bytes(bytes(range(32)))
    file.chmod(0o600)
    monkeypatch.setenv("GONGJIAN_HOLDER_KEY_FILE", str(file))


def holdings(
    store: Store, folder: Path, head: Sequence[str], *rows: Sequence[str], reported: str = ""
) -> None:
    file = folder / f"holdings-{len(list(folder.iterdir()))}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    day = parse_date(reported) if reported else None
    load(store, [Input(file, register("holdings"), day)], who="tests")


def refused(store: Store, folder: Path, head: Sequence[str], *rows: Sequence[str]) -> list[str]:
    with pytest.raises(RefusedRegister) as caught:
        holdings(store, folder, head, *rows)
    assert all(problem.todo.zh and problem.todo.en for problem in caught.value.problems)
    return [problem.rule for problem in caught.value.problems]


def owners(store: Store, company: str, **when: Any) -> dict[str, tuple[float, float, float]]:
    answer = ask(store, "ultimate-owners", {"company": company}, **when)
    return {r["owner_name"]: (r["share"], r["low"], r["high"]) for r in answer.records()}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("51%", 510_000_000, 510_000_000),
        ("51", 510_000_000, 510_000_000),
        ("51.25", 512_500_000, 512_500_000),
        ("1", 10_000_000, 10_000_000),
        ("0.5", 5_000_000, 5_000_000),
        ("５１．２５％", 512_500_000, 512_500_000),
        (" 51 % ", 510_000_000, 510_000_000),
        ("10-15%", 100_000_000, 150_000_000),
        ("10%-15%", 100_000_000, 150_000_000),
        ("10％～15％", 100_000_000, 150_000_000),
        ("10%至15%", 100_000_000, 150_000_000),
        ("超50%", 500_000_001, None),
        (">50%", 500_000_001, None),
        ("≥50%", 500_000_000, None),
        ("不低于30", 300_000_000, None),
        ("50%以上", 500_000_000, None),
        ("<5%", 0, 49_999_999),
        ("不超过5%", 0, 50_000_000),
        ("", None, None),
        ("未披露", None, None),
        ("—", None, None),
        ("0", 0, 0),
        ("100%", FULL, FULL),
        ("33.33333%", 333_333_300, 333_333_300),
        # Finer than a part per billion: the two neighbours, not one of them.
        ("33.33333333%", 333_333_333, 333_333_334),
    ],
)
def test_a_share_is_read_exactly(text: str, low: int | None, high: int | None) -> None:
    assert share(text) == Share(low, high)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("101%", "share-at-most-100"),
        ("100.00000001", "share-at-most-100"),
        ("超100%", "share-at-most-100"),
        ("10-110%", "share-at-most-100"),
        ("-5%", "share-not-negative"),
        ("15-10%", "share-range-order"),
        ("NaN", "share-percentage"),
        ("inf", "share-percentage"),
        ("约30%", "share-percentage"),
        ("1/3", "share-percentage"),
        ("5e1", "share-percentage"),
        ("51,25", "share-percentage"),
        ("51‰", "share-percentage"),
        ("三成", "share-percentage"),
    ],
)
def test_what_is_no_share_is_refused_by_name(text: str, rule: str) -> None:
    with pytest.raises(BadShare) as caught:
        share(text)
    assert caught.value.rule == rule


@given(st.integers(0, FULL))
def test_every_part_per_billion_can_be_written(parts: int) -> None:
    assert share(f"{parts // 10**7}.{parts % 10**7:07d}%") == Share(parts, parts)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = holder_key(tmp_path, {}, known=False)
    assert holder_key(tmp_path, {}, known=True) == key
    file = tmp_path / "secrets" / "holder.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["holder.key"]
    file.chmod(0o640)
    with pytest.raises(Misuse, match="可被他人读取"):
        holder_key(tmp_path, {}, known=True)


def test_without_its_key_a_database_with_persons_takes_no_more(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="不存在"):
        holder_key(tmp_path, {}, known=True)
    with pytest.raises(Misuse, match="密钥文件"):
        holder_key(None, {}, known=False)
    with pytest.raises(Misuse, match="不存在"):
        holder_key(None, {"GONGJIAN_HOLDER_KEY_FILE": str(tmp_path / "none")}, known=False)


def test_a_pseudonym_depends_on_key_order_and_boundaries() -> None:
    assert masked("周一") == "周＊"
    several = [pseudonym(bytes(32), "ab", "c"), pseudonym(bytes(32), "a", "bc"),
               pseudonym(bytes(32), "c", "ab"), pseudonym(bytes(31) + b"1", "ab", "c")]  # fmt: skip
    assert len(set(several)) == 4


def test_names_of_persons_are_stored_nowhere(store: Store, tmp_path: Path) -> None:
    head = (*HEAD, "持股方代码", "持股方类型", "备注")
    holdings(
        store, tmp_path, head,
        ("欧阳明月", "甲公司", "60%", "150102199001011234", "自然人", "欧阳明月系董事长"),
        ("欧阳明月", "乙公司", "30%", "150102199001011234", "自然人", ""),
        ("欧阳明月", "丙公司", "30%", "", "自然人", ""),
    )  # fmt: skip
    told = []
    for pattern in ("(n)", "()-[n]->()"):
        for (values,) in store.query(f"MATCH {pattern} RETURN properties(n)"):
            told.append(json.dumps(values, ensure_ascii=False, default=str))
    everything = "\n".join(told)
    assert "自然人 " in everything
    assert HIDDEN in everything
    assert "欧" not in everything  # not even the first character, unless it is switched on
    assert "明月" not in everything
    assert "150102199001011234" not in everything
    # The code makes one person of two rows; a name alone does not.
    one, two, three = (
        {r[0] for r in ask(store, "ultimate-owners", {"company": c}).rows if r[0] != "unknown"}
        for c in ("甲公司", "乙公司", "丙公司")
    )
    assert (len(one), one == two, one == three) == (1, True, False)


@pytest.mark.parametrize(
    ("head", "rows", "rules"),
    [
        (HEAD, [("甲", "乙", "101%")], ["share-at-most-100"]),
        (HEAD, [("甲", "乙", "-1")], ["share-not-negative"]),
        (HEAD, [("甲", "乙", "nan"), ("甲", "丙", "15-10")],
         ["share-percentage", "share-range-order"]),
        (HEAD, [("甲", "", "10")], ["required"]),
        (HEAD, [("甲", "乙", "10"), ("甲", "乙", "20")], ["one-row-per-holding"]),
        ((*HEAD, "持股方代码"), [("甲", "乙", "10", "123")], ["credit-code"]),
        ((*HEAD, "持股方代码"),
         [("甲", "乙", "10", ""), ("甲", "丙", "10", "91150100MA0MX1XX0A")],
         ["code-in-every-row"]),
        ((*HEAD, "持股方类型"), [("甲", "乙", "10", "外星人")], ["one-of"]),
        ((*HEAD, "类型"), [("甲", "乙", "10", "期权")], ["one-of"]),
        ((*HEAD, "起始日期", "截止日期"), [("甲", "乙", "10", "2024-01-02", "2024-01-01")],
         ["start-before-end"]),
        ((*HEAD, "起始日期"), [("甲", "乙", "10", "某日")], ["date-unreadable"]),
    ],
)  # fmt: skip
def test_bad_rows_are_refused_by_rule_and_nothing_is_written(
    store: Store, tmp_path: Path, head: Sequence[str], rows: list[Sequence[str]], rules: list[str]
) -> None:
    assert refused(store, tmp_path, head, *rows) == rules
    assert batches(store) == []


def test_a_name_that_two_have_is_refused_until_the_code_is_given(
    store: Store, tmp_path: Path
) -> None:
    head = (*HEAD, "被持股企业代码")
    one, two = "91150100MA0MX1XX0A", "91150100MA0MX1XX1B"
    holdings(store, tmp_path, head, ("甲", "同名公司", "10", one), ("甲", "同名公司", "20", two))
    assert refused(store, tmp_path, HEAD, ("丙", "同名公司", "5")) == ["known-reference"]
    holdings(store, tmp_path, head, ("丙", "同名公司", "5", two))
    assert owners(store, two)["丙"] == pytest.approx((0.05, 0.05, 0.8))
    assert "丙" not in owners(store, one)


def test_a_party_organisation_cannot_be_held(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    file.write_text(
        "编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期\n"
        "Z1,某某支部,党组织,支部,,,,\n"
        "Q1,某某公司,企业,国企,,,,\n",
        "utf-8",
    )
    load(store, [Input(file, register("organisations"))], who="tests")
    assert refused(store, tmp_path, HEAD, ("甲", "某某支部", "5")) == ["may-hold"]
    holdings(store, tmp_path, HEAD, ("甲", "某某公司", "100"))
    # The body that the register of organisations knows, found by name and by number.
    assert owners(store, "Q1")["甲"] == (1.0, 1.0, 1.0)


def test_doubts_are_found_by_name_and_nothing_is_mended(store: Store, tmp_path: Path) -> None:
    holdings(
        store, tmp_path, HEAD,
        ("甲", "满溢公司", "70"), ("乙", "满溢公司", "40"),
        ("自持公司", "自持公司", "5"), ("甲", "自持公司", "95"),
        ("甲", "空缺公司", ""), ("乙", "空缺公司", "0"),
        *((holder, "三分公司", "33.33333") for holder in "甲乙丙"),
        reported="2025-01-01",
    )  # fmt: skip
    answer = ask(store, "holding-problems", as_of="2025-06-01")
    found = {(r["problem"], r["company_name"], r["holder_name"]) for r in answer.records()}
    assert {
        ("over_full", "满溢公司", ""), ("self_holding", "自持公司", "自持公司"),
        ("unknown_share", "空缺公司", "甲"), ("zero", "空缺公司", "乙"),
        ("rounding", "三分公司", ""), ("incomplete", "空缺公司", ""),
        ("no_holders", "甲", ""),
    } <= found  # fmt: skip
    full = next(r for r in answer.records() if r["problem"] == "over_full")
    assert full["share"] == pytest.approx(1.1)
    assert len(full["sources"]) == 2
    # Each may be too large by the whole excess.
    assert owners(store, "满溢公司", as_of="2025-06-01")["甲"][0] == pytest.approx(0.6)
    assert all(row["finding"] for row in answer.records())
    day_before = ask(store, "holding-problems", as_of="2024-06-01").records()
    assert "possible" in {row["problem"] for row in day_before}


def test_holdings_are_asked_for_on_any_day_and_as_known_then(store: Store, tmp_path: Path) -> None:
    head = (*HEAD, "起始日期", "截止日期")
    holdings(
        store, tmp_path, head,
        ("甲", "某公司", "100", "2020-01-01", "2022-06-30"),
        ("乙", "某公司", "100", "2022-07-01", ""),
        ("丙", "他公司", "40", "2023", ""),
    )  # fmt: skip
    assert owners(store, "某公司", as_of="2022-06-30") == {"甲": (1.0, 1.0, 1.0)}
    assert owners(store, "某公司", as_of="2022-07-01") == {"乙": (1.0, 1.0, 1.0)}
    assert owners(store, "某公司", as_of="2019-12-31") == {"未知": (1.0, 0.0, 1.0)}
    # In the year in which it began it may be there or not: from nothing to all that is open.
    assert owners(store, "他公司", as_of="2023-06-01") == {
        "丙": (0.0, 0.0, 1.0), "未知": (1.0, 0.0, 1.0)
    }  # fmt: skip
    assert owners(store, "他公司", as_of="2024-01-01")["丙"][0] == pytest.approx(0.4)
    holdings(store, tmp_path, head, ("丁", "他公司", "60", "2024-01-01", ""))
    now = owners(store, "他公司", as_of="2024-02-01")
    assert now == {"丁": (0.6, 0.6, 0.6), "丙": (0.4, 0.4, 0.4)}
    assert "丁" not in owners(store, "他公司", as_of="2024-02-01", tick=1)


def test_order_of_rows_changes_nothing(store: Store, tmp_path: Path) -> None:
    rows = [("甲", "乙", "40"), ("丙", "乙", "10-15%"), ("乙", "甲", "30"), ("丁", "甲", "")]
    holdings(store, tmp_path, HEAD, *rows)
    one = ask(store, "integrated-ownership").rows
    from graph.ledger.version import initialise
    from tests.parity import empty

    empty(store)
    initialise(store)
    holdings(store, tmp_path, HEAD, *rows[::-1])
    assert ask(store, "integrated-ownership").rows == one


def test_what_if_and_why(store: Store, tmp_path: Path) -> None:
    holdings(store, tmp_path, HEAD, ("甲", "乙", "60"), ("乙", "丙", "50"), ("甲", "丙", "5"))
    asked = {"holder": "甲", "company": "丙", "share": "0"}
    sold = {r["owner_name"]: r for r in ask(store, "what-if-holding", asked).records()}
    assert (sold["甲"]["before"], sold["甲"]["after"]) == (pytest.approx(0.35), pytest.approx(0.3))
    with pytest.raises(Exception, match="合计将达到"):
        ask(store, "what-if-holding", {**asked, "share": "51%"})
    with pytest.raises(Misuse, match="比例"):
        ask(store, "what-if-holding", {**asked, "share": "1"})
    why = ask(store, "explain-ownership", {"holder": "甲", "company": "丙"}).records()
    assert [(r["part"], r["text"]) for r in why][:2] == [
        ("路径", "甲 —60%→ 乙 —50%→ 丙"), ("路径", "甲 —5%→ 丙")
    ]  # fmt: skip
    steps = [r["text"] for r in why if r["part"] == "控制"]
    assert steps == [
        "乙：自有 60% = 60%，需 50.0000001%", "丙：自有 5% + 乙 50% = 55%，需 50.0000001%"
    ]  # fmt: skip
    two = ask(store, "controllers", {"preset": "listed-company-control"}).records()
    assert ("乙", "丙") in {(r["controller_name"], r["company_name"]) for r in two}


def test_only_companies_of_the_area_are_answered_about(store: Store, tmp_path: Path) -> None:
    holdings(store, tmp_path, HEAD, ("甲", "乙", "60"))
    assert ask(store, "ultimate-owners", {"company": "乙"}, scope=["elsewhere"]).rows == []
    assert ask(store, "controllers", scope=["elsewhere"]).rows == []
    assert ask(store, "integrated-ownership", scope=["elsewhere"]).rows == []
    assert ask(store, "holding-problems", scope=["elsewhere"]).rows == [
        row for row in ask(store, "holding-problems").rows if row[5] == "甲"
    ]


def test_a_company_in_the_area_is_answered_about_with_owners_from_elsewhere(
    store: Store, tmp_path: Path
) -> None:
    files = {
        "areas": ["区划代码,名称,类别,上级,起始日期,截止日期", "1501,某市,市,,2000-01-01,",
                  "150102,某区,区县,某市,2000-01-01,", "150103,他区,区县,某市,2000-01-01,"],
        "organisations": ["编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期",
                          "Q1,本地公司,企业,非公企业,150102,,,2000-01-01",
                          "Q2,外地公司,企业,非公企业,150103,,,2000-01-01"],
    }  # fmt: skip
    inputs = []
    for name, lines in files.items():
        file = tmp_path / f"{name}.csv"
        file.write_text("\n".join([*lines, ""]), "utf-8")
        inputs.append(Input(file, register(name), parse_date("2025-01-01")))
    load(store, inputs, who="tests")
    holdings(store, tmp_path, HEAD, ("甲", "外地公司", "80"), ("外地公司", "本地公司", "60"))
    for code, seen in (("150102", {"本地公司"}), ("1501", {"本地公司", "外地公司"})):
        area = store.query(f"MATCH (a) WHERE a.code = '{code}' RETURN a.id").rows[0][0]
        when: dict[str, Any] = {"as_of": "2025-01-01", "scope": [area]}
        pairs = ask(store, "controllers", **when).records()
        assert {r["company_name"] for r in pairs} == seen
        assert ("甲", "本地公司") in {(r["controller_name"], r["company_name"]) for r in pairs}
        assert owners(store, "本地公司", **when)["甲"][0] == pytest.approx(0.48)
        stakes = ask(store, "integrated-ownership", {"holder": "甲"}, **when).records()
        assert {r["company_name"] for r in stakes} == seen


def test_the_synthetic_example_is_marked_and_answers(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    holdings_csv = Path(SYNTHETIC).parent
    assert "合成数据" in (holdings_csv / "README.md").read_text("utf-8")
    load(store, read_manifest(SYNTHETIC), who="tests")
    plain = store.query("MATCH (n:Enterprise) WHERE NOT n.synthetic RETURN count(n)").one()
    assert plain == (0,)
    rows = store.query("MATCH ()-[h:HOLDS]->() RETURN h.synthetic, count(*)")
    assert list(rows) == [(True, 13)]
    when = "2026-01-01"
    assert ask(store, "closed-groups", as_of=when).synthetic
    assert [r[2] for r in ask(store, "closed-groups", as_of=when).rows] == [
        "合成东环公司",
        "合成西环公司",
    ]
    told = owners(store, "合成碧水公司", as_of=when)
    assert sum(share for share, _, _ in told.values()) == pytest.approx(1.0, abs=1e-12)
    # Ring: N = 1 / (1 - 0.4 * 0.5 * 0.3); 周＊ has 0.7 of 青山, and so 0.7 * 0.4 * 0.5 * N here.
    assert told["周＊"][0] == pytest.approx(0.14 / 0.94, abs=1e-12)
    pairs = ask(store, "controllers", as_of=when).records()
    controlled = {(r["controller_name"], r["company_name"]) for r in pairs}
    assert ("周＊", "合成赤岭公司") in controlled  # over 50 %
    assert ("周＊", "合成远帆公司") in controlled  # by agreement
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    said = call("ask", "ultimate-owners", "company=合成碧水公司", "--as-of", "2026-01-01")
    assert said.code == 0
    assert "合成" in said.out + said.err


def test_real_bodies_named_in_a_synthetic_file_stay_real(store: Store, tmp_path: Path) -> None:
    holdings(store, tmp_path, HEAD, ("甲", "真公司", "60"))
    file = tmp_path / "made-up.csv"
    file.write_text("持股方,被持股企业,持股比例\n假公司,真公司,10\n", "utf-8")
    load(store, [Input(file, register("holdings"), synthetic=True)], who="tests")
    marks = dict(list(store.query("MATCH (n:Enterprise) RETURN n.name, n.synthetic")))
    assert marks == {"甲": False, "真公司": False, "假公司": True}
    rows = store.query(
        "MATCH (a:Enterprise)-[h:HOLDS]->() RETURN a.name AS name, h.synthetic ORDER BY name"
    )
    assert dict(list(rows)) == {"假公司": True, "甲": False}
