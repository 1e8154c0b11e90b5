"""Every label of the graph. A node is identity; what can change stands on its STATE edge."""

from __future__ import annotations

from graph.schema import codes, work_codes
from graph.schema.declare import CodeList, NodeType, Property
from graph.text import Text

NAME = Property("name", "string", Text("名称", "name"))
CODE = Property("code", "string", Text("代码", "code"))
STATUS = Property("status", "string", Text("状态", "status"), codes.STATUS)


def _kind(codes: CodeList) -> Property:
    return Property("kind", "string", codes.caption, codes)


def _number(name: str, zh: str, en: str, unit: str) -> Property:
    return Property(name, "integer", Text(zh, en), unit=unit)


def _yes(name: str, zh: str, en: str) -> Property:
    return Property(name, "boolean", Text(zh, en))


def _area(label: str, zh: str, en: str, *more: Property) -> NodeType:
    facets = (NAME, CODE, _kind(codes.AREA_KIND), STATUS, *more)
    return NodeType(label, Text(zh, en), facets)


HOUSEHOLDS = _number("households", "户数", "households", "户")
STAFF = _number("staff", "从业人数", "people at work", "人")
MEMBERS = _number("members", "党员数", "party members", "名")
# Of what a source only counts, one node may stand for all; it is never counted as one.
SEVERAL = _number("several", "所数", "how many it stands for", "个")
# Which duty the denominator of a coverage stands on: to sign, to have an organisation.
SHOULD_SIGN = _yes("should_sign", "是否应签共建协议", "should sign an agreement")
SHOULD_ORGANISE = _yes("should_organise", "是否应建党组织", "should have a party organisation")


AREAS = (
    _area("City", "市", "city"),
    _area("District", "区县", "district"),
    _area("Street", "街道、镇、乡", "street"),
    _area("Community", "社区、村", "community"),
    _area("Grid", "网格", "grid", HOUSEHOLDS),
    _area(
        "Site",
        "小区、商圈、园区、街巷",
        "site",
        HOUSEHOLDS,
        Property("owners", "string", codes.OWNERS_COMMITTEE.caption, codes.OWNERS_COMMITTEE),
    ),
    _area("Building", "楼宇、楼栋", "building"),
)

BODIES = (
    NodeType(
        "Unit", Text("驻区单位", "unit"),
        (
            NAME, CODE, _kind(codes.UNIT_KIND), STATUS, STAFF, MEMBERS, SHOULD_SIGN,
            SHOULD_ORGANISE, SEVERAL,
            Property("level", "string", codes.UNIT_LEVEL.caption, codes.UNIT_LEVEL),
        ),
    ),
    NodeType(
        "Enterprise", Text("企业", "enterprise"),
        (
            NAME, CODE, _kind(codes.ENTERPRISE_KIND), STATUS, STAFF, MEMBERS, SHOULD_SIGN,
            SHOULD_ORGANISE,
            _yes("above_size", "是否规上", "above the statistical size"),
        ),
    ),
    NodeType(
        "Branch", Text("党组织", "party organisation"),
        (
            NAME, CODE, _kind(codes.BRANCH_KIND), STATUS, MEMBERS,
            Property("setting", "string", codes.BRANCH_SETTING.caption, codes.BRANCH_SETTING),
        ),
    ),
    NodeType(
        "Committee", Text("议事协调机构", "committee"),
        (NAME, CODE, _kind(codes.COMMITTEE_KIND), STATUS, SEVERAL),
    ),
)  # fmt: skip

# A person or an unnamed party that holds shares; pseudonymous, and never a body of the area.
HOLDERS = (
    NodeType(
        "Holder", Text("持股人", "holder"),
        (NAME, CODE, _kind(codes.HOLDER_KIND), STATUS),
    ),
)  # fmt: skip

