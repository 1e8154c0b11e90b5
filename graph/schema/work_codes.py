"""Code lists of what bodies do together: lists, projects, activities, pairing."""

from __future__ import annotations

from graph.schema.declare import code_list as _list

RESOURCE_KIND = _list(
    "resource_kind", "资源类别", "kind of resource",
    ("场地", "rooms and grounds"),
    ("人才", "skills"),
    ("设施", "facilities"),
    ("资金", "money"),
    ("服务", "services"),
    ("其他", "other"),
)  # fmt: skip

NEED_KIND = _list(
    "need_kind", "需求类别", "kind of need",
    ("环境", "surroundings"),
    ("养老", "care of the old"),
    ("助学", "schooling"),
    ("医疗", "health"),
    ("文体", "culture and sport"),
    ("治安", "public order"),
    ("就业", "employment"),
    ("其他", "other"),
)  # fmt: skip

URGENCY = _list(
    "urgency", "紧急程度", "urgency",
    ("紧急", "urgent"),
    ("一般", "ordinary"),
)  # fmt: skip

PROJECT_KIND = _list(
    "project_kind", "项目类别", "kind of project",
    ("组织联建", "organisations built together"),
    ("活动联办", "activities held together"),
    ("资源联享", "resources shared"),
    ("党员联训", "members trained together"),
    ("事务联商", "matters settled together"),
    ("服务联做", "services given together"),
    ("其他", "other"),
)  # fmt: skip

# The flag says that nothing is left to do.
ITEM_OUTCOME = _list(
    "item_outcome", "完成情况", "outcome",
    ("未开始", "not begun"),
    ("进行中", "under way"),
    ("完成", "done", "closed"),
    ("撤销", "withdrawn", "closed"),
    ("结转", "carried over"),
)  # fmt: skip

LIST_KIND = _list(
    "list_kind", "清单类别", "which list",
    ("资源清单", "list of resources"),
    ("需求清单", "list of needs"),
    ("项目清单", "list of projects"),
    ("责任清单", "list of duties"),
    ("问题清单", "list of problems"),
    ("整改清单", "list of corrections"),
)  # fmt: skip

VENUE_KIND = _list(
    "venue_kind", "阵地类别", "kind of venue",
    ("党群服务中心", "party and public service centre"),
    ("驿站", "rest station"),
    ("议事站", "place of deliberation"),
    ("工作室", "workroom"),
    ("调解中心", "mediation centre"),
    ("服务站点", "service point"),
    ("其他", "other"),
)  # fmt: skip

TEAM_KIND = _list(
    "team_kind", "队伍类别", "kind of team",
    ("志愿队", "volunteers"),
    ("先锋队", "vanguard of members"),
    ("小分队", "squad"),
    ("义警", "auxiliary police volunteers"),
    ("服务队", "service team"),
    ("其他", "other"),
)  # fmt: skip

INITIATIVE_KIND = _list(
    "initiative_kind", "机制类别", "kind of initiative",
    ("机制", "mechanism"),
    ("品牌", "named programme"),
    ("平台", "platform"),
    ("评价", "assessment"),
    ("制度", "rule of work"),
    ("其他", "other"),
)  # fmt: skip

# The flag says that the bodies met: what a committee that works must have done.
ACTIVITY_KIND = _list(
    "activity_kind", "活动类别", "kind of activity",
    ("联席会议", "joint conference", "meeting"),
    ("议事会", "deliberation", "meeting"),
    ("活动", "activity"),
    ("培训", "training"),
    ("服务", "service"),
    ("其他", "other"),
)  # fmt: skip

REVIEW = _list(
    "review", "审核状态", "review",
    ("待审核", "to be reviewed"),
    ("已通过", "passed"),
    ("已退回", "returned"),
)  # fmt: skip

# Four kinds that must never be added up.
PAIRING_KIND = _list(
    "pairing_kind", "结对类别", "kind of pairing",
    ("包联", "responsible for"),
    ("结对", "paired with"),
    ("联系点", "contact point"),
    ("挂点", "stationed at"),
)  # fmt: skip

CHECK_IN_KIND = _list(
    "check_in_kind", "报到类别", "kind of check-in",
    ("单位报到", "of the unit, to the community that it works with"),
    ("在职党员报到", "of its members, to the community that they live in"),
)  # fmt: skip

MANAGEMENT_KIND = _list(
    "management_kind", "管理类别", "kind of management",
    ("物业", "property management"),
    ("托管", "trusteeship"),
    ("其他", "other"),
)  # fmt: skip

UNDERTAKING = _list(
    "undertaking", "承担方式", "part in the project",
    ("牵头", "leads"),
    ("配合", "assists"),
    ("认领", "claimed it"),
    ("责任", "is responsible"),
)  # fmt: skip

SUCCESSION = _list(
    "succession", "承继方式", "kind of succession",
    ("拆分", "split"),
    ("合并", "merger"),
    ("更名", "renaming"),
    ("续签", "renewal"),
)  # fmt: skip

# What a person decided about a name, or about two entries; a rule never does.
NAME_VERDICT = _list(
    "name_verdict", "名称判定", "verdict about a name",
    ("同一", "the same one"),
    ("不同", "another one"),
    ("存疑", "not known yet"),
)  # fmt: skip

LISTS = (
    RESOURCE_KIND,
    NEED_KIND,
    URGENCY,
    PROJECT_KIND,
    ITEM_OUTCOME,
    LIST_KIND,
    VENUE_KIND,
    TEAM_KIND,
    INITIATIVE_KIND,
    ACTIVITY_KIND,
    REVIEW,
    PAIRING_KIND,
    CHECK_IN_KIND,
    MANAGEMENT_KIND,
    UNDERTAKING,
    SUCCESSION,
    NAME_VERDICT,
)
