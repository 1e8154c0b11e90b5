"""Every relationship type: which labels it may join and which values it carries."""

from __future__ import annotations

from graph.schema import codes, work_codes
from graph.schema.declare import EdgeType, Property
from graph.schema.nodes import AREA_LABELS, BODY_LABELS, FACT_LABELS, HOLDER_LABELS, NODES
from graph.text import Text

_ORGANISATIONS = ("Unit", "Enterprise", "Branch")
_PARTIES = (*_ORGANISATIONS, "Committee")
_SERVICES = ("Team", "Resource", "Project", "Venue", "Initiative", "Activity")
_ORDINALS = ("Grid", "Site", "Building")
_COVERED = ("Grid", "Site", "Building", "Enterprise", "Unit")

# What every edge carries beside its own values (design: two times, identity, evidence).
COMMON = (
    Property("key", "string", Text("事实标识", "key of the fact")),
    Property("id", "string", Text("行标识", "id of the row")),
    Property("known_from", "integer", Text("入账批次", "recorded from tick")),
    Property("known_to", "integer", Text("失效批次", "recorded to tick")),
    Property("from_min", "date", Text("最早开始", "earliest start")),
    Property("from_max", "date", Text("最晚开始", "latest start")),
    Property("to_min", "date", Text("最早结束", "earliest end")),
    Property("to_max", "date", Text("最晚结束", "latest end")),
    Property("dates_text", "string", Text("日期原文", "dates as stated")),
    Property("sources", "strings", Text("依据", "assertions")),
    Property("synthetic", "boolean", Text("合成数据", "synthetic")),
)

# The four days between which a row holds, in their order.
DAYS = tuple(p.name for p in COMMON if p.type == "date")

_AGREEMENT = Property("agreement", "string", Text("协议", "agreement id"))


def _state_properties() -> tuple[Property, ...]:
    """Return the facets of all labels, each name once, without its label's code list.

    The code list depends on the label; ``graph.schema.check`` looks it up there.
    """
    facets: dict[str, Property] = {}
    for node in NODES.values():
        for facet in node.state:
            facets.setdefault(facet.name, Property(facet.name, facet.type, facet.caption))
    return tuple(facets.values())


STATE = EdgeType(
    "STATE", Text("状况", "state"), Text("状况", "state"),
    {label: (label,) for label, node in NODES.items() if not node.ledger},
    _state_properties(),
    single=True,
)  # fmt: skip

# Another name by which sources call it: a short form, never its official name.
NAMED = EdgeType(
    "NAMED", Text("别称", "also named"), Text("别称", "also named"),
    {label: (label,) for label in (*AREA_LABELS, *BODY_LABELS, *HOLDER_LABELS)},
    (Property("name", "string", Text("别称", "other name")),),
    role=("name",),
)  # fmt: skip

PART_OF = EdgeType(
    "PART_OF", Text("隶属区域", "part of"), Text("下辖", "has part"),
    {
        "District": ("City",),
        "Street": ("District",),
        "Community": ("Street",),
        "Grid": ("Community",),
        "Site": ("Community", "Street", "District", "Site"),
        "Building": ("Site", "Community", "Grid"),
    },
    exact=True,
    single=True,
)  # fmt: skip

LOCATED_IN = EdgeType(
    "LOCATED_IN", Text("位于", "located in"), Text("驻有", "hosts"),
    dict.fromkeys((*_ORGANISATIONS, *_SERVICES), AREA_LABELS),
)  # fmt: skip

BELONGS_TO = EdgeType(
    "BELONGS_TO", Text("所属单位", "belongs to"), Text("设有", "has"),
    {"Branch": (*BODY_LABELS, *AREA_LABELS), "Unit": ("Unit", "Enterprise"),
     "Enterprise": ("Enterprise",), "Team": (*BODY_LABELS, *AREA_LABELS),
     "Venue": (*BODY_LABELS, *AREA_LABELS), "Initiative": ("Initiative",)},
)  # fmt: skip

REPORTS_TO = EdgeType(
    "REPORTS_TO", Text("上级党组织", "reports to"), Text("下级党组织", "superior of"),
    {"Branch": ("Branch",)},
)  # fmt: skip

SERVES = EdgeType(
    "SERVES", Text("服务区域", "serves"), Text("设立", "served by"),
    {"Committee": AREA_LABELS},
)  # fmt: skip

POST_OF = EdgeType(
    "POST_OF", Text("所在机构", "post of"), Text("设职", "has post"),
    {"Post": (*BODY_LABELS, "Team", *_ORDINALS)},  # a 网格长 heads a piece of ground, not a body
)  # fmt: skip

MEMBER_OF = EdgeType(
    "MEMBER_OF", Text("成员单位", "member of"), Text("成员", "has member"),
    dict.fromkeys(_ORGANISATIONS, ("Committee",)),
)  # fmt: skip

