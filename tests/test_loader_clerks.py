"""The registers of a community office: what a row of each makes, and what it must say."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import RefusedInput
from loaders.codes import check_sign, checks, credit_code, suggestion
from loaders.form import Cleaned
from loaders.quantities import counted, measured, percent
from loaders.registers.near import kind_of_branch
from tests.loader_support import Small, edges, values

CODE = "91150105MA0N1A2B3" + check_sign("91150105MA0N1A2B3")


@pytest.fixture
def small() -> Small:
    """A city with two streets, each with a community of one name; a school, a committee."""
    made = Small()
    made.take("areas", code="1501", name="呼和浩特市", kind="市", reported="2021")
    for code, name, parent in (
        ("150102", "新城区", "1501"),
        ("150102007", "迎新路街道", "150102"),
        ("150102008", "东风路街道", "150102"),
        ("150102007003", "锦绣社区居委会", "150102007"),
        ("150102008003", "锦绣社区居委会", "150102008"),
    ):
        made.take("areas-2021", code=code, name=name, parent=parent, reported="2021")
    made.take("units", street="迎新路街道", area="锦绣社区", name="第一小学", kind="学校",
              reported="2024")  # fmt: skip
    made.take("committees", number="C1", name="锦绣社区大党委", kind="大党委", reported="2024",
              area="150102007003")  # fmt: skip
    assert made.problems == []
    made.facts.clear()
    return made


HERE = {"street": "迎新路街道", "area": "锦绣社区", "reported": "2024"}
THERE = {"street": "东风路街道", "area": "锦绣社区", "reported": "2024"}


# ---- 驻区单位 ----


def test_a_unit_is_known_by_its_credit_code(small: Small) -> None:
    made = small.take(
        "units", name="红星公司", kind="民营企业", code=CODE, staff="86人", members="23",
        should="应签", status="在营", **HERE,
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "红星公司", "红星公司"), ("LOCATED_IN", "红星公司", "锦绣社区居委会")
    }  # fmt: skip
    assert values(made, "STATE") == [{
        "name": "红星公司", "kind": "非公企业", "code": CODE, "staff": 86, "members": 23,
        "should_sign": True, "status": "正常",
    }]  # fmt: skip
    again = small.take("units", name="红星有限公司", kind="非公企业", code=CODE, **THERE)
    assert again[0].start.id == made[0].start.id
    other = small.take("units", name="红星公司", kind="非公企业", **HERE)
    assert other[0].start.id == made[0].start.id  # the same name in the same place


def test_units_of_one_name_in_two_places_are_two(small: Small) -> None:
    made = small.take("units", name="第一小学", kind="学校", **THERE)
    known = small.context.places.called("第一小学", ("Unit",))
    assert len({node.id for node in known}) == 2
    assert made[0].start.id in {node.id for node in known}


def test_a_community_is_found_in_its_street_and_refused_without_it(small: Small) -> None:
    assert small.take("units", name="丙", kind="机关", area="锦绣社区", reported="2024")
    assert small.rules() == ["known-reference"]
    assert "150102007003" in small.problems[0].what.zh


def test_a_code_belongs_to_one_kind_of_body(small: Small) -> None:
    small.take("units", name="红星公司", kind="国企", code=CODE, **HERE)
    assert small.take("units", name="红星", kind="机关", code=CODE, **HERE) == []
    assert small.rules() == ["number-once"]


def test_a_branch_of_a_unit_is_made_known_once(small: Small) -> None:
    made = small.take("units", name="第一小学", kind="学校", branch="第一小学党支部", **HERE)
    assert edges(made) >= {
        ("STATE", "第一小学党支部", "第一小学党支部"), ("BELONGS_TO", "第一小学党支部", "第一小学")
    }  # fmt: skip
    assert {"name": "第一小学党支部", "kind": "支部"} in values(made, "STATE")
    again = small.take("units", name="第一小学", kind="学校", branch="第一小学党支部", **HERE)
    assert ("STATE", "第一小学党支部", "第一小学党支部") not in edges(again)


# ---- 两新 ----


def test_a_new_body_is_covered_by_its_own_branch(small: Small) -> None:
    made = small.take(
        "new-bodies", name="红星公司", kind="非公企业", established="√", setting="单独组建",
        branch="红星公司党支部", above_size="是", should="是", **HERE,
    )  # fmt: skip
    assert ("COVERS", "红星公司党支部", "红星公司") in edges(made)
    assert ("BELONGS_TO", "红星公司党支部", "红星公司") in edges(made)
    assert values(made, "COVERS") == [{"mode": "组织", "share": "单独"}]
    assert {"above_size": True, "should_organise": True}.items() <= values(made, "STATE")[0].items()


def test_work_coverage_names_who_covers(small: Small) -> None:
    made = small.take("new-bodies", name="红星公司", kind="非公企业", established="否",
                      coverage="工作覆盖", branch="锦绣社区党委", **HERE)  # fmt: skip
    assert values(made, "COVERS") == [{"mode": "工作", "share": "未载明"}]
    assert ("BELONGS_TO", "锦绣社区党委", "红星公司") not in edges(made)
    small.take("new-bodies", name="蓝天公司", kind="非公企业", coverage="工作覆盖", **HERE)
    assert small.rules() == ["covered-by-whom"]


def test_an_uncovered_body_is_stated_and_an_unknown_one_is_not_uncovered(small: Small) -> None:
    made = small.take("new-bodies", name="红星公司", kind="社会组织", coverage="未覆盖", **HERE)
    assert {f.type for f in made} == {"STATE", "LOCATED_IN"}
    assert {f.start.label for f in made} == {"Unit"}


# ---- party organisations, grids, compounds ----


def test_a_party_organisation_has_a_kind_a_superior_and_a_host(small: Small) -> None:
    small.take("branches", name="迎新路街道党工委", kind="党工委", reported="2024")
    made = small.take(
        "branches", code="X1", name="中共第一小学支部委员会", short="第一小学党支部", kind="631",
        above="迎新路街道党工委", host="第一小学", setting="单独", members="23名", start="2003.5",
        status="正常", **HERE,
    )  # fmt: skip
    assert edges(made) == {
        ("STATE", "中共第一小学支部委员会", "中共第一小学支部委员会"),
        ("NAMED", "中共第一小学支部委员会", "中共第一小学支部委员会"),
        ("LOCATED_IN", "中共第一小学支部委员会", "锦绣社区居委会"),
        ("BELONGS_TO", "中共第一小学支部委员会", "第一小学"),
        ("REPORTS_TO", "中共第一小学支部委员会", "迎新路街道党工委"),
    }
    state = values(made, "STATE")[0]
    assert (state["kind"], state["members"], state["setting"]) == ("支部", 23, "单独")
    assert made[0].span.from_min == date(2003, 5, 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中共某某委员会", "党委"), ("某党总支", "总支"), ("某联合党支部", "联合党支部"),
        ("某党组", "党组"), ("某党小组", "党小组"), ("某街道党工委", "党工委"), ("某某", "未载明"),
        ("中共某支部委员会", "支部"), ("中共某总支部委员会", "总支"),
    ],
)  # fmt: skip
def test_the_kind_of_a_party_organisation_is_read_from_its_ending(name: str, kind: str) -> None:
    assert kind_of_branch(name) == kind


def test_a_grid_lies_in_its_community_and_is_covered(small: Small) -> None:
    made = small.take("grids", code="150102007003001", name="第一网格", kind="专属",
                      households="420户", branch="第一网格党小组", **HERE)  # fmt: skip
    assert edges(made) == {
        ("STATE", "第一网格", "第一网格"), ("PART_OF", "第一网格", "锦绣社区居委会"),
        ("STATE", "第一网格党小组", "第一网格党小组"),
        ("LOCATED_IN", "第一网格党小组", "锦绣社区居委会"),
        ("COVERS", "第一网格党小组", "第一网格"),
    }  # fmt: skip
    assert {"kind": "专属网格", "households": 420}.items() <= values(made, "STATE")[0].items()


def test_a_compound_has_a_manager_owners_and_a_branch(small: Small) -> None:
    made = small.take("sites", name="航苑小区", households="1,200", manager="安居物业公司", red="√",
                      owners="筹备中", branch="航苑小区党支部", **HERE)  # fmt: skip
    assert edges(made) >= {
        ("PART_OF", "航苑小区", "锦绣社区居委会"), ("MANAGES", "安居物业公司", "航苑小区"),
        ("COVERS", "航苑小区党支部", "航苑小区"),
    }  # fmt: skip
    assert values(made, "MANAGES") == [{"kind": "物业", "red": True}]
    assert values(made, "STATE")[0]["owners"] == "筹备"
    again = small.take("sites", name="航苑小区", **HERE)
    assert again[0].start.id == made[0].start.id


# ---- pairing, checking in, seats ----


def test_pairing_and_checking_in_are_two_registers(small: Small) -> None:
    paired = small.take("pairings", body="第一小学", start="2023", **HERE)
    assert values(paired, "PAIRED_WITH") == [{"kind": "包联"}]
    unit = small.take("check-ins", body="第一小学", services="4次", **HERE)
    assert values(unit, "CHECKED_IN") == [{"kind": "单位报到", "services": 4}]
    members = small.take("check-ins", body="第一小学", members="35名", **HERE)
    assert values(members, "CHECKED_IN") == [{"kind": "在职党员报到", "members": 35}]


def test_a_seat_is_held_from_a_home_and_no_name_is_kept(small: Small) -> None:
    made = small.take("rosters", committee="C1", person="王某某", home="第一小学", home_post="校长",
                      seat="兼职委员", start="2023.5", reported="2024")  # fmt: skip
    assert {(f.type, f.start.label, f.end.name) for f in made} == {
        ("STATE", "Post", "兼职委员"), ("POST_OF", "Post", "锦绣社区大党委"),
        ("JOINTLY_APPOINTED", "Unit", "锦绣社区大党委"),
    }  # fmt: skip
    held = values(made, "JOINTLY_APPOINTED")[0]
    assert (held["basis"], held["post"], held["home_post"]) == ("兼职委员", "兼职委员", "校长")
    assert len(str(held["holder"])) == 24
    assert "王某某" not in str(made)
    own = small.take("rosters", committee="C1", person="李某某", seat="书记", reported="2024")
    assert {f.type for f in own} == {"STATE", "POST_OF"}  # without a home it is no joint seat


def test_a_name_is_hidden_however_it_is_spaced_and_a_post_is_no_name(small: Small) -> None:
    made = small.take("rosters", committee="C1", person="王\u3000伟", seat="书记", reported="2024")
    assert "伟" not in str(made)
    assert values(made, "STATE")[0]["holder"]
    same = small.take("rosters", committee="C1", person="王伟", seat="书记", reported="2024")
    assert values(same, "STATE")[0]["holder"] == values(made, "STATE")[0]["holder"]
    post = small.take("rosters", committee="C1", person="派出所所长", seat="兼职委员",
                      reported="2024")  # fmt: skip
    assert "holder" not in values(post, "STATE")[0]


# ---- lists, meetings, venues, teams ----


def test_the_three_lists_hang_together(small: Small) -> None:
    offer = small.take("resources", number="Z1", owner="第一小学", kind="场地", name="操场",
                       quantity="1,500㎡", **HERE)  # fmt: skip
    assert edges(offer) == {
        ("STATE", "操场", "操场"), ("OFFERS", "第一小学", "操场"),
        ("HAS_ITEM", "锦绣社区居委会", "操场"), ("LOCATED_IN", "操场", "锦绣社区居委会"),
    }  # fmt: skip
    need = small.take("needs", number="X1", name="放学后托管", kind="助学", urgency="急", **HERE)
    assert ("RAISES", "锦绣社区居委会", "放学后托管") in edges(need)
    done = small.take("projects", number="P1", name="托管班", lead="第一小学", due="2024.9",
                      done="2024-08-30", outcome="√", need="X1", **HERE)  # fmt: skip
    assert ("UNDERTAKES", "第一小学", "托管班") in edges(done)
    assert [f.end.id for f in done if f.type == "ANSWERS"] == [need[0].start.id]
    assert values(done, "HAS_ITEM") == [
        {"list": "项目清单", "number": "P1", "due": "2024-09-30", "done": "2024-08-30"}
    ]
    assert values(done, "STATE")[0]["outcome"] == "完成"


def test_a_project_needs_somebody_who_lists_it(small: Small) -> None:
    small.take("projects", number="P1", name="托管班", reported="2024")
    assert small.rules() == ["listed-by-whom"]


def test_a_meeting_has_a_caller_and_several_guests(small: Small) -> None:
    small.take("units", name="人民医院", kind="医院", **HERE)
    made = small.take("activities", start="2024-09-20", held="C1", name="第三季度联席会议",
                      kind="联席会议", parties="第一小学、人民医院", decided="共用操场",
                      **HERE)  # fmt: skip
    assert {(f.type, f.start.name) for f in made if f.type != "STATE"} == {
        ("HELD", "锦绣社区大党委"), ("TAKES_PART", "第一小学"), ("TAKES_PART", "人民医院"),
        ("LOCATED_IN", "第三季度联席会议"),
    }  # fmt: skip
    small.take("activities", start="2024-09-21", held="C1", name="会", parties="第一小学、谁",
               **HERE)  # fmt: skip
    assert [(p.rule, p.column) for p in small.problems] == [("known-reference", "参加单位")]


def test_venues_and_teams_are_placed(small: Small) -> None:
    venue = small.take("venues", name="锦绣驿站", kind="驿站", host="第一小学", size="120平方米",
                       **HERE)  # fmt: skip
    assert edges(venue) >= {
        ("LOCATED_IN", "锦绣驿站", "锦绣社区居委会"), ("BELONGS_TO", "锦绣驿站", "第一小学")
    }  # fmt: skip
    assert values(venue, "STATE")[0]["square_metres"] == 120
    team = small.take("teams", name="锦绣志愿队", kind="志愿队", size="30人", **HERE)
    assert values(team, "STATE")[0]["staff"] == 30


# ---- cells ----


@pytest.mark.parametrize(
    ("text", "value"),
    [("22家", 22), ("3542 家", 3542), ("１，２００名", 1200), ("12", 12), ("5.0", 5)],
)
def test_a_count_may_carry_its_unit(text: str, value: int) -> None:
    found = counted(text)
    assert (found.value if isinstance(found, Cleaned) else found) == value


@pytest.mark.parametrize(
    "text", ["近5000", "170余", "超50", "约100家", "3-5人", "2.5", "-1", "3万元", "十", "22 33"]
)
def test_a_vague_or_broken_count_is_refused(text: str) -> None:
    with pytest.raises(RefusedInput) as error:
        counted(text)
    assert text in error.value.what.zh


def test_a_measure_may_have_a_fraction() -> None:
    assert measured("1200.5") == 1200.5
    assert measured("1200.5㎡") == Cleaned(1200.5, "with-unit")


@pytest.mark.parametrize(("text", "value"), [("75.94%", 75.94), ("75.94％", 75.94), ("80", 80.0),
                                             ("0", 0.0), ("100%", 100.0), ("1%", 1.0)])  # fmt: skip
def test_a_percentage_is_read_as_written(text: str, value: float) -> None:
    found = percent(text)
    assert (found.value if isinstance(found, Cleaned) else found) == value


@pytest.mark.parametrize("text", ["1", "0.75", "半数", ""])
def test_one_under_a_heading_in_percent_is_not_a_hundred(text: str) -> None:
    with pytest.raises(RefusedInput):
        percent(text)


def test_credit_codes_are_tidied_and_checked() -> None:
    assert credit_code(CODE) == CODE
    assert credit_code(f" {CODE[:8].lower()} -{CODE[8:].lower()}") == Cleaned(CODE, "code-form")
    assert checks(CODE)
    assert not checks(CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9.11501E+17", "科学计数"), ("150105600012345", "旧注册号"),
        ("70130123-4", "组织机构代码"),
        ("9115", "18 位"), (CODE.replace("0", "O", 1), CODE),
    ],
)  # fmt: skip
def test_a_wrong_credit_code_is_refused_with_what_it_is(text: str, said: str) -> None:
    with pytest.raises(RefusedInput) as error:
        credit_code(text)
    assert said in f"{error.value.what.zh} {error.value.todo.zh if error.value.todo else ''}"


def test_a_misread_code_is_only_suggested() -> None:
    assert suggestion(CODE.replace("1", "I", 1)) == CODE
    assert suggestion("I" * 18) == ""
