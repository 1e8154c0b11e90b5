"""What one row of each register makes, and what it must satisfy: without a database."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import RefusedInput
from graph.identity import node_id
from graph.time import OPEN_END, UNKNOWN_START, Span
from loaders.places import CODE_AUTHORITY
from loaders.registers import REGISTERS
from loaders.registers.areas import kind_of
from tests.loader_support import Small, edges, values


@pytest.fixture
def small() -> Small:
    """A city with one district, one street, two communities, and three bodies."""
    made = Small()
    made.take("areas", code="1501", name="呼和浩特市", kind="市", reported="2021")
    for code, name, parent in (
        ("150102", "新城区", "1501"),
        ("150105", "赛罕区", "1501"),
        ("150102007", "迎新路街道", "150102"),
        ("150105006", "昭乌达路街道", "150105"),
        ("150102007003", "锦绣社区居委会", "150102007"),
        ("150105006034", "锦绣社区居委会", "150105006"),
    ):
        made.take("areas-2021", code=code, name=name, parent=parent, reported="2021")
    organisations = (
        ("O1", "锦绣社区党委", "党组织", "党委"),
        ("O2", "第一小学", "单位", "学校"),
        ("O3", "红星公司", "企业", "非公企业"),
    )
    for number, name, class_, kind in organisations:
        made.take(
            "organisations", number=number, name=name, kind=kind, reported="2021",
            area="150102007003", **{"class": class_},
        )  # fmt: skip
    made.take("committees", number="C1", name="锦绣社区大党委", kind="大党委", reported="2021",
              area="150102007003")  # fmt: skip
    assert made.problems == []
    made.facts.clear()
    return made


def since(year: str) -> Span:
    """Return what a list of a year says of a fact without dates of its own."""
    return Span(UNKNOWN_START, date(int(year), 12, 31), date(int(year), 1, 2), OPEN_END)


# ---- areas ----


def test_a_listed_area_has_a_state_and_a_place_in_the_tree(small: Small) -> None:
    made = small.take(
        "areas-2021", code="150102007004", name="东街社区居委会", parent="150102007",
        reported="2021",
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "东街社区居委会", "东街社区居委会"),
        ("PART_OF", "东街社区居委会", "迎新路街道"),
    }
    assert values(made, "STATE") == [
        {"name": "东街社区居委会", "code": "150102007004", "kind": "社区"}
    ]
    state, part = made
    assert state.start.label == "Community"
    assert state.start.id == node_id("Community", CODE_AUTHORITY, "150102007004")
    assert state.span == since("2021")
    assert part.span == Span(date(2021, 1, 1), date(2021, 1, 1), OPEN_END, OPEN_END)
    assert state.evidence.authority == "areas-2021"
    assert state.dates_text == "2021 报告"


@pytest.mark.parametrize(
    ("label", "name", "kind"),
    [
        ("City", "呼和浩特市", "市"),
        ("District", "赛罕区", "区县"),
        ("District", "呼和浩特经济技术开发区", "功能区"),
        ("Street", "东街街道", "街道"),
        ("Street", "东街街道办事处", "街道"),
        ("Street", "攸攸板镇", "镇"),
        ("Street", "舍必崖乡", "乡"),
        ("Street", "沙尔沁工业区（如意南区）", "功能区"),
        ("Street", "留学人员创业园", "功能区"),
        ("Street", "电厂生活区", "未载明"),
        ("Street", "机场", "未载明"),
        ("Community", "锦绣社区居委会", "社区"),
        ("Community", "西苑居委会", "社区"),
        ("Community", "平庄村民委员会", "村"),
        ("Community", "毫沁营村委会", "村"),
        ("Community", "种羊场", "未载明"),
    ],
)
def test_the_kind_is_read_from_the_name_and_never_from_the_code(
    label: str, name: str, kind: str
) -> None:
    assert kind_of(label, name) == kind


@pytest.mark.parametrize(
    ("code", "parent", "rule"),
    [
        ("150102008001", "150102008", "parent-known"),
        ("150102007009", "150105006", "code-under-parent"),
        ("150105009", "150102", "code-under-parent"),
    ],
)
def test_a_listed_area_needs_a_parent_that_fits_its_code(
    small: Small, code: str, parent: str, rule: str
) -> None:
    assert small.take("areas-2021", code=code, name="某社区", parent=parent, reported="2021") == []
    assert small.rules() == [rule]
    assert small.problems[0].column == "parent"
    assert small.problems[0].value == parent
    assert "150102" in small.problems[0].what.zh


@pytest.mark.parametrize(("code", "parent"), [("150102001", "1501"), ("1501", "1501")])
def test_a_level_is_never_skipped(small: Small, code: str, parent: str) -> None:
    with pytest.raises(RefusedInput, match="PART_OF"):
        small.take("areas-2021", code=code, name="某街道", parent=parent, reported="2021")


def test_an_area_that_only_an_article_names_is_known_by_its_path(small: Small) -> None:
    made = small.take(
        "areas", name="万通路街道", kind="街道", parent="150102", reported="2024",
        article="A1", paragraph="209",
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "万通路街道", "万通路街道"), ("PART_OF", "万通路街道", "新城区")
    }  # fmt: skip
    again = small.take(
        "areas", name="万通路街道办事处", kind="街道", parent="呼和浩特市/新城区", reported="2025"
    )
    assert {f.start.id for f in again} == {made[0].start.id}
    site = small.take(
        "areas", name="东客站", kind="小区", parent="新城区/万通路街道", reported="2024"
    )
    assert edges(site) >= {("PART_OF", "东客站", "万通路街道")}


def test_another_name_that_a_source_uses_is_no_rename(small: Small) -> None:
    short = small.take(
        "areas", code="150105006", name="昭路街道", usage="简称", kind="街道", reported="2024"
    )
    assert edges(short) == {("NAMED", "昭乌达路街道", "昭乌达路街道")}
    assert values(short, "NAMED") == [{"name": "昭路街道"}]
    ending = small.take(
        "areas", code="150102007003", name="锦绣社区", usage="简称", kind="社区", reported="2024"
    )
    assert ending == []  # the ending alone is no other name
    official = small.take(
        "areas", code="150105006", name="昭乌达南路街道", usage="正式", kind="街道",
        parent="150105", reported="2023-04",
    )  # fmt: skip
    assert edges(official) == {
        ("STATE", "昭乌达路街道", "昭乌达路街道"), ("PART_OF", "昭乌达路街道", "赛罕区")
    }  # fmt: skip
    assert values(official, "STATE")[0]["name"] == "昭乌达南路街道"


def test_a_source_may_put_a_community_under_another_street_of_its_district(small: Small) -> None:
    small.take("areas-2021", code="150105007", name="巴彦街道", parent="150105", reported="2021")
    small.facts.clear()
    small.take("areas", code="150105006034", name="锦绣社区", usage="简称", kind="社区",
               parent="150105007", reported="2024")  # fmt: skip
    assert edges(small.facts) == {("PART_OF", "锦绣社区居委会", "巴彦街道")}
    small.take("areas", code="150105006034", name="锦绣社区", usage="简称", kind="社区",
               parent="150102007", reported="2024")  # fmt: skip
    assert small.rules() == ["code-under-parent"]


@pytest.mark.parametrize(
    ("kind", "code", "rule"),
    [
        ("街道", "150102007003", "kind-fits-code"),
        ("社区", "150102009", "kind-fits-code"),
        ("网格", "150102007009", "kind-fits-code"),
        ("市", "150109", "kind-fits-code"),
        ("未载明", None, "kind-or-code"),
    ],
)
def test_kind_and_code_speak_of_one_level(
    small: Small, kind: str, code: str | None, rule: str
) -> None:
    assert small.take("areas", code=code, name="某处", kind=kind, reported="2024") == []
    assert small.rules() == [rule]
    assert small.problems[0].column == "类别"


@pytest.mark.parametrize(
    ("kind", "code", "label"),
    [
        ("功能区", "150172", "District"),
        ("功能区", "150105400", "Street"),
        ("功能区", None, "Street"),
        ("未载明", "150105006099", "Community"),
        ("网格", None, "Grid"),
        ("楼宇", None, "Building"),
    ],
)
def test_a_code_tells_the_level_where_the_kind_does_not(
    small: Small, kind: str, code: str | None, label: str
) -> None:
    made = small.take("areas", code=code, name="某处", kind=kind, reported="2024")
    assert [f.start.label for f in made] == [label]


def test_an_area_that_ends_before_it_starts_is_refused_once(small: Small) -> None:
    small.take("areas", code="150105400", name="金桥开发区", kind="功能区", parent="150105",
               start="2021-05-01", end="2020-05-01", reported="2021")  # fmt: skip
    assert small.rules() == ["start-before-end"]
    assert small.problems[0].column == "截止日期"
    assert small.problems[0].value == "2020-05-01"


def test_an_area_of_another_level_with_a_fitting_name_is_another_area(small: Small) -> None:
    lane = small.take("areas", name="锦绣", kind="街巷", parent="150102", reported="2024")
    quarter = small.take("areas", name="迎新路", kind="商圈", parent="150102", reported="2024")
    assert small.problems == []
    assert edges(lane) == {("STATE", "锦绣", "锦绣"), ("PART_OF", "锦绣", "新城区")}
    assert edges(quarter) == {("STATE", "迎新路", "迎新路"), ("PART_OF", "迎新路", "新城区")}
    assert {f.start.label for f in (*lane, *quarter)} == {"Site"}


# ---- bodies ----


@pytest.mark.parametrize(
    ("class_", "kind", "label"),
    [("单位", "医院", "Unit"), ("企业", "国企", "Enterprise"), ("党组织", "支部", "Branch")],
)
def test_an_organisation_is_somewhere_and_belongs_somewhere(
    small: Small, class_: str, kind: str, label: str
) -> None:
    made = small.take(
        "organisations", number="N9", name="某组织", kind=kind, reported="2024", start="2020",
        area="赛罕区/锦绣社区", host="O3" if class_ != "企业" else None,
        above="O1" if class_ == "党组织" else None, **{"class": class_},
    )  # fmt: skip
    expected = {("STATE", "某组织", "某组织"), ("LOCATED_IN", "某组织", "锦绣社区居委会")}
    if class_ != "企业":
        expected |= {("BELONGS_TO", "某组织", "红星公司")}
    if class_ == "党组织":
        expected |= {("REPORTS_TO", "某组织", "锦绣社区党委")}
    assert edges(made) == expected
    assert {f.start.label for f in made} == {label}
    assert {f.end.id for f in made if f.type == "LOCATED_IN"} == {
        node_id("Community", CODE_AUTHORITY, "150105006034")
    }
    assert {f.span for f in made} == {
        Span(date(2020, 1, 1), date(2020, 12, 31), date(2024, 1, 2), OPEN_END)
    }
    assert values(made, "STATE") == [{"name": "某组织", "kind": kind, "code": "N9"}]


def test_a_short_name_of_an_organisation_is_another_name(small: Small) -> None:
    made = small.take(
        "organisations", number="O3", name="红星", usage="简称", kind="非公企业", reported="2024",
        **{"class": "企业"},
    )  # fmt: skip
    assert values(made, "NAMED") == [{"name": "红星"}]
    assert values(made, "STATE") == [{"kind": "非公企业", "code": "O3"}]


@pytest.mark.parametrize(
    ("class_", "kind"),
    [("单位", "支部"), ("企业", "学校"), ("党组织", "国企"), ("党组织", "党支部")],
)
def test_a_kind_belongs_to_its_class(small: Small, class_: str, kind: str) -> None:
    made = small.take(
        "organisations", number="N9", name="某组织", kind=kind, reported="2024",
        **{"class": class_},
    )  # fmt: skip
    assert made == []
    assert small.rules() == ["one-of"]
    assert kind in small.problems[0].what.zh
    assert "、" in small.problems[0].todo.zh


def test_a_number_means_one_body(small: Small) -> None:
    small.take("organisations", number="O1", name="别的单位", kind="学校", reported="2024",
               **{"class": "单位"})  # fmt: skip
    small.take("committees", number="O1", name="别的委员会", kind="大党委", reported="2024")
    assert small.rules() == ["number-once", "number-once"]
    assert "锦绣社区党委" in small.problems[0].what.zh
    assert small.facts == []


def test_every_reference_of_a_row_is_looked_up(small: Small) -> None:
    small.take(
        "organisations", number="N9", name="某支部", kind="支部", reported="2024",
        area="没有的社区", host="O99", above="锦绣社区党总支", **{"class": "党组织"},
    )  # fmt: skip
    assert [(p.rule, p.column, p.value) for p in small.problems] == [
        ("known-reference", "所在地区", "没有的社区"),
        ("known-reference", "所属", "O99"),
        ("known-reference", "上级党组织", "锦绣社区党总支"),
    ]
    assert "锦绣社区党委" in small.problems[2].todo.zh  # the nearest name


def test_a_committee_serves_an_area_and_keeps_its_number(small: Small) -> None:
    made = small.take(
        "committees", number="C2", name="迎新路街道大工委", kind="大工委", reported="2024",
        area="迎新路街道",
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "迎新路街道大工委", "迎新路街道大工委"),
        ("SERVES", "迎新路街道大工委", "迎新路街道"),
    }
    assert {f.start.code for f in made} == {"C2"}
    assert values(made, "STATE")[0]["code"] == "C2"
    member = small.take("members", committee="C2", member="第一小学", reported="2024")
    assert edges(member) == {("MEMBER_OF", "第一小学", "迎新路街道大工委")}


def test_a_member_is_a_body_of_its_own(small: Small) -> None:
    made = small.take("members", committee="C1", member="O2", start="2023.5", reported="2024")
    assert edges(made) == {("MEMBER_OF", "第一小学", "锦绣社区大党委")}
    assert made[0].span.from_min == date(2023, 5, 1)
    assert made[0].dates_text == "2023.5"
    with pytest.raises(RefusedInput, match="MEMBER_OF"):
        small.take("members", committee="C1", member="C1", reported="2024")
    with pytest.raises(RefusedInput, match="MEMBER_OF"):
        small.take("members", committee="O1", member="O2", reported="2024")


def test_a_post_is_no_person(small: Small) -> None:
    made = small.take(
        "posts", number="P1", name="党委书记", body="O1", kind="专职", basis="章程", reported="2024"
    )
    assert edges(made) == {
        ("STATE", "党委书记", "党委书记"), ("POST_OF", "党委书记", "锦绣社区党委")
    }  # fmt: skip
    assert values(made, "STATE") == [{"name": "党委书记", "kind": "专职", "basis": "章程"}]
    assert small.take("posts", number="P2", name="书记", body="无此组织", reported="2024") == []
    assert small.rules() == ["known-reference"]
    persons = {"姓名", "身份证", "电话", "联系电话", "手机"}
    for declared in REGISTERS.values():
        if declared.name not in ("holdings", "rosters"):  # there a name becomes a pseudonym
            assert not persons & {h for c in declared.columns for h in c.headings}


# ---- relations ----


def test_a_joint_appointment_joins_two_bodies_by_posts(small: Small) -> None:
    made = small.take(
        "appointments", home="O2", home_post="校长", there="C1", post="兼职委员",
        basis="兼职委员", reported="2024",
    )  # fmt: skip
    assert edges(made) == {("JOINTLY_APPOINTED", "第一小学", "锦绣社区大党委")}
    assert values(made, "JOINTLY_APPOINTED") == [
        {"post": "兼职委员", "home_post": "校长", "basis": "兼职委员"}
    ]
    plain = small.take("appointments", home="O2", there="O1", post="委员", reported="2024")
    assert values(plain, "JOINTLY_APPOINTED")[0]["basis"] == "未载明"
    assert small.take("appointments", home="O2", there="没有", post="委员", reported="2024") == []


def test_an_agreement_with_a_host_area_binds_every_party_to_it(small: Small) -> None:
    made = small.take(
        "agreements", number="X1", name="共建协议", form="书面协议", party_a="O1", party_b="O2",
        party_c="O3", area="150102007003", start="2023-05-01", end="2025-04-30", reported="2024",
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "共建协议", "共建协议"),
        ("SIGNED", "锦绣社区党委", "共建协议"),
        ("SIGNED", "第一小学", "共建协议"),
        ("SIGNED", "红星公司", "共建协议"),
        ("CO_BUILDS", "锦绣社区党委", "锦绣社区居委会"),
        ("CO_BUILDS", "第一小学", "锦绣社区居委会"),
        ("CO_BUILDS", "红星公司", "锦绣社区居委会"),
    }
    assert [v["side"] for v in values(made, "SIGNED")] == ["甲方", "乙方", "丙方"]
    agreement = node_id("Agreement", "协议编号", "X1")
    assert {v["agreement"] for v in values(made, "CO_BUILDS")} == {agreement}
    assert {f.span for f in made} == {
        Span(date(2023, 5, 1), date(2023, 5, 1), date(2025, 5, 1), date(2025, 5, 1))
    }


def test_an_agreement_without_a_host_binds_the_parties_pairwise(small: Small) -> None:
    made = small.take(
        "agreements", number="X2", name="联合体", party_a="O1", party_b="O2", party_c="O3",
        reported="2024",
    )  # fmt: skip
    assert {e for e in edges(made) if e[0] == "CO_BUILDS"} == {
        ("CO_BUILDS", "锦绣社区党委", "第一小学"),
        ("CO_BUILDS", "锦绣社区党委", "红星公司"),
        ("CO_BUILDS", "第一小学", "红星公司"),
    }


def test_an_agreement_runs_from_its_signature_where_no_term_is_stated(small: Small) -> None:
    signed = {"number": "X3", "name": "协议", "party_a": "O1", "area": "150102007003"}
    made = small.take("agreements", **signed, signed="2023-05-01", reported="2024")
    assert {(f.span.from_min, f.span.from_max) for f in made} == {
        (date(2023, 5, 1), date(2023, 5, 1))
    }
    assert made[0].dates_text == "2023-05-01"
    stated = small.take(
        "agreements", **signed, signed="2023-05-01", start="2023-07-01", reported="2024"
    )
    assert {f.span.from_min for f in stated} == {date(2023, 7, 1)}


def test_a_signature_has_its_day_and_the_party_organisation_of_the_unit(small: Small) -> None:
    made = small.take(
        "agreements", number="X6", name="协议", party_a="O1", unit="第一小学", signed="2023年5月",
        branch="第一小学党支部", area="150102007003", reported="2024",
    )  # fmt: skip
    assert values(made, "SIGNED") == [
        {"side": "甲方", "signed": "2023-05"},
        {"side": "乙方", "through": "第一小学党支部", "signed": "2023-05"},
    ]


def test_an_agreement_needs_two_sides_and_known_ones(small: Small) -> None:
    assert small.take("agreements", number="X4", name="x", party_a="O1", reported="2024") == []
    assert small.rules() == ["two-sides"]
    small.problems.clear()
    small.take(
        "agreements", number="X5", name="x", party_a="O1", party_b="谁", area="没有的社区",
        start="2025", end="2024", reported="2024",
    )  # fmt: skip
    assert sorted(small.rules()) == ["known-reference", "known-reference", "start-before-end"]
    assert small.facts == []


def test_coverage_is_certain_or_possible_as_stated(small: Small) -> None:
    small.take("areas", name="第一网格", kind="网格", parent="150102007003", reported="2024")
    grid = "新城区/迎新路街道/锦绣社区/第一网格"
    certain = small.take("coverage", branch="O1", covered=grid, mode="组织", certainty="确定",
                         reported="2024-05-01")  # fmt: skip
    assert edges(certain) == {("COVERS", "锦绣社区党委", "第一网格")}
    assert values(certain, "COVERS") == [{"mode": "组织", "share": "未载明"}]
    assert certain[0].span.from_max < certain[0].span.to_min
    possible = small.take("coverage", branch="O1", covered=grid, mode="工作", certainty="可能",
                          share="联合", reported="2024")  # fmt: skip
    assert possible[0].span.from_max >= possible[0].span.to_min
    assert possible[0].span.from_min < possible[0].span.to_max
    unit = small.take("coverage", branch="O1", covered="O3", mode="组织", certainty="确定",
                      reported="2024")  # fmt: skip
    assert edges(unit) == {("COVERS", "锦绣社区党委", "红星公司")}
    with pytest.raises(RefusedInput, match="COVERS"):
        small.take("coverage", branch="O1", covered="150102007003", mode="组织",
                   certainty="确定", reported="2024")  # fmt: skip


# ---- reports ----


def test_a_figure_is_about_an_area_or_a_body_and_keeps_its_words(small: Small) -> None:
    made = small.take(
        "figures", number="F1", place="150102", indicator="网格", value="1,000",
        value_text="1000余", unit="个", qualifier="余", reported="2024", scope="口径不明",
        article="A1", paragraph="7",
    )  # fmt: skip
    assert {(f.type, f.end.name) for f in made} == {("STATE", "网格"), ("ABOUT", "新城区")}
    assert values(made, "STATE") == [
        {
            "indicator": "网格", "value": 1000, "value_text": "1000余", "unit": "个",
            "qualifier": "余", "scope_note": "口径不明", "period_text": "2024",
        }
    ]  # fmt: skip
    body = small.take("figures", number="F2", place="第一小学", indicator="人数",
                      value_text="三", qualifier="=")  # fmt: skip
    assert {f.end.name for f in body if f.type == "ABOUT"} == {"第一小学"}
    assert "value" not in values(body, "STATE")[0]
    assert body[0].span == Span(UNKNOWN_START, OPEN_END, date(1, 1, 2), OPEN_END)


def test_a_cell_that_may_mean_an_area_or_a_body_is_never_guessed(small: Small) -> None:
    small.take("organisations", number="150102", name="数字编号单位", kind="学校", reported="2024",
               **{"class": "单位"})  # fmt: skip
    assert small.problems == []
    figure = {"number": "F3", "indicator": "x", "value_text": "1", "qualifier": "="}
    assert small.take("figures", **figure, place="150102") == []
    assert small.rules() == ["known-reference"]
    assert "新城区" in small.problems[0].what.zh
    assert "数字编号单位" in small.problems[0].what.zh
    assert edges(small.take("figures", **figure, place="呼和浩特市/新城区")) >= {
        ("ABOUT", "x", "新城区")
    }
    small.problems.clear()
    small.take("organisations", number="7001", name="街边店", kind="其他", reported="2024",
               **{"class": "单位"})  # fmt: skip
    assert {f.end.name for f in small.take("figures", **figure, place="7001")} >= {"街边店"}


def test_an_article_gives_its_title_to_later_rows(small: Small) -> None:
    small.take("articles", number="A7", title="共建", published="2024-01-02")
    assert small.facts == []
    made = small.take("members", committee="C1", member="O2", reported="2024", article="A7",
                      paragraph="3")  # fmt: skip
    assert made[0].evidence.citation == "《共建》（2024-01-02） ¶3"
    assert made[0].evidence.authority == "文章 A7 ¶3"
    whole = small.take("members", committee="C1", member="O2", reported="2024", article="A7")
    assert whole[0].evidence.citation == "《共建》（2024-01-02）"
    unknown = small.take("members", committee="C1", member="O3", article="A8", paragraph="1")
    assert unknown[0].evidence.citation == "A8 ¶1"
    small.take("articles", number="A9", title="无日期")
    assert small.context.articles["A9"] == "《无日期》（日期未载明）"


def test_what_was_left_out_is_counted_with_its_reason(small: Small) -> None:
    for reason in ("person", "person", "out-of-scope"):
        assert small.take("left-out", what="事实", number="1", reason=reason) == []
    assert small.context.left_out == [
        ("事实", "person"), ("事实", "person"), ("事实", "out-of-scope")
    ]  # fmt: skip


def test_evidence_names_row_cells_and_reporting_day(small: Small) -> None:
    made = small.take("members", committee="C1", member="O2", reported="2024.3", note=None)
    evidence = made[0].evidence
    assert evidence.row == small.row
    assert evidence.cells == {"委员会": "C1", "成员": "O2", "报告日期": "2024.3"}
    assert evidence.reported is not None
    assert str(evidence.reported.last) == "2024-03-31"
    assert evidence.precedence == REGISTERS["members"].precedence
    assert REGISTERS["areas-2021"].precedence > evidence.precedence
