"""What people see in the browser, on both engines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from httpx import Client, Response

from api.app import create_app
from api.web import words
from api.web.contexts import Context
from api.web.templating import HERE
from graph.engines import LocalAddress
from graph.store import Store
from queries import catalogue
from queries.families import FAMILIES
from tests.web_support import (
    Element,
    chinese_outside_marked_text,
    links,
    read,
    rows,
    section,
    serve,
)

EXAMPLES = Path(__file__).parent.parent / "examples" / "hohhot"
DAY = "2025-01-01"

PAGES = (
    "/",
    "/areas?q=锦绣社区",
    "/areas?q=昭乌达",
    "/areas?q=没有这个地方",
    "/areas/150103",
    "/areas/150105001019",
    "/areas/150105006",
    "/areas/航苑小区",
    "/areas/三顺店社区",
    "/areas/150103?as_of=1900-01-01",
    "/questions",
    "/questions/area-coverage",
    "/questions/area-coverage?area=回民区",
    "/questions/coverage-rate?area=回民区&level=Street",
    "/questions/committee-members?committee=航苑小区联合党组织",
    "/questions/evidence?ids=1,2",
    "/questions/grid-coverage?area=锦绣社区",
    "/questions/grid-coverage?area=",
    "/questions/nothing-such",
    "/areas/锦绣社区",
    "/areas/没有这个地方",
    "/enterprises",
    "/enterprises?q=日富",
    "/enterprises/日富物业公司",
    "/names",
    "/names?within=回民区",
    "/names?within=没有这个地方",
    "/nowhere",
    "/areas/150103?as_of=2023-02-30",
)


def _again(link: str, address: str) -> bool:
    """Tell whether a link is the same page in another language: an error stays one."""
    return unquote(link).startswith(f"{address}?lang=")


@pytest.fixture
def web(demo: Store) -> Iterator[Client]:
    with serve(create_app(store=demo)) as client:
        yield client


def get(web: Client, address: str, **headers: str) -> Response:
    return web.get(address, headers={n.replace("_", "-"): v for n, v in headers.items()})


def see(web: Client, address: str) -> Element:
    response = get(web, address)
    assert response.status_code == 200, address
    return read(response)


def table(part: Element) -> list[dict[str, str]]:
    return rows(part.all("table")[0])


# ---- the golden answers, as a reader sees them ----


def test_huimin_shows_nine_reported_beside_eight_counted_on_a_dated_list(web: Client) -> None:
    figures = table(section(see(web, f"/areas/回民区?as_of={DAY}"), "figures"))
    shown = next(row for row in figures if row["指标"].startswith("街道“大工委”"))
    assert shown["上报"] == "9 个 截至 2024"
    assert "8 名单完整 区划清单上的街道、镇、乡 · 名单：2021 报告" in shown["图中清点"]
    assert "0 名单不完整 图中登记的大工委（并非全部）" in shown["图中清点"]


def test_a_reported_number_is_never_called_counted(web: Client) -> None:
    figures = table(section(see(web, f"/areas/回民区?as_of={DAY}"), "figures"))
    by_name = {row["指标"].split()[0]: row for row in figures}
    assert by_name["项目清单"]["上报"].startswith("415 ")
    assert by_name["项目完成"]["上报"].startswith("400 ")
    assert by_name["项目清单"]["图中清点"].startswith("无名单，不能清点 报道只给全区的个数")
    assert by_name["项目完成率"]["图中清点"].startswith("96.4 推算")


def test_grids_of_xingkang_are_shown_as_possible_and_never_as_all(web: Client) -> None:
    page = see(web, "/areas/150105001019?as_of=2020-07-01")
    grids = section(page, "grids")
    listed = table(grids)
    assert {row["网格"] for row in listed} == {f"第{n}网格" for n in "一二三四五"}
    assert {row["该日是否覆盖"] for row in listed} == {"◐ 可能"}
    assert "5 个网格：确定覆盖 0 个，可能覆盖 5 个（含确定）" in grids.text
    assert "100" not in grids.text.replace("150105001019", "")


def test_a_renamed_street_is_one_page_with_two_names_in_time(web: Client) -> None:
    addresses = {
        str(get(web, f"/areas/{name}?as_of={DAY}").url)
        for name in ("150105006", "昭乌达路街道", "昭乌达南路街道", "赛罕区/昭乌达路街道")
    }
    assert len(addresses) == 1
    page = see(web, addresses.pop())
    assert page.all("h1")[0].text == "昭乌达南路街道"
    states = table(section(page, "states"))
    assert [(r["方面"], r["名称"], r["该日是否有效"], r["起止"]) for r in states] == [
        ("状况", "昭乌达路街道", "○ 否", "不晚于2020年12月31日至2021年1月1日～2023年4月29日之间"),
        ("状况", "昭乌达南路街道", "◐ 可能", "2021年1月2日～2023年4月30日之间至未定"),
        ("隶属区域", "赛罕区", "● 确定", "2020年1月1日至长期"),
    ]


def test_on_a_day_between_two_names_the_page_names_both(web: Client) -> None:
    page = see(web, "/areas/150105006?as_of=2022-01-01")
    assert page.all("h1")[0].text == "昭乌达路街道 或 昭乌达南路街道 ◐ 可能"


def test_statements_that_lost_are_shown_with_what_stands(web: Client) -> None:
    lost = table(section(see(web, "/areas/三顺店社区"), "disputes"))
    assert {(r["对象"], r["有争议的项目"], r["此来源称"], r["现采用"]) for r in lost} == {
        ("三顺店社区党委", "类别", "支部", "党委"),
        ("三顺店社区党委", "名称", "三顺店社区党支部", "三顺店社区党委"),
        ("社区党委书记", "名称", "社区党支部书记", "社区党委书记"),
    }


def test_committees_and_agreements_of_a_compound_are_shown_with_their_doubt(
    web: Client,
) -> None:
    network = table(section(see(web, "/areas/航苑小区?as_of=2026-01-01"), "network"))
    assert {(r["类别"], r["该日是否有效"]) for r in network} == {
        ("共建协议", "◐ 可能"), ("联合党组织", "◐ 可能")
    }  # fmt: skip


# ---- evidence and statement behind every table ----


def test_each_row_names_article_and_paragraph_file_and_cells(web: Client) -> None:
    page = see(web, "/areas/航苑小区")
    cited = [item.text for item in section(page, "network").all("li")]
    assert any(
        text.startswith("《党建一子落 激起满盘活》（2020） ¶") and "committees.csv 第 2 行" in text
        for text in cited
    ), cited
    for part in ("states", "network"):
        details = section(page, part).all("details", class_="sources")
        assert len(details) == len(table(section(page, part)))
        assert all(d.all("li") and d.all("dl", class_="cells") for d in details)
    assert words.WORDS["unknown_source"].zh not in page.text


def test_each_table_shows_the_very_file_of_its_question(web: Client) -> None:
    page = see(web, "/areas/150105001019")
    shown = {"".join(c for c in code.children if isinstance(c, str)) for code in page.all("code")}
    names = ("area-states", "area-network", "grid-coverage", "reported-and-counted")
    assert {catalogue()[name].cypher for name in names} <= shown


def test_a_table_leads_to_its_question_with_the_same_rows(web: Client) -> None:
    part = section(see(web, f"/areas/150105001019?as_of={DAY}"), "grids")
    question = next(a for a in links(part) if a.startswith("/questions/grid-coverage"))
    assert f"as_of={DAY}" in question
    assert table(see(web, question)) == table(part)


# ---- tree ----


def test_the_tree_holds_the_way_down_and_its_neighbours_only(web: Client) -> None:
    tree = see(web, "/areas/150105001019").all("nav", class_="tree")[0]
    names = [a.text for a in tree.all("a")]
    assert names[0] == "呼和浩特市"
    assert {"回民区", "赛罕区", "人民路街道", "大学西路街道", "兴康社区居委会", "第一网格"} <= set(
        names
    )
    assert "新华西路街道" not in names, "a street of another district"
    assert len(names) < 60
    here = [a.text for a in tree.all("a") if a.attributes.get("aria-current") == "page"]
    assert here == ["兴康社区居委会"]


def test_a_page_of_the_whole_city_stays_light(web: Client) -> None:
    response = get(web, "/areas/1501")
    assert len(response.content) < 400_000
    assert len(read(response).all("nav", class_="tree")[0].all("a")) < 20


# ---- form of all pages ----


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_well_formed_and_brings_no_script_or_style_of_its_own(
    web: Client, lang: str
) -> None:
    for address in PAGES:
        page = read(get(web, address, accept_language=lang))
        elements = list(page.walk())
        assert not [e.tag for e in elements if e.tag in ("script", "style", "iframe", "object")]
        for element in elements:
            own = {n for n in element.attributes if n == "style" or n.startswith("on")}
            assert not own, (address, element.tag, own)
            for name in ("href", "src", "action"):
                assert not re.match(r"\w+:|//", element.attributes.get(name, "")), element
        _usable(page, address)


def _usable(page: Element, address: str) -> None:
    """Check what a keyboard or a screen reader needs."""
    ids = [e.attributes["id"] for e in page.walk() if "id" in e.attributes]
    assert len(set(ids)) == len(ids), (address, ids)
    assert [len(page.all(tag)) for tag in ("h1", "main", "title")] == [1, 1, 1], address
    labelled = {label.attributes["for"] for label in page.all("label")}
    for control in (*page.all("input"), *page.all("select")):
        hidden = control.attributes.get("type") == "hidden"
        assert hidden or control.attributes["id"] in labelled, (address, control.attributes)
    for one in page.all("table"):
        assert one.all("caption"), address
        assert all("scope" in th.attributes for th in one.all("th")), address
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1, (address, levels)
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (address, levels)
    assert page.all("a", class_="skip")[0].attributes["href"] == "#content"
    targets = {a[1:] for a in links(page) if a.startswith("#")}
    assert targets <= set(ids), (address, targets - set(ids))


def test_every_link_leads_somewhere(web: Client) -> None:
    seen: set[str] = set()
    for address in ("/", "/areas/150105001019", "/areas/航苑小区", "/questions", "/areas/锦绣社区"):
        page = read(get(web, address))
        found = {a for a in links(page) if not a.startswith("#")}
        forms = {form.attributes["action"] for form in page.all("form")}
        sheets = {e.attributes["href"] for e in page.all("link")}
        # A tree has many links of one kind; two of each kind are as good as all.
        kinds: dict[str, int] = {}
        for link in sorted(found | forms | sheets):
            kind = re.sub(r"[0-9a-f]{24}", "ID", unquote(link))
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= 2 and link not in seen:
                seen.add(link)
                assert get(web, link).status_code == 200 or _again(link, address), (address, link)
    assert len(seen) > 50


def test_the_same_words_in_the_other_language_and_nothing_left_in_chinese(web: Client) -> None:
    for address in PAGES:
        english = read(get(web, address, accept_language="en"))
        assert english.all("html")[0].attributes["lang"] == "en"
        left = chinese_outside_marked_text(english)
        # A search and an error repeat what the reader typed, in the reader's own script.
        if english.all("section", class_="problem") or "?q=" in address:
            left = [text for text in left if not _typed(text, address)]
        assert left == [], address


def _typed(text: str, address: str) -> bool:
    typed = re.findall(r"[\u3400-\u9fff]+", address)
    return any(word in text for word in typed)


def test_captions_are_complete_and_all_in_use() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "templates/*.html")
        for path in HERE.glob(pattern)
        if path.name != "words.py"
    )
    for key, text in words.WORDS.items():
        assert text.zh.strip(), key
        assert text.en.strip(), key
        assert not re.search(r"[\u3400-\u9fff]", text.en), key
        built = re.sub(r"(?<=^none_|^hint_)\w+|(?<=^status_)\d+", "", key)
        assert f'"{key}"' in sources or f'"{built}' in sources or key in "确定可能否", key
    assert set(FAMILIES) >= {question.family for question in catalogue().values()}


def test_chinese_comes_first_and_the_address_overrules_the_browser(web: Client) -> None:
    def language(address: str, accepted: str = "") -> str:
        page = read(get(web, address, accept_language=accepted))
        return page.all("html")[0].attributes["lang"]

    assert language("/") == "zh-CN"
    assert language("/", "fr, en;q=0.8, zh;q=0.5") == "en"
    assert language("/", "fr") == "zh-CN"
    assert language("/?lang=en", "zh") == "en"
    assert language("/?lang=zh", "en") == "zh-CN"
    assert get(web, "/?lang=fr").status_code == 400


def test_day_batch_and_language_stay_in_every_link(web: Client) -> None:
    page = see(web, f"/areas/150103?as_of={DAY}&known_at=1&lang=en")
    inside = [a for a in links(page) if a.startswith(("/areas/", "/questions", "/api/v1/areas"))]
    assert inside
    for link in inside:
        if "hreflang" in link or link.endswith("lang=zh"):
            continue
        assert f"as_of={DAY}" in link, link
        assert "known_at=1" in link, link


def test_the_plan_of_an_answer_is_a_link_away(web: Client) -> None:
    address = "/questions/area-coverage?area=回民区&level=Street&as_of=2022-01-01"
    answered = see(web, address)
    (link,) = (a for a in links(answered) if "explain=1" in a)
    explained = see(web, link)
    assert table(explained) == table(answered)
    shown = {e.text for e in answered.all("pre")}
    (plan,) = (e.text for e in explained.all("pre") if e.text not in shown)
    assert "PART_OF" in plan
    assert len(plan) > 300


# ---- forms and errors ----


def test_a_question_page_opens_as_a_form_and_keeps_what_was_typed(web: Client) -> None:
    empty = see(web, "/questions/area-coverage")
    assert not empty.all("table")
    assert not empty.all("section", class_="problem")
    filled = see(web, "/questions/area-coverage?area=回民区&level=Street&as_of=2022-01-01")
    values = {
        e.attributes["name"]: e.attributes["value"] for e in filled.all("main")[0].all("input")
    }
    assert values == {"area": "回民区", "as_of": "2022-01-01", "known_at": ""}
    chosen = [o.text for o in filled.all("option") if "selected" in o.attributes]
    assert chosen == ["街道、镇、乡"]
    assert len(table(filled)) == 8
    assert filled.all("p", class_="command")[0].text.endswith(
        "gongjian ask area-coverage area=回民区 level=Street --as-of 2022-01-01"
    )


def test_a_missing_parameter_is_told_beside_the_form(web: Client) -> None:
    response = get(web, "/questions/grid-coverage?area=")
    page = read(response)
    assert response.status_code == 400
    assert "缺少参数 area（区域）" in page.all("section", class_="problem")[0].text
    assert page.all("form", class_="ask")


@pytest.mark.parametrize("address", ["/areas/锦绣社区", "/questions/grid-coverage?area=锦绣社区"])
def test_an_ambiguous_name_offers_both_as_links_that_answer(web: Client, address: str) -> None:
    response = get(web, address)
    assert response.status_code == 400
    offered = read(response).all("ul", class_="candidates")[0]
    assert [a.text for a in offered.all("a")] == [
        "呼和浩特市/新城区/迎新路街道/锦绣社区居委会",
        "呼和浩特市/赛罕区/昭乌达南路街道/锦绣社区居委会",
    ]
    assert [get(web, link).status_code for link in links(offered)] == [200, 200]


def test_a_search_finds_former_and_partial_names_with_their_paths(web: Client) -> None:
    def found(q: str) -> list[str]:
        page = see(web, f"/areas?q={q}")
        return [row["全路径"] for row in table(page)] if page.all("table") else []

    renamed = ["呼和浩特市/赛罕区/昭乌达南路街道"]
    assert found("昭乌达路街道") == found("昭乌达") == found("150105006") == renamed
    assert len(found("锦绣社区")) == 2
    assert found("没有这个地方") == []


# ---- one context for page and interface ----


def test_every_field_of_a_context_is_on_a_page_and_in_the_interface(
    web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: dict[type, set[str]] = {}
    plain: Callable[[Any, str], Any] = Context.__getattribute__

    def watched(self: Any, name: str) -> Any:
        if name in type(self).model_fields:
            used.setdefault(type(self), set()).add(name)
        return plain(self, name)

    sent = {a: web.get(f"/api/v1{a}") for a in ("/areas/150105001019", "/areas", "/questions")}
    for address in ("/enterprises", "/enterprises/日富物业公司"):
        sent[address] = web.get(f"/api/v1{address}")
    sent["/areas/三顺店社区"] = web.get("/api/v1/areas/三顺店社区")
    monkeypatch.setattr(Context, "__getattribute__", watched)
    for address in ("/", "/areas?q=锦绣社区", "/areas/150105001019", "/areas/三顺店社区",
                    "/questions", "/questions/area-coverage?area=回民区", "/areas/锦绣社区",
                    "/questions/area-roots", "/enterprises",
                    "/enterprises/日富物业公司"):  # fmt: skip
        get(web, address)
    monkeypatch.undo()
    # The page of names has tests of its own, which decide some first.
    contexts = [
        c for c in _descendants(Context)
        if c.__module__.startswith("api.") and not c.__module__.endswith("names_pages")
    ]  # fmt: skip
    unused = {c.__name__: set(c.model_fields) - used.get(c, set()) for c in contexts}
    assert {name: fields for name, fields in unused.items() if fields} == {}
    names = set().union(*(_names(response.json()) for response in sent.values()))
    missing = {
        n for c in contexts for n in c.model_fields if c.__name__ not in ("Problem", "Candidate")
    }
    assert missing - names == set()


def _descendants(kind: type[Context]) -> list[type[Context]]:
    return [d for child in kind.__subclasses__() for d in (child, *_descendants(child))]


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def test_making_the_application_reaches_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "数据库"
    create_app(LocalAddress(folder))
    assert not folder.exists()
    with pytest.raises(ValueError, match="either"):
        create_app()


def test_the_style_sheet_has_contrast_in_both_schemes() -> None:
    css = (HERE / "static" / "style.css").read_text(encoding="utf-8")
    light, dark = (_colours(part) for part in css.split("@media (prefers-color-scheme: dark)")[:2])
    for scheme in (light, light | dark):
        for ink in ("ink", "soft", "link", "seal", "certain", "possible", "no"):
            for paper in ("paper", "sheet", "stripe", "wash"):
                assert _contrast(scheme[ink], scheme[paper]) >= 4.5, (ink, paper)
        assert _contrast(scheme["warn-ink"], scheme["warn"]) >= 4.5
        assert _contrast(scheme["focus"], scheme["paper"]) >= 2.8


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css.split("*, *::before")[0]))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_definitions_are_in_the_language_of_the_page(web: Client) -> None:
    figures = table(section(see(web, f"/areas/回民区?as_of={DAY}&lang=en"), "figures"))
    counted = " ".join(value for row in figures for value in row.values())
    assert "streets, towns and townships on the division list" in counted
    assert "区划清单上的街道、镇、乡" not in counted
