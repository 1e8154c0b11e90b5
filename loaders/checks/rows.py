"""Checks of one row: what its cells say about each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from graph.schema.codes import BRANCH_KIND
from graph.text import Text
from graph.time import PartialDate, Term
from loaders.checks.finding import Check, Found, Rules
from loaders.context import RowContext

ARITHMETIC = "算术 / arithmetic"
_BRANCH_RULES = "《中国共产党支部工作条例（试行）》第四条"
_JOINED_MOST = 5
_OWN_LEAST = 3
_BETWEEN = re.compile(r"[、，,;；\n]+")


def branch_size(ctx: RowContext, rules: Rules) -> Iterator[Found]:
    """Kind of a party organisation against its members. A branch counts full members."""
    row = ctx.row
    for rule in rules["organisations"]:
        if rule["kind"] != row["kind"]:
            continue
        full = row["full"] if row["full"] is not None else row["members"]
        members = row["members"] if row["members"] is not None else row["full"]
        low = full if rule["kind"] == "支部" else members
        if low is None or members is None or (low >= rule["least"] and members <= rule["most"]):
            continue
        yield Found(
            "members" if row["members"] is not None else "full",
            Text(f"{row['kind']}有党员 {members} 名（正式 {full} 名）：{rule['says']}；例外须批准",
                 f"{members} members ({full} full ones): {rule['says_en']}; exceptions need "
                 "approval"),
            f"{rule['source']} {rule['url']}".strip(),
        )  # fmt: skip


def joint_branch(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """A joint branch of many bodies, or of one that has members enough for its own."""
    row = ctx.row
    joined = [name for name in _BETWEEN.split(row["joined"] or "") if name.strip()]
    if row["kind"] == "联合党支部" and len(joined) > _JOINED_MOST:
        yield Found(
            "joined",
            Text(
                f"联合党支部由 {len(joined)} 个单位组成，一般不超过 {_JOINED_MOST} 个",
                f"{len(joined)} bodies in one joint branch; usually no more than {_JOINED_MOST}",
            ),
        )
    if row["kind"] != "联合党支部" and row["setting"] == "联合" and row["kind"] in _ALONE:
        yield Found("setting", Text(f"组建方式是联合，类别却是{row['kind']}",
                                    f"set up jointly, and of kind {row['kind']}"))  # fmt: skip


_ALONE = ("支部", "总支", "党委")


def joined_with_enough(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """A body with three members or more in a joint branch."""
    members = ctx.row["at_home"] if ctx.row["at_home"] is not None else ctx.row["members"]
    if ctx.row["setting"] == "联合" and members is not None and members >= _OWN_LEAST:
        yield Found("setting", Text(
            f"有党员 {members} 名，仍在联合党支部；正式党员 {_OWN_LEAST} 名以上应单独成立",
            f"{members} members, and in a joint branch; with {_OWN_LEAST} full members or more a "
            "body sets up its own"))  # fmt: skip


def large_set_up_alone(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """An enterprise above the statistical size whose organisation is not its own."""
    row = ctx.row
    if row["above_size"] and row["established"] and row["setting"] not in (None, "单独"):
        what = Text(f"规模以上企业，组建方式是“{row['setting']}”，应单独组建",
                    "above the statistical size, and not set up alone")  # fmt: skip
        yield Found("setting", what)


def organised_or_not(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """单位数 = 单独 + 联合 + 未建: each body is in exactly one of the three."""
    row = ctx.row
    no = row["established"] is False or row["setting"] == "未建"
    yes = (
        row["established"] is True
        or row["coverage"] == "组织覆盖"
        or (row["setting"] not in (None, "未建"))
    )
    if no and yes:
        what = Text("既说已建党组织，又说未建", "said to have an organisation, and to have none")
        yield Found("established", what)


def no_more_than(part: str, whole: str, zh: str, en: str) -> tuple[str, str, str, str]:
    """Return that one count of a row is part of another."""
    return part, whole, zh, en


_PARTS = {
    "units": (no_more_than("members", "staff", "党员数", "members"),),
    "new-bodies": (
        no_more_than("members", "staff", "党员数", "members"),
        no_more_than("at_home", "members", "组织关系在本单位的", "those registered here"),
    ),
    "agreements": (no_more_than("members", "staff", "党员人数", "members"),),
    "branches": (no_more_than("full", "members", "正式党员", "full members"),),
    "sites": (no_more_than("party", "seats", "委员中的党员", "members on the committee"),),
    "pairings": (no_more_than("checked_in", "members", "报到党员", "members checked in"),),
}


def parts(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """A part that is larger than the whole."""
    for part, whole, zh, en in _PARTS[ctx.register.name]:
        one, other = ctx.row[part], ctx.row[whole]
        if one is not None and other is not None and one > other:
            yield Found(part, Text(f"{zh} {one} 多于总数 {other}", f"{en}: {one} of {other}"))


def members_add_up(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """党员数 = 正式 + 预备."""
    full, probation, total = ctx.row["full"], ctx.row["probation"], ctx.row["members"]
    if None not in (full, probation, total) and full + probation != total:
        what = Text(f"正式 {full} + 预备 {probation} ≠ 党员数 {total}",
                    f"{full} full + {probation} probationary ≠ {total}")  # fmt: skip
        yield Found("members", what)


# Register → the columns that say until when, and whether a row says that it is in order.
_ENDS = {
    "agreements": ("end", "term"), "branches": ("expires",), "sites": ("owners_end", "owners_term"),
    "rosters": ("term",),
}  # fmt: skip


def expired(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """What ended before the day of the report, and is still told as in force."""
    row, reported = ctx.row, ctx.row["reported"]
    told = (
        row["status"] == "正常"
        or row["owners"] == "有"
        or (ctx.register.name == "rosters" and row["end"] is None)
    )
    if reported is None or not told:
        return
    for column in _ENDS[ctx.register.name]:
        last = _last(row[column])
        if last is not None and last < reported.first:
            yield Found(column, Text(
                f"已于 {last.isoformat()} 到期，{reported.text} 仍报为在任或正常",
                f"ended on {last.isoformat()}, told as in order for {reported.text}"))  # fmt: skip


def _last(value: PartialDate | Term | None) -> date | None:
    if isinstance(value, Term):
        value = value.end
    return value.last if value is not None else None


def undated(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """An agreement without any date of its own."""
    if all(ctx.row[c] is None for c in ("signed", "start", "end", "term")):
        yield Found("signed", Text("协议没有签订日期，也没有期限",
                                   "neither signed on a day nor of any term"))  # fmt: skip


def done_or_not(ctx: RowContext, _: Rules) -> Iterator[Found]:
    """The day on which a project was done against its outcome and its start."""
    row = ctx.row
    done: PartialDate | None = row["done"]
    if done and row["outcome"] not in (None, "完成"):
        what = Text(f"已写实际完成日期，完成情况却是“{row['outcome']}”",
                    f"done on a day, and its outcome is {row['outcome']}")  # fmt: skip
        yield Found("outcome", what)
    start: PartialDate | None = row["start"]
    if done and start and done.last < start.first:
        yield Found("done", Text(f"完成（{done.text}）早于启动（{start.text}）",
                                 f"done ({done.text}) before it began ({start.text})"))  # fmt: skip


assert set(_ALONE) < BRANCH_KIND.values()  # noqa: S101 - a word that left the code list never fits

ROW_CHECKS = (
    Check("branch-size", ("branches",),
          Text("党组织类别与党员数", "kind and size of a party organisation"),
          "queries/rules/organisations.toml", branch_size, "organisations"),
    Check("joint-branch", ("branches",),
          Text("联合党支部的单位数与组建方式", "bodies in a joint branch"),
          _BRANCH_RULES, joint_branch),
    Check("joint-with-enough", ("new-bodies",), Text("党员 3 名以上仍在联合党支部",
          "members enough for a branch of its own"), _BRANCH_RULES, joined_with_enough),
    Check("large-alone", ("new-bodies",), Text("规模以上应单独组建", "large ones set up their own"),
          "两新组织党组织组建的地方通知（2020，仅供参考）", large_set_up_alone),
    Check("organised-or-not", ("new-bodies",), Text("单位数 = 单独 + 联合 + 未建：每家只属其一",
          "each body is in exactly one of: alone, jointly, not"),
          "社会组织法人单位建立党的基层组织情况统计表", organised_or_not),
    Check("part-over-whole", tuple(_PARTS), Text("部分多于总数", "a part above the whole"),
          ARITHMETIC, parts),
    Check("members-add-up", ("branches",), Text("党员数 = 正式 + 预备", "members add up"),
          ARITHMETIC, members_add_up),
    Check("expired-in-order", tuple(_ENDS), Text("已到期仍为正常", "ended, and told as in order"),
          ARITHMETIC, expired),
    Check("agreement-undated", ("agreements",), Text("协议没有日期", "an agreement without a day"),
          "民法典第五百零二条", undated),
    Check("done-or-not", ("projects",),
          Text("完成日期与完成情况、启动时间", "done, outcome and start"), ARITHMETIC, done_or_not),
)  # fmt: skip
