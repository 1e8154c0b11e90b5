"""The pages of enterprises, on both engines: tree, owners, control, doubt, and their absence."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx import Client

from api.app import create_app
from graph.store import Store
from loaders.load import Input, load, register
from tests.test_web_pages import _usable
from tests.web_support import (
    Element,
    chinese_outside_marked_text,
    links,
    read,
    rows,
    section,
    serve,
)

SYNTHETIC = Path(__file__).parent.parent / "examples" / "synthetic-holdings" / "manifest.toml"
DAY = "2026-01-01"


@pytest.fixture(autouse=True)
def _key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "holder.key"
    file.write_bytes(bytes(range(32)))
    file.chmod(0o600)
    monkeypatch.setenv("GONGJIAN_HOLDER_KEY_FILE", str(file))


@pytest.fixture
def web(holdings: Store) -> Iterator[Client]:
    with serve(create_app(store=holdings)) as client:
        yield client


def held(store: Store, folder: Path, *rows: tuple[str, ...]) -> None:
    """Load a few holdings of the reader's own."""
    file = folder / "some.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [("持股方", "被持股企业", "持股比例", "被持股企业代码")[: len(rows[0])], *rows]
        )
    load(store, [Input(file, register("holdings"))], who="tests")


def see(web: Client, address: str, lang: str = "zh") -> Element:
    response = web.get(address, headers={"accept-language": lang})
    assert response.status_code == 200, (address, response.text[:500])
    return read(response)


def enterprise(name: str, day: str = DAY, **more: str) -> str:
    asked = "".join(f"&{key}={value}" for key, value in more.items())
    return f"/enterprises/{quote(name)}?as_of={day}{asked}"


def outline(page: Element) -> list[tuple[int, str, str]]:
    """Return the tree as (depth, who, measure and marks)."""
    told = []
    for twig in page.all("div", class_="twig"):
        depth = sum(e.tag == "ul" for e in twig.above())
        who = twig.all("span", class_="who")[0]
        name = who.all("a")[0].text if who.all("a") else who.text
        marks = [tag.text for tag in who.all("span", class_="tag")[1:]]
        told.append((depth, name, " ".join([twig.all("span", class_="measure")[0].text, *marks])))
    return told


def table(part: Element) -> list[dict[str, str]]:
    return rows(part.all("table")[0])


def test_the_tree_has_several_parents_a_ring_and_an_unknown_holder_on_each_chain(
    web: Client,
) -> None:
    page = see(web, enterprise("合成碧水公司"))
    assert outline(page) == [
        (1, "合成白云公司", "占 50 % 累计 50 %"),
        (2, "合成城投平台", "占 至多 60 % 累计 至多 30 %"),
        (2, "合成青山集团", "占 40 % 累计 20 %"),
        (3, "周＊", "占 70 % 累计 14 %"),
        (3, "合成碧水公司", "占 30 % 累计 6 % ↻ 环：已在这条链上"),
        (2, "未知的持股方", "占 至多 60 % 累计 至多 30 %"),
        (1, "吴＊", "占 10–15 % 累计 10–15 %"),
        (1, "未知的持股方", "占 35–40 % 累计 35–40 %"),
    ]
    assert "绕回来的增量不在树里" in section(page, "tree").text
    # The table behind the picture has the same rows.
    behind = table(section(page, "tree"))
    assert [(r["持股方"], r["累计下限"]) for r in behind][:4] == [
        ("合成白云公司", "50 %"), ("合成城投平台", "0 %"),
        ("合成青山集团", "20 %"), ("周＊", "14 %"),
    ]  # fmt: skip
    bars = [bar for twig in page.all("div", class_="twig") for bar in twig.all("svg")]
    assert len(bars) == 8
    assert all(bar.attributes["aria-hidden"] == "true" for bar in bars)


