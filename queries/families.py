"""What the groups of questions are called, in the order in which people read them."""

from __future__ import annotations

from graph.text import Text

FAMILIES: dict[str, Text] = {
    "coverage": Text("覆盖", "Coverage"),
    "agreements": Text("共建协议", "Agreements"),
    "lists": Text("三张清单", "Lists of resources, needs and projects"),
    "committees": Text("议事机构与席位", "Committees and posts"),
    "appointments": Text("交叉任职", "Joint appointments"),
    "organisations": Text("组织体系", "Organisations"),
    "pairing": Text("包联与双报到", "Pairing and check-in"),
    "resources": Text("资源、阵地与活动", "Resources, venues and activities"),
    "areas": Text("区域", "Areas"),
    "figures": Text("数字", "Figures"),
    "change": Text("变化", "Change"),
    "holdings": Text("直接持股", "Direct holdings"),
    "ownership": Text("持股与控制", "Ownership and control"),
    "quality": Text("数据质量", "Data quality"),
    "batches": Text("批次", "Batches"),
    "evidence": Text("依据", "Evidence"),
}
