"""One example of every node and every relationship, for the manual.

Those of the public articles and of the division list are real; what no article names is marked
合成 (synthetic).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NODE_EXAMPLES: Mapping[str, str] = {
    "City": "呼和浩特市",
    "District": "赛罕区",
    "Street": "昭乌达南路街道",
    "Community": "永泰社区",
    "Grid": "兴康社区第一网格",
    "Site": "航苑小区",
    "Building": "航苑小区1号楼（合成）",
    "Unit": "航苑小区业主委员会",
    "Enterprise": "日富物业公司",
    "Branch": "日富物业公司党支部",
    "Committee": "航苑小区联合党组织",
    "Holder": "王＊（合成）",
    "Post": "社区党组织副书记",
    "Team": "“青城义警”队伍",
    "Agreement": "航苑小区“四位一体”共建",
    "Resource": "会议室（合成）",
    "Need": "楼道灯修缮（合成）",
    "Project": "环保酵素实现社区生活垃圾零落地",
    "Venue": "红蜂驿站",
    "Initiative": "商圈党建联盟",
    "Activity": "联席议事会",
    "Figure": "街道“大工委”9个",
    "Ledger": "ledger",
    "Batch": "3",
    "Chunk": "3/1",
    "Source": "agreements.csv",
    "Assertion": "agreements.csv 第 2 行",
}


@dataclass(frozen=True, slots=True)
class EdgeExample:
    """A relationship between two named nodes.

    Parameters
    ----------
    start, end : str
        Labels.
    start_name, end_name : str
        What people call the two nodes.
    values : mapping
        Its own values.
    """

    start: str
    start_name: str
    end: str
    end_name: str
    values: Mapping[str, object] = field(default_factory=dict)


def _of(start: str, end: str, first: str = "", last: str = "", **values: object) -> EdgeExample:
    """Return an example between the examples of two labels, or between two other names."""
    return EdgeExample(
        start, first or NODE_EXAMPLES[start], end, last or NODE_EXAMPLES[end], values
    )


EDGE_EXAMPLES: Mapping[str, EdgeExample] = {
    "STATE": _of("Community", "Community", name="永泰社区", kind="社区"),
    "NAMED": _of("Committee", "Committee", name="社区联合党组织"),
    "PART_OF": _of("Community", "Street"),
    "LOCATED_IN": _of("Enterprise", "Site"),
    "BELONGS_TO": _of("Branch", "Enterprise"),
    "REPORTS_TO": _of("Branch", "Branch", last="东街街道党工委"),
    "SERVES": _of("Committee", "Site"),
    "POST_OF": _of("Post", "Branch", last="永泰社区党支部"),
    "MEMBER_OF": _of("Branch", "Committee"),
    "CO_BUILDS": _of("Branch", "Site", agreement="协议节点的标识"),
    "SIGNED": _of(
        "Unit", "Agreement", side="乙方", through="第一小学党支部", signed="2023-05"
    ),
    "JOINTLY_APPOINTED": _of(
        "Enterprise", "Branch", post="党支部书记", home_post="总经理", basis="双向进入"
    ),
    "COVERS": _of("Branch", "Grid", "兴康社区第一网格党支部", mode="组织", share="单独"),
    "HOLDS": _of(
        "Holder", "Enterprise", kind="资本", low=510_000_000, high=510_000_000, share_text="51%"
    ),
    "ABOUT": _of("Figure", "District", last="回民区"),
    "SUCCEEDS": _of("Community", "Community", "新社区（合成）", "原社区（合成）", kind="拆分"),
    "PAIRED_WITH": _of("Unit", "Community", "市住建局（合成）", kind="包联"),
    "CHECKED_IN": _of(
        "Unit", "Community", "市住建局（合成）", kind="在职党员报到", members=18, services=36
    ),
    "MANAGES": _of("Enterprise", "Site", kind="物业", red=True),
    "OFFERS": _of("Unit", "Resource", "第一中学（合成）"),
    "RAISES": _of("Community", "Need"),
    "ANSWERS": _of("Project", "Need", "楼道灯修缮项目（合成）"),
    "USES": _of("Activity", "Venue"),
    "UNDERTAKES": _of("Branch", "Project", "新华社区党委", part="牵头"),
    "HAS_ITEM": _of(
        "Agreement", "Project", list="项目清单", number="1", due="2024-06-30", done="2024-05-20"
    ),
    "HELD": _of("Committee", "Activity"),
    "RUNS": _of("District", "Initiative", "回民区"),
    "TAKES_PART": _of("Branch", "Activity"),
    "DECIDED": _of(
        "Community", "Unit", "永泰社区", "第一中学（合成）",
        name="一中", verdict="同一", who="录入员（合成）", because="单位来函",
    ),
    "DISPUTED": _of(
        "Branch", "Branch", "三顺店社区党委", "三顺店社区党委",
        fact_type="STATE", about="kind", says="支部", stands="党委",
    ),
}  # fmt: skip