def test_owners_in_the_end_count_the_ring_and_add_up(web: Client) -> None:
    owners = table(section(see(web, enterprise("合成碧水公司")), "owners"))
    # 14 % on the tree; the ring brings back 0.06 of it, again and again: 0.14 / 0.94.
    assert [(r["名称"], r["比例 确定的部分"], r["上限"]) for r in owners] == [
        ("周＊", "14.8936 %", "89.3617 %"),
        ("吴＊", "10.6383 %", "85.1064 %"),
        ("合成城投平台", "0 %", "74.4681 %"),
        ("未知", "74.4681 %", "74.4681 %"),
    ]


def test_control_stands_apart_from_cash_flow_and_says_why(web: Client) -> None:
    page = see(web, enterprise("合成赤岭公司"))
    assert outline(page)[0] == (1, "合成青山集团", "占 50–100 % 累计 50–100 % ✓ 控制本企业")
    control = section(page, "control")
    found = {(r["控制方名称"], r["可支配表决权"]) for r in table(control)}
    assert found == {("周＊", "50.0000001 %"), ("合成青山集团", "50.0000001 %")}
    assert "合成青山集团：自有 70% = 70%，需 50.0000001%" in control.text
    assert "控制与现金流是两回事" in control.text


def test_control_by_agreement_is_no_cash_flow(web: Client) -> None:
    page = see(web, enterprise("合成远帆公司"))
    assert outline(page) == []
    assert "只登记了表决权或控制协议" in section(page, "tree").text
    assert "100 %" not in section(page, "tree").text.replace("不是 100 %", "")
    names = {r["控制方名称"] for r in table(section(page, "control"))}
    assert names == {"合成赤岭公司", "合成青山集团", "周＊"}


def test_an_enterprise_without_holders_is_unknown_and_not_anybody_s(
    store: Store, tmp_path: Path
) -> None:
    held(store, tmp_path, ("无股东公司", "下家公司", "30"))
    with serve(create_app(store=store)) as web:
        page = see(web, enterprise("无股东公司"))
        below = see(web, enterprise("下家公司"))
    for part in ("tree", "owners"):
        told = section(page, part).all("p", class_="empty")[0].text
        assert told.startswith("该日没有登记持股方：归谁所有未知"), part
        assert not section(page, part).all("table"), part
    assert outline(below)[0] == (1, "无股东公司", "占 30 % 累计 30 % 没有登记持股方")


def test_a_closed_group_owns_itself(web: Client) -> None:
    page = see(web, enterprise("合成南门公司"))
    owners = {r["名称"]: r["比例 确定的部分"] for r in table(section(page, "owners"))}
    assert owners == {"周＊": "50 %", "封闭持股：合成东环公司、合成西环公司": "50 %"}
    assert [mark for _, _, mark in outline(page) if "环" in mark] == [
        "占 100 % 累计 50 % ↻ 环：已在这条链上"
    ]


def test_day_and_batch_decide_what_the_tree_shows(web: Client) -> None:
    then, now = (see(web, enterprise("合成赤岭公司", day)) for day in ("2024-06-01", DAY))
    assert [n for d, n, _ in outline(then) if d == 1] == ["合成青山集团", "吴＊", "未知的持股方"]
    assert [n for d, n, _ in outline(now) if d == 1] == ["合成青山集团", "未知的持股方"]
    kept = [a for a in links(now) if a.startswith("/enterprises/")]
    assert kept
    assert all(f"as_of={DAY}" in a for a in kept)
    assert web.get(enterprise("合成赤岭公司", known_at="9")).status_code == 400


def test_a_holder_has_what_it_owns_and_no_holders(web: Client) -> None:
    page = see(web, enterprise("合成城投平台"))
    assert "没有股东" in page.all("p", class_="note")[0].text
    assert not [e for e in page.walk() if e.attributes.get("id") in ("tree", "owners", "control")]
    assert {r["企业名称"] for r in table(section(page, "stakes"))} >= {"合成白云公司"}


