"""What the answers about ownership and control say: codes with their captions, and sentences.

A code is a word that programs compare and the pages caption; it is stored and sent in Chinese in
either language. A sentence is made for one row and is returned as `Text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.text import Text

OWNER, CLOSED, UNKNOWN = "持股方", "封闭组", "未知"
TOP, MUTUAL, MEMBER = "最终控制方", "相互控制", "成员"
PATH, REST, SUM, CONTROL = "路径", "其余", "合计", "控制"
RING, UNRECORDED, CUT = "环", "未登记", "未展开"

CAPTIONS: Mapping[str, Text] = {
    code: Text(code, english)
    for code, english in {
        OWNER: "holder", CLOSED: "closed group", UNKNOWN: "unknown",
        TOP: "ultimate controller", MUTUAL: "mutual control", MEMBER: "member",
        PATH: "path", REST: "rest", SUM: "sum", CONTROL: "control",
        RING: "ring", UNRECORDED: "no holders recorded", CUT: "not opened",
        "对外持股": "holding of its own",
    }.items()
}  # fmt: skip

CHOICES: Mapping[str, Text] = {
    "more-than": Text("超过", "more than"), "at-least": Text("达到或超过", "at least"),
    "votes": Text("表决权", "votes"), "capital": Text("资本", "capital"),
    "count": Text("计入表决权", "count as votes"), "excluded": Text("不计入", "left out"),
    "certain": Text("确定", "certain"), "possible": Text("可能", "possible"),
}  # fmt: skip
"""What the values of the parameters are called in a form."""

UNKNOWN_HOLDER = Text("未知", "unknown")


def listed(names: Iterable[str]) -> Text:
    """Return names in a row; they stay in the language of their source."""
    found = list(names)
    return Text("、".join(found), ", ".join(found))


def closed_group(names: Iterable[str]) -> Text:
    """Return what a closed group is called."""
    members = listed(names)
    return Text(f"封闭持股：{members.zh}", f"closed group: {members.en}")


def concert(names: Iterable[str]) -> Text:
    """Return what those who act in concert are called."""
    members = listed(names)
    return Text(f"一致行动：{members.zh}", f"in concert: {members.en}")