CO_BUILDS = EdgeType(
    "CO_BUILDS", Text("共建", "co-builds with"), Text("共建", "co-builds with"),
    dict.fromkeys(_PARTIES, (*AREA_LABELS, *_PARTIES)),
    (_AGREEMENT, Property("host_body", "string", Text("驻地方主体", "host body"))),
    role=("agreement",),
)  # fmt: skip

SIGNED = EdgeType(
    "SIGNED", Text("签署", "signed"), Text("签署方", "signed by"),
    dict.fromkeys(_PARTIES, ("Agreement",)),
    (
        Property("side", "string", Text("签约方", "side")),
        Property("through", "string", Text("签约党组织", "party organisation that signs")),
        Property("signed", "string", Text("签订日期", "signed on")),
    ),
    role=("side",),
)  # fmt: skip

JOINTLY_APPOINTED = EdgeType(
    "JOINTLY_APPOINTED",
    Text("交叉任职", "jointly appointed to"), Text("兼职来自", "seat held from"),
    dict.fromkeys(_ORGANISATIONS, BODY_LABELS),
    (
        Property("post", "string", Text("兼任职务", "post held there")),
        Property("home_post", "string", Text("本职", "home post")),
        Property("basis", "string", Text("任职方式", "basis"), codes.APPOINTMENT_BASIS),
        Property("ground", "string", Text("依据", "ground")),
        Property("holder", "string", Text("任职者（化名）", "holder (pseudonym)")),
        Property("seat", "string", Text("席位", "id of the seat")),
    ),
    role=("post", "holder"),
)  # fmt: skip

COVERS = EdgeType(
    "COVERS", Text("覆盖", "covers"), Text("由其覆盖", "covered by"),
    {"Branch": _COVERED},
    (
        Property("mode", "string", Text("覆盖方式", "mode"), codes.COVERAGE_MODE),
        Property("share", "string", Text("单独或联合", "alone or joint"), codes.COVERAGE_SHARE),
    ),
    role=("mode",),
)  # fmt: skip

# Shares are whole parts per billion: exact where low and high agree, a range where they do not,
# unknown where both are absent.
HOLDS = EdgeType(
    "HOLDS", Text("持股", "holds shares of"), Text("股东", "held by"),
    dict.fromkeys(("Enterprise", "Unit", "Holder"), ("Enterprise",)),
    (
        Property("kind", "string", Text("持股类型", "kind of stake"), codes.STAKE_KIND),
        Property("low", "integer", Text("持股比例下限", "share, at least"), unit="十亿分之一"),
        Property("high", "integer", Text("持股比例上限", "share, at most"), unit="十亿分之一"),
        Property("share_text", "string", Text("持股比例原文", "share as printed")),
    ),
    role=("kind",),
)  # fmt: skip

ABOUT = EdgeType(
    "ABOUT", Text("所指", "about"), Text("上报数字", "reported figures"),
    {"Figure": (*AREA_LABELS, *BODY_LABELS, *_SERVICES)},
)  # fmt: skip

SUCCEEDS = EdgeType(
    "SUCCEEDS", Text("承继", "succeeds"), Text("由其承继", "succeeded by"),
    {label: (label,) for label in (*AREA_LABELS, "Branch", "Agreement")},
    (Property("kind", "string", work_codes.SUCCESSION.caption, work_codes.SUCCESSION),),
)  # fmt: skip

PAIRED_WITH = EdgeType(
    "PAIRED_WITH", Text("包联结对", "paired with"), Text("包联单位", "paired from"),
    dict.fromkeys(_PARTIES, (*AREA_LABELS, *BODY_LABELS)),
    (Property("kind", "string", work_codes.PAIRING_KIND.caption, work_codes.PAIRING_KIND),),
    role=("kind",),
)  # fmt: skip

# Counts of members, never persons.
CHECKED_IN = EdgeType(
    "CHECKED_IN", Text("双报到", "checked in at"), Text("报到单位", "check-ins"),
    dict.fromkeys(_ORGANISATIONS, AREA_LABELS),
    (
        Property("kind", "string", work_codes.CHECK_IN_KIND.caption, work_codes.CHECK_IN_KIND),
        Property("members", "integer", Text("报到党员数", "members checked in"), unit="名"),
        Property("services", "integer", Text("服务次数", "services given"), unit="次"),
    ),
    role=("kind",),
)  # fmt: skip

MANAGES = EdgeType(
    "MANAGES", Text("管理", "manages"), Text("由其管理", "managed by"),
    dict.fromkeys(_ORGANISATIONS, ("Site", "Building", "Venue")),
    (
        Property("kind", "string", work_codes.MANAGEMENT_KIND.caption, work_codes.MANAGEMENT_KIND),
        Property("red", "boolean", Text("是否红色物业", "red property management")),
    ),
    role=("kind",),
)  # fmt: skip

OFFERS = EdgeType(
    "OFFERS", Text("提供资源", "offers"), Text("提供方", "offered by"),
    dict.fromkeys(_PARTIES, ("Resource",)),
)  # fmt: skip