def test_it_is_found_from_every_page_and_by_search(web: Client) -> None:
    listed = table(see(web, f"/enterprises?as_of={DAY}"))
    assert len(listed) == 11
    assert "/enterprises" in links(see(web, "/"))
    areas = see(web, "/areas?q=合成碧水公司")
    onward = next(a for a in links(areas) if a.startswith("/enterprises?q="))
    found = see(web, onward)
    assert [r["名称"] for r in table(found)] == ["合成碧水公司"]
    (page,) = {a for a in links(found) if a.startswith("/enterprises/")}
    assert see(web, page).all("h1")[0].text == "合成碧水公司"
    asked = see(web, f"/questions/controllers?as_of={DAY}")
    assert any(a.startswith("/enterprises/") for a in links(asked))
    assert "没有相符的企业" in see(web, "/enterprises?q=没有这一家").text


def test_synthetic_holdings_are_labelled_and_every_table_leads_to_its_question(
    web: Client,
) -> None:
    page = see(web, enterprise("合成碧水公司"))
    assert "合成数据" in page.all("p", class_="synthetic")[0].text
    asked = {a.split("?")[0] for a in links(page) if a.startswith("/questions/")}
    assert asked >= {
        f"/questions/{name}"
        for name in (
            "ownership-tree", "ultimate-owners", "controllers", "ultimate-controllers",
            "direct-holdings", "integrated-ownership", "holding-problems", "enterprise-states",
        )
    } - {"/questions/ultimate-controllers"}  # fmt: skip
    code = [c.text for c in page.all("code")]
    assert any("ownership-tree" in text and "MATCH" in text for text in code)
    for address in {a for a in links(page) if a.startswith("/questions/")}:
        assert web.get(address).status_code == 200, address


def test_the_same_as_json(web: Client) -> None:
    page = see(web, enterprise("合成碧水公司"))
    address = next(a for a in links(page) if a.startswith("/api/v1/enterprises/"))
    told: dict[str, Any] = web.get(address).json()
    assert told["enterprise"]["names"] == ["合成碧水公司"]
    assert told["view"]["synthetic"] is True
    assert len(told["tree"]["rows"]) == 8
    assert sum(row["share"] for row in told["owners"]["rows"]) == pytest.approx(1.0, abs=1e-12)
    assert (
        web.get(address, headers={"if-none-match": web.get(address).headers["etag"]}).status_code
        == 304
    )
    found = web.get("/api/v1/enterprises", params={"q": "碧水"}).json()
    assert [row["name"] for row in found["enterprises"]["rows"]] == ["合成碧水公司"]
    lost = web.get("/api/v1/enterprises/没有这一家")
    assert (lost.status_code, lost.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_need_no_script_and_read_in_both_languages(web: Client, lang: str) -> None:
    for address in (
        enterprise("合成碧水公司"), enterprise("合成远帆公司"), enterprise("合成城投平台"),
        f"/enterprises?as_of={DAY}", "/enterprises?q=合成",
    ):  # fmt: skip
        response = web.get(address, headers={"accept-language": lang})
        assert "script" not in response.headers["content-security-policy"]
        page = read(response)
        assert not [
            e for e in page.walk() if e.tag in ("script", "style") or "style" in e.attributes
        ]
        _usable(page, address)
        if lang == "en":
            left = chinese_outside_marked_text(page)
            assert [text for text in left if "合成" not in text] == []


def test_what_is_no_enterprise_or_is_called_like_several_is_told(
    store: Store, tmp_path: Path
) -> None:
    one, two = "91150100MA0MX1XX0A", "91150100MA0MX1XX1B"
    held(store, tmp_path, ("甲", "同名公司", "10", one), ("甲", "同名公司", "20", two))
    with serve(create_app(store=store)) as web:
        missing = web.get("/enterprises/没有这一家")
        assert missing.status_code == 404
        assert "没有叫“没有这一家”" in read(missing).text
        several = web.get("/enterprises/同名公司")
        assert several.status_code == 400
        assert one in several.text
        assert two in several.text
        offered = links(read(several).all("ul", class_="candidates")[0])
        assert [web.get(a).status_code for a in offered] == [200, 200]
        assert see(web, f"/enterprises/{one}").all("code")[0].text == one
