"""Code lists. The stored value is the field's own Chinese term."""

from __future__ import annotations

from graph.schema import work_codes
from graph.schema.declare import code_list as _list

AREA_KIND = _list(
    "area_kind", "区域类别", "kind of area",
    ("市", "city"),
    ("区县", "district, county or banner"),
    ("街道", "street (subdistrict)"),
    ("镇", "town"),
    ("乡", "township"),
    ("功能区", "functional zone"),
    ("社区", "community"),
    ("村", "village"),
    ("网格", "grid"),
    ("专属网格", "dedicated grid"),
    ("微网格", "micro grid"),
    ("小区", "residential compound"),
    ("商圈", "business quarter"),
    ("园区", "park"),
    ("市场", "market"),
    ("街巷", "lane"),
    ("楼宇", "office building"),
    ("楼栋", "residential building"),
    ("未载明", "not stated"),
)  # fmt: skip

UNIT_KIND = _list(
    "unit_kind", "单位性质", "kind of unit",
    ("机关", "government body"),
    ("事业单位", "public institution"),
    ("学校", "school"),
    ("医院", "hospital"),
    ("部队", "military unit"),
    ("公安", "police"),
    ("社会组织", "social organisation"),
    ("居委会", "residents' committee"),
    ("业委会", "owners' committee"),
    ("物业", "property management"),
    ("其他", "other"),
    ("未载明", "not stated"),
)  # fmt: skip

ENTERPRISE_KIND = _list(
    "enterprise_kind", "企业性质", "kind of enterprise",
    ("国企", "state-owned enterprise"),
    ("非公企业", "non-public enterprise"),
    ("未载明", "not stated"),
)  # fmt: skip

# The flags follow the party statutes' own distinctions: a 党小组 is no party organisation but
# covers a grid, a 党组 may sign agreements and never counts, a 功能型 branch adds no members.
BRANCH_KIND = _list(
    "branch_kind", "党组织类别", "kind of party organisation",
    ("党工委", "party working committee", "counts", "covers"),
    ("党委", "party committee", "counts", "covers", "adds_members", "elected"),
    ("总支", "general branch", "counts", "covers", "adds_members", "elected"),
    ("支部", "branch", "counts", "covers", "adds_members", "elected"),
    ("联合党支部", "joint branch", "counts", "covers", "adds_members", "elected"),
    ("功能型", "functional branch", "counts", "covers"),
    ("行业党委", "industry party committee", "counts", "covers"),
    ("党小组", "party group", "covers"),
    ("临时", "temporary party organisation", "counts", "covers"),
    ("党组", "leading party group"),
    ("未载明", "not stated"),
)  # fmt: skip

COMMITTEE_KIND = _list(
    "committee_kind", "议事协调机构类别", "kind of committee",
    ("大工委", "street joint working committee"),
    ("大党委", "community joint party committee"),
    ("联席会", "joint conference"),
    ("联盟", "alliance"),
    ("联合党组织", "joint organisation of several bodies"),
    ("协调委员会", "coordination committee"),
    ("领导小组", "leading group"),
)  # fmt: skip

POST_KIND = _list(
    "post_kind", "专兼职", "full or part time",
    ("专职", "full time"),
    ("兼职", "part time"),
    ("未载明", "not stated"),
)  # fmt: skip

APPOINTMENT_BASIS = _list(
    "appointment_basis", "任职方式", "basis of the joint appointment",
    ("一肩挑", "one person, two head posts"),
    ("两委交叉", "across the two committees"),
    ("派驻", "stationed officer ex officio"),
    ("网格", "grid"),
    ("小区", "compound"),
    ("四方", "four parties"),
    ("兼职委员", "part-time member"),
    ("双向进入", "two-way entry"),
    ("挂职", "temporary assignment"),
    ("聘任", "engaged"),
    ("未载明", "not stated"),
)  # fmt: skip

AGREEMENT_FORM = _list(
    "agreement_form", "形式", "form",
    ("书面协议", "written agreement"),
    ("共建关系", "co-building without a stated paper"),
)  # fmt: skip

