"""`gongjian names`: what names mean, decided by people; and entries that may be one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.loading import who
from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import Session, both, session_of
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from graph.ledger import Node, Report
    from loaders.names.decisions import Decision
    from loaders.places import Places

ABOUT = both("名称判定：记住登记册里的写法指谁，找出可能重复的条目；可列出、可撤销",
             "what names mean: decide, list, undo; entries that may be one")  # fmt: skip
VERDICTS = {"same": "同一", "different": "不同", "unsure": "存疑"}

Area = Annotated[
    str | None,
    typer.Option("--area", metavar="AREA",
                 help=both("在哪个区域这样判定（代码、路径或名称）；不写则处处如此",
                           "where it holds (code, path or name); else everywhere")),
]  # fmt: skip


def decide(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME",
                       help=both("登记册里的写法；或条目标识，与另一条目比较",
                                 "as registers write it; or the id of an entry, to compare two")),
    ],
    node: Annotated[
        str,
        typer.Argument(metavar="NODE",
                       help=both("条目：标识、代码、路径或唯一的名称",
                                 "the entry: id, code, path or a unique name")),
    ],
    verdict: Annotated[
        str, typer.Argument(metavar="same|different|unsure",
                            help=both("同一、不同或存疑", "the verdict")),
    ],
    area: Area = None,
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help=both("理由，会保存", "the reason")),
    ] = "",
    db: Db = None,
) -> int:  # fmt: skip
    """Decide what a name means, or whether two entries are one; kept for every later load."""
    from api.cli.opening import opened
    from loaders.names.decisions import SAME
    from loaders.names.decisions import decide as store_it
    from loaders.places import Places

    session, said = session_of(ctx), _verdict(verdict)
    with opened(session, db) as store:
        places = Places.of(store)
        meant = _node(places, node)
        other = places.by_id.get(name)
        if other is not None and area:
            raise Misuse(Text("比较两个条目不用 --area", "two entries are compared without --area"))
        report = store_it(
            store, said, meant, who=who(), name="" if other else name,
            area=places.area(area) if area else None, other=other, because=because,
        )  # fmt: skip
    _told(session, report)
    if other is not None and said == SAME and report.tick:
        call = f"gongjian merge {meant.id} {other.id} --because …"
        session.say(Text(f"载入时当作一个；要合并两条记录：{call}",
                         f"loads take them for one; to merge the entries: {call}"))  # fmt: skip
    return 0


def undo(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="KEY", help=both("判定标识", "key of the decision"))
    ],
    db: Db = None,
) -> int:
    """Take a decision back."""
    from api.cli.opening import opened
    from loaders.names.decisions import undo as take_back

    session = session_of(ctx)
    with opened(session, db) as store:
        report = take_back(store, key, who=who())
    _told(session, report)
    return 0


def list_(ctx: typer.Context, db: Db = None, form: FormatOption = None,
          output: Output = None) -> int:  # fmt: skip
    """List the decisions that stand, with who and when."""
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, put
    from api.formats import Table
    from loaders.names.decisions import decisions
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    with opened(session, db) as store:
        found = decisions(store)
    columns = (
        Column("key", "string", Text("判定标识", "key"), identity=True),
        Column("name", "string", Text("写法", "as written")),
        Column("area", "string", Text("在何处", "where")),
        Column("verdict", "string", Text("判定", "verdict")),
        Column("node", "string", Text("条目", "entry")),
        Column("node_id", "string", Text("条目标识", "id of the entry")),
        Column("other", "string", Text("另一条目", "other entry")),
        Column("who", "string", Text("谁", "who")),
        Column("at", "string", Text("何时", "when")),
        Column("batch", "integer", Text("批次", "batch")),
        Column("because", "string", Text("理由", "reason")),
    )
    put(session, Table(columns, [_row(d) for d in found]), form_, output)
    return 0


def duplicates(
    ctx: typer.Context, area: Area = None, db: Db = None, form: FormatOption = None,
    output: Output = None,
) -> int:  # fmt: skip
    """Propose entries that may be one, with reasons; nothing is changed."""
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, put
    from api.formats import Table
    from loaders.names.duplicates import duplicates as propose
    from loaders.places import Places
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    with opened(session, db) as store:
        places = Places.of(store)
        found = propose(places, places.area(area) if area else None)
    columns = (
        Column("reason", "string", Text("理由", "reason")),
        Column("one", "string", Text("条目", "entry")),
        Column("one_in", "string", Text("位于", "in")),
        Column("other", "string", Text("另一条目", "other entry")),
        Column("other_in", "string", Text("位于", "in")),
        Column("one_id", "string", Text("条目标识", "id"), identity=True),
        Column("other_id", "string", Text("另一条目标识", "id of the other"), identity=True),
    )
    rows = [
        (p.reason[session.lang], p.one.name, p.where_one, p.other.name, p.where_other,
         p.one.id, p.other.id)
        for p in found
    ]  # fmt: skip
    put(session, Table(columns, rows), form_, output)
    if found:
        session.say(
            Text("判定：gongjian names decide 标识 标识 same|different|unsure",
                 "decide: gongjian names decide ID ID same|different|unsure")
        )  # fmt: skip
    return 0


def _verdict(text: str) -> str:
    found = VERDICTS.get(text, text)
    if found not in VERDICTS.values():
        raise Misuse(
            Text(f"没有“{text}”这种判定", f"there is no verdict {text!r}"),
            todo=Text("可用：same（同一）、different（不同）、unsure（存疑）",
                      "one of: same, different, unsure"),
        )  # fmt: skip
    return found


def _node(places: Places, reference: str) -> Node:
    known = places.by_id.get(reference)
    return known if known is not None else places.area_or_body(reference)


def _row(d: Decision) -> tuple[str | int, ...]:
    from graph.time import SHANGHAI

    at = datetime.fromtimestamp(d.at / 1000, SHANGHAI).isoformat(timespec="seconds") if d.at else ""
    return (
        d.key, d.name, d.area.name if d.area else "", d.verdict, d.node.name, d.node.id,
        f"{d.other.name} {d.other.id}" if d.other else "", d.who, at, d.batch, d.because,
    )  # fmt: skip


def _told(session: Session, report: Report) -> None:
    if report.tick:
        session.say(Text(f"已记入第 {report.tick} 批", f"stored as batch {report.tick}"))
    else:
        session.say(Text("早已如此判定，没有变化", "decided so already; nothing changed"))


COMMANDS: Commands = {
    "list": (list_, both("列出判定", "list the decisions")),
    "decide": (decide, both("判定一个名称，或两个条目是否同一",
                            "decide a name, or whether two entries are one")),
    "undo": (undo, both("撤销一个判定", "take a decision back")),
    "duplicates": (duplicates, both("提出可能重复的条目", "propose entries that may be one")),
}  # fmt: skip