MATTERS = (
    NodeType(
        "Post", Text("职务、席位", "post"),
        (
            NAME, _kind(codes.POST_KIND), STATUS,
            Property("basis", "string", Text("依据", "basis")),
            Property("seat", "string", codes.SEAT.caption, codes.SEAT),
            _yes("required", "是否必设", "must exist"),
            _yes("ex_officio", "是否因职任职", "goes with another office"),
            Property("holder", "string", Text("任职者（化名）", "holder (pseudonym)")),
        ),
    ),
    NodeType(
        "Team", Text("队伍", "team"),
        (NAME, CODE, _kind(work_codes.TEAM_KIND), STATUS, STAFF, MEMBERS, SEVERAL),
    ),
    NodeType(
        "Agreement", Text("共建协议", "agreement"),
        (
            NAME,
            Property("number", "string", Text("协议编号", "agreement number")),
            Property("form", "string", Text("形式", "form"), codes.AGREEMENT_FORM),
            Property("review", "string", work_codes.REVIEW.caption, work_codes.REVIEW),
        ),
    ),
    NodeType(
        "Resource", Text("资源", "resource"),
        (
            NAME, CODE, _kind(work_codes.RESOURCE_KIND), STATUS,
            Property("quantity", "number", Text("数量", "quantity")),
            Property("unit", "string", Text("单位", "unit of the value")),
            Property("opening", "string", Text("开放时间", "open when")),
        ),
    ),
    NodeType(
        "Need", Text("需求", "need"),
        (
            NAME, CODE, _kind(work_codes.NEED_KIND),
            Property("urgency", "string", work_codes.URGENCY.caption, work_codes.URGENCY),
        ),
    ),
    NodeType(
        "Project", Text("项目", "project"),
        (
            NAME, CODE, _kind(work_codes.PROJECT_KIND),
            Property("outcome", "string", work_codes.ITEM_OUTCOME.caption, work_codes.ITEM_OUTCOME),
        ),
    ),
    NodeType(
        "Venue", Text("阵地", "venue"),
        (
            NAME, CODE, _kind(work_codes.VENUE_KIND), STATUS, SEVERAL,
            _number("square_metres", "面积", "floor area", "平方米"),
            Property("opening", "string", Text("开放时间", "open when")),
        ),
    ),
    NodeType(
        "Initiative", Text("机制、品牌、平台", "initiative"),
        (NAME, CODE, _kind(work_codes.INITIATIVE_KIND), STATUS),
    ),
    NodeType(
        "Activity", Text("会议、活动", "activity"),
        (
            NAME, CODE, _kind(work_codes.ACTIVITY_KIND),
            Property("decided", "string", Text("议定事项", "what was decided")),
        ),
    ),
    NodeType(
        "Figure", Text("上报数字", "reported figure"),
        (
            Property("indicator", "string", Text("指标", "indicator")),
            Property("value", "number", Text("数值", "value")),
            Property("value_text", "string", Text("数值原文", "value as printed")),
            Property("unit", "string", Text("单位", "unit of the value")),
            Property("qualifier", "string", Text("限定", "qualifier"), codes.QUALIFIER),
            Property("period_text", "string", Text("截至", "as of, as stated")),
            Property("scope_note", "string", Text("口径", "scope of the figure")),
            Property("above", "string", Text("上级指标", "indicator above it")),
        ),
    ),
)  # fmt: skip

LEDGER = (
    NodeType("Ledger", Text("账本", "ledger"), ledger=True),
    NodeType("Batch", Text("批次", "batch"), ledger=True),
    NodeType("Chunk", Text("装载块", "chunk of a batch"), ledger=True),
    NodeType("Source", Text("来源", "source"), ledger=True),
    NodeType("Assertion", Text("依据", "assertion"), ledger=True),
)

NODES = {node.label: node for node in (*AREAS, *BODIES, *HOLDERS, *MATTERS, *LEDGER)}
AREA_LABELS = tuple(node.label for node in AREAS)
BODY_LABELS = tuple(node.label for node in BODIES)
MATTER_LABELS = tuple(node.label for node in MATTERS)
HOLDER_LABELS = tuple(node.label for node in HOLDERS)
FACT_LABELS = tuple(label for label, node in NODES.items() if not node.ledger)