COVERAGE_MODE = _list(
    "coverage_mode", "覆盖方式", "mode of coverage",
    ("组织", "by an organisation"),
    ("工作", "by work"),
)  # fmt: skip

COVERAGE_SHARE = _list(
    "coverage_share", "单独或联合", "alone or joint",
    ("单独", "alone"),
    ("联合", "joint"),
    ("未载明", "not stated"),
)  # fmt: skip

QUALIFIER = _list(
    "qualifier", "限定", "qualifier",
    ("=", "exactly"),
    (">=", "at least"),
    ("<=", "at most"),
    ("<", "below"),
    (">", "above"),
    ("约", "about"),
    ("余", "somewhat more than"),
    ("近", "nearly"),
    ("超", "more than"),
    ("多", "more than"),
    ("左右", "about"),
)  # fmt: skip

HOLDER_KIND = _list(
    "holder_kind", "持股人类别", "kind of holder",
    ("自然人", "natural person (pseudonymous)"),
    ("未具名", "not named"),
    ("其他", "other"),
    ("未载明", "not stated"),
)  # fmt: skip

STAKE_KIND = _list(
    "stake_kind", "持股类型", "kind of stake",
    ("资本", "capital"),
    ("表决权", "votes"),
    ("协议控制", "control by agreement"),
)  # fmt: skip

STATUS = _list(
    "status", "状态", "status",
    ("正常", "operating"),
    ("停业", "suspended"),
    ("注销", "deregistered"),
    ("空壳", "shell"),
    ("撤销", "dissolved"),
    ("空缺", "vacant"),
)  # fmt: skip

# Where a unit stands in the administration: who may ask it for what.
UNIT_LEVEL = _list(
    "unit_level", "隶属关系", "level",
    ("中央", "central"),
    ("自治区", "autonomous region or province"),
    ("市", "city"),
    ("区县", "district or county"),
    ("街道", "street or town"),
    ("其他", "other"),
)  # fmt: skip

BRANCH_SETTING = _list(
    "branch_setting", "组建方式", "way it was set up",
    ("单独", "by one body alone"),
    ("联合", "by several bodies together"),
    ("区域", "by the area"),
    ("行业", "by the trade"),
    ("挂靠", "attached to another body"),
)  # fmt: skip

# `head` leads a body or a piece of ground. `five` are the 五长, of whom one should be secretary of
# the branch of a grid.
SEAT = _list(
    "seat", "席位", "seat",
    ("书记", "secretary", "head"),
    ("副书记", "deputy secretary"),
    ("主任", "chairman", "head"),
    ("副主任", "deputy chairman"),
    ("委员", "member"),
    ("专职委员", "full-time member"),
    ("兼职委员", "part-time member"),
    ("网格长", "head of a grid", "head", "five"),
    ("路长", "head of a road", "five"),
    ("派出所所长或片警", "head of the police station, or the beat officer", "five"),
    ("司法所所长或工作人员", "of the justice office", "five"),
    ("市场监管所所长或工作人员", "of the market supervision office", "five"),
    ("楼栋长", "head of a building", "head"),
    ("单元长", "head of a stairway", "head"),
    ("其他", "other"),
)  # fmt: skip

OWNERS_COMMITTEE = _list(
    "owners_committee", "业委会情况", "owners' committee",
    ("有", "exists"),
    ("筹备", "in preparation"),
    ("无", "none"),
)  # fmt: skip

CODE_LISTS = {
    entry.name: entry
    for entry in (
        AREA_KIND, UNIT_KIND, ENTERPRISE_KIND, BRANCH_KIND, COMMITTEE_KIND, POST_KIND,
        APPOINTMENT_BASIS, AGREEMENT_FORM, COVERAGE_MODE, COVERAGE_SHARE, QUALIFIER, STATUS,
        HOLDER_KIND, STAKE_KIND, UNIT_LEVEL, BRANCH_SETTING, SEAT, OWNERS_COMMITTEE,
        *work_codes.LISTS,
    )
}  # fmt: skip
