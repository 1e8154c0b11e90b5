"""`gongjian rollback`, `correct`, `merge` and `check`: what was recorded, taken back and proved."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.loading import who
from api.cli.options import Commands, Db, FormatOption
from api.cli.session import Session, both, session_of
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from graph.ledger import Report
    from graph.ledger.derive import Row

FINDINGS = 4

Yes = Annotated[
    bool, typer.Option("--yes", "-y", help=both("不再询问", "do not ask"))
]  # fmt: skip
Because = Annotated[
    str,
    typer.Option("--because", metavar="TEXT", help=both("理由，会保存", "the reason; it is kept")),
]


def rollback(
    ctx: typer.Context,
    batch: Annotated[
        int, typer.Argument(metavar="BATCH", help=both("批次号", "number of the batch"))
    ],
    yes: Yes = False,
    db: Db = None,
) -> int:
    """Take a published batch back."""
    from api.cli.opening import opened
    from graph.ledger import batches
    from graph.ledger.rollback import rollback as take_back

    session = session_of(ctx)
    with opened(session, db) as store:
        found = next((e for e in batches(store) if e.batch == batch), None)
        if found is not None:
            session.say(Text(f"批次 {batch}：{found.what}", f"batch {batch}: {found.what}"))
        _agree(session, yes, Text("撤回它？", "Take it back?"))
        report = take_back(store, batch, who=who())
    _told(session, report)
    return 0


def correct(
    ctx: typer.Context,
    key: Annotated[
        str,
        typer.Argument(metavar="KEY", help=both("事实标识（答案的 fact 列）", "key of the fact")),
    ],
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE…",
            help=both("要改的字段；start、end 是起止日期，end= 表示没有止期",
                      "what to change; start and end are dates, `end=` means no end"),
        ),
    ],
    because: Because,
    yes: Yes = False,
    db: Db = None,
) -> int:  # fmt: skip
    """Correct one fact, as a batch of its own."""
    from api.cli.opening import opened
    from graph.ledger.correct import correct as write
    from graph.ledger.correct import preview

    session = session_of(ctx)
    fields = _fields(changes)
    with opened(session, db) as store:
        seen = preview(store, key, fields, because=because)
        session.say(Text(f"{seen.type} {key}", f"{seen.type} {key}"))
        session.say(Text("现在：" + _shown(seen.before, session), _shown(seen.before, session)))
        session.say(
            Text("改为：" + _shown(seen.after, session), "→ " + _shown(seen.after, session))
        )
        for before, after in seen.beside:
            session.say(_beside(before, after, session))
        _agree(session, yes, Text("写入更正？", "Write this correction?"))
        report = write(store, key, fields, because=because, who=who())
    _told(session, report)
    return 0


def merge(
    ctx: typer.Context,
    keep: Annotated[
        str, typer.Argument(metavar="KEEP", help=both("保留的区域或单位", "what stays"))
    ],
    drop: Annotated[
        str, typer.Argument(metavar="DROP", help=both("并入它的那个", "what goes into it"))
    ],
    because: Because,
    yes: Yes = False,
    db: Db = None,
) -> int:
    """Let two entries of one area or body be one; `rollback` parts them again."""
    from api.cli.opening import opened
    from graph.ledger import Node
    from graph.ledger.merge import merge as join
    from queries.resolve import find_any

    session = session_of(ctx)
    with opened(session, db) as store:
        nodes = [find_any(store, reference) for reference in (keep, drop)]
        names = " ← ".join(f"{n.path}（{n.code or n.id}）" for n in nodes)
        session.say(Text(names, names))
        _agree(session, yes, Text("合并？", "Merge them?"))
        kept, dropped = (Node(n.label, n.id, n.name, n.code) for n in nodes)
        report = join(store, kept, dropped, who=who(), because=because)
    _told(session, report)
    return 0


def split(
    ctx: typer.Context,
    node: Annotated[
        str,
        typer.Argument(metavar="NODE", help=both("其实是两个的区域或单位", "what is really two")),
    ],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=both("新的那个叫什么", "name of the new one"))
    ],
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help=both("说的其实是新的那个的依据标识（答案的 sources 列）",
                      "ids of the assertions about the new one (column sources of answers)"),
        ),
    ],
    because: Because,
    yes: Yes = False,
    db: Db = None,
) -> int:  # fmt: skip
    """Let some statements about an area or body speak of a new one; `rollback` undoes it."""
    from api.cli.opening import opened
    from graph.ledger import Node
    from graph.ledger.merge import split as part
    from queries.resolve import find_any

    session = session_of(ctx)
    with opened(session, db) as store:
        found = find_any(store, node)
        text = f"{found.path}（{found.code or found.id}）→ {name}：{len(sources)}"
        session.say(Text(text, text))
        _agree(session, yes, Text("拆分？", "Split it?"))
        old = Node(found.label, found.id, found.name, found.code)
        report, new = part(store, old, name, sources, who=who(), because=because)
        session.say(Text(f"新的标识：{new.id}", f"its id: {new.id}"))
    _told(session, report)
    return 0


def upgrade(
    ctx: typer.Context,
    backed_up: Annotated[
        bool,
        typer.Option("--backed-up", help=both("自己的服务器：已另行备份",
                                              "a server of one's own: a backup was made")),
    ] = False,
    db: Db = None,
) -> int:  # fmt: skip
    """Bring a database of an older version to this one; a local one is backed up first."""
    from api.cli.opening import opened
    from graph.engines import cold_backup, read_settings
    from graph.ledger.version import outdated
    from graph.ledger.version import upgrade as bring

    session = session_of(ctx)
    with opened(session, db) as store:
        version, folder = outdated(store), store.endpoint.folder
    place = ""
    if version is not None and folder is not None:
        copied = cold_backup(folder, f"schema-{version}", settings=read_settings(session.env))
        place = str(copied)
    elif version is not None and not backed_up:
        raise Misuse(
            Text("这个服务器要自己备份", "this server must be backed up by its owner"),
            todo=Text("备份后加上 --backed-up", "make a backup, then add --backed-up"),
        )
    with opened(session, db) as store:
        before, now, place = bring(store, lambda: place)
    if before == now:
        session.say(Text(f"已是版本 {now}，无需升级", f"it has version {now} already"))
    else:
        session.say(
            Text(f"版本 {before} → {now}；备份：{place or '另行'}",
                 f"version {before} → {now}; backup: {place or 'elsewhere'}")
        )  # fmt: skip
    return 0


def check(ctx: typer.Context, db: Db = None, form: FormatOption = None) -> int:
    """Look for every breach of what the ledger promises; exit code 4 when there is one."""
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, drawn, put
    from api.formats import Table
    from graph.ledger.check import check as look
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, None)
    with opened(session, db) as store, session.working(Text("检查…", "Checking…")):
        found = look(store)
    if form_ == "json":
        import json

        print(json.dumps(found.document(), ensure_ascii=False, indent=2))
        return FINDINGS if found.violations else 0
    columns = (
        Column("rule", "string", Text("规则", "rule"), identity=True),
        Column("type", "string", Text("关系或节点", "type"), identity=True),
        Column("where", "string", Text("何处", "where"), identity=True),
        Column("what", "string", Text("问题", "what is wrong")),
    )
    table = Table(
        columns, [(v.rule, v.type, v.where, v.what[session.lang]) for v in found.violations]
    )

    def people() -> Iterator[str]:
        if found.violations:
            yield from drawn(table, session)
        clean = Text("没有发现问题", "nothing is wrong")
        broken = Text(f"{len(found.violations)} 处问题", f"{len(found.violations)} violations")
        yield (broken if found.violations else clean)[session.lang] + "\n"
        yield (
            Text(
                f"批次 {found.tick}，校验和 {found.checksum}",
                f"batch {found.tick}, checksum {found.checksum}",
            )[session.lang]
            + "\n"
        )

    put(session, table, form_, None, people=people)
    return FINDINGS if found.violations else 0


def _fields(changes: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or not name:
            raise Misuse(
                Text(f"应写作 字段=值：“{change}”", f"write FIELD=VALUE: {change!r}"),
                todo=Text("例如 end=2025-12-31", "such as end=2025-12-31"),
            )
        fields[name] = value
    return fields


def _shown(row: Row, session: Session) -> str:
    from graph.time import display

    values = "，".join(f"{name}={value}" for name, value in row.values)
    return f"{display(row.span, session.lang)} {values}".strip()


def _beside(before: Row | None, after: Row | None, session: Session) -> Text:
    """Say what else a correction brings about."""
    what = Text("另增", "also new") if before is None else Text("另改", "also changed")
    if after is None:
        what = Text("另去", "also gone")
    rows = [row for row in (before, after) if row is not None]
    shown = " → ".join(_shown(row, session) for row in rows)
    named = f"{rows[-1].type} {rows[-1].key}"
    return Text(f"{what.zh} {named}：{shown}", f"{what.en}: {named}: {shown}")


def _agree(session: Session, yes: bool, question: Text) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Misuse(
            Text("需要确认", "this needs a yes"),
            todo=Text("加上 --yes", "add --yes"),
        )
    typer.confirm(question[session.lang], abort=True, err=True)


def _told(session: Session, report: Report) -> None:
    if not report.tick:
        session.say(Text("没有变化", "nothing changed"))
        return
    # What lost against another source is no row of the fact: it is counted apart.
    rows, gone = report.tally.rows, report.tally.closed
    new, old = (sum(each.values()) - each["DISPUTED"] for each in (rows, gone))
    zh, en = "", ""
    if rows["DISPUTED"]:
        zh = f"；另存 {rows['DISPUTED']} 处不同说法"
        en = f"; {rows['DISPUTED']} statements that lost are kept beside them"
    session.say(
        Text(f"已发布批次 {report.tick}：新增 {new} 行，取代 {old} 行{zh}",
             f"published batch {report.tick}: {new} rows written, {old} superseded{en}")
    )  # fmt: skip


COMMANDS: Commands = {
    "rollback": (rollback, both("撤回一个批次", "take a batch back")),
    "correct": (correct, both("更正一个事实", "correct one fact")),
    "merge": (merge, both("合并两个相同的区域或单位", "merge two entries of one area or body")),
    "split": (split, both("把一个区域或单位拆成两个", "split an area or body in two")),
    "upgrade": (upgrade, both("把旧版本的数据库升级", "upgrade a database of an older version")),
    "check": (check, both("检查账本的每一条承诺", "check every promise of the ledger")),
}