RAISES = EdgeType(
    "RAISES", Text("提出需求", "raises"), Text("提出方", "raised by"),
    dict.fromkeys((*AREA_LABELS, *_PARTIES), ("Need",)),
)  # fmt: skip

ANSWERS = EdgeType(
    "ANSWERS", Text("回应需求", "answers"), Text("由其回应", "answered by"),
    dict.fromkeys(("Resource", "Project"), ("Need",)),
)  # fmt: skip

USES = EdgeType(
    "USES", Text("使用", "uses"), Text("被使用", "used by"),
    dict.fromkeys(("Project", "Activity", *_PARTIES), ("Resource", "Venue")),
)  # fmt: skip

UNDERTAKES = EdgeType(
    "UNDERTAKES", Text("承担项目", "undertakes"), Text("承担方", "undertaken by"),
    dict.fromkeys((*_PARTIES, "Team"), ("Project",)),
    (Property("part", "string", work_codes.UNDERTAKING.caption, work_codes.UNDERTAKING),),
    role=("part",),
)  # fmt: skip

# Days of a list are text as ISO days: they are due dates, not times at which the row holds.
HAS_ITEM = EdgeType(
    "HAS_ITEM", Text("列入清单", "lists"), Text("所在清单", "listed in"),
    dict.fromkeys(("Agreement", "Activity", *AREA_LABELS, *_PARTIES),
                  ("Resource", "Need", "Project")),
    (
        Property("list", "string", work_codes.LIST_KIND.caption, work_codes.LIST_KIND),
        Property("number", "string", Text("清单编号", "number on the list")),
        Property("due", "string", Text("完成时限", "due day")),
        Property("done", "string", Text("实际完成", "day it was done")),
    ),
    role=("list", "number"),
)  # fmt: skip

HELD = EdgeType(
    "HELD", Text("召集", "held"), Text("召集方", "held by"),
    dict.fromkeys(_PARTIES, ("Activity",)),
)  # fmt: skip

RUNS = EdgeType(
    "RUNS", Text("运行", "runs"), Text("由其运行", "run by"),
    dict.fromkeys((*_PARTIES, *AREA_LABELS), ("Initiative", "Venue", "Team")),
)  # fmt: skip

TAKES_PART = EdgeType(
    "TAKES_PART", Text("参加", "takes part in"), Text("参加方", "attended by"),
    dict.fromkeys((*_PARTIES, "Team"), ("Activity", "Initiative")),
)  # fmt: skip

# What a person decided about a name that registers write in an area: which node it means there,
# which it does not mean. From the area to the node; from the node to itself where it holds
# everywhere; between two nodes, without a name, whether they are one. Never true or false of a
# day: it carries all days.
DECIDED = EdgeType(
    "DECIDED", Text("名称判定", "decided about a name"), Text("被判定", "decided on"),
    {
        **dict.fromkeys(AREA_LABELS, (*AREA_LABELS, *BODY_LABELS)),
        **{label: (label,) for label in (*BODY_LABELS, *HOLDER_LABELS)},
    },
    (
        Property("name", "string", Text("登记册里的写法", "as registers write it")),
        Property(
            "verdict", "string", work_codes.NAME_VERDICT.caption, work_codes.NAME_VERDICT
        ),
        Property("who", "string", Text("判定人", "who decided")),
        Property("because", "string", Text("理由", "reason")),
    ),
    role=("name",),
)  # fmt: skip

_STATED = (
    STATE, NAMED, PART_OF, LOCATED_IN, BELONGS_TO, REPORTS_TO, SERVES, POST_OF, MEMBER_OF,
    CO_BUILDS, SIGNED, JOINTLY_APPOINTED, COVERS, HOLDS, ABOUT, SUCCEEDS, PAIRED_WITH, CHECKED_IN,
    MANAGES, OFFERS, RAISES, ANSWERS, USES, UNDERTAKES, HAS_ITEM, HELD, RUNS, TAKES_PART,
    DECIDED,
)  # fmt: skip

# A statement that lost against another source. Its own type, so that no count doubles.
DISPUTED = EdgeType(
    "DISPUTED", Text("另有说法", "disputed"), Text("另有说法", "disputed"),
    {
        start: tuple(
            sorted({end for edge in _STATED for end in edge.joins.get(start, ())})
        )
        for start in FACT_LABELS
    },
    (
        Property("fact", "string", Text("事实标识", "key of the fact that stands")),
        Property("fact_type", "string", Text("关系", "relationship type")),
        Property("about", "string", Text("有争议的项目", "what is disputed")),
        Property("says", "string", Text("此来源称", "this source says")),
        Property("stands", "string", Text("现采用", "what stands")),
    ),
    role=("fact_type", "about"),
)  # fmt: skip

EDGES = {edge.type: edge for edge in (*_STATED, DISPUTED)}  # fmt: skip
