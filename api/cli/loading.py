"""`gongjian load` and `gongjian batches`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import Session, both, session_of
from graph.errors import Misuse, no_data
from graph.text import Text

if TYPE_CHECKING:
    from loaders.inputs import Ask, Input
    from loaders.outcome import Outcome

MANIFEST = "manifest.toml"
FINDINGS = 4  # exit code: done, and there is something to look at


def load(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help=both("登记册文件、其文件夹，或 manifest.toml",
                      "register files, a folder of them, or a manifest.toml"),
        ),
    ],
    register: Annotated[
        str | None,
        typer.Option("--register", metavar="NAME",
                     help=both("登记册种类；不写则按表头辨认",
                               "which register; else by its headings")),
    ] = None,
    reported: Annotated[
        str | None,
        typer.Option("--reported", metavar="DATE",
                     help=both("整个文件的报告日期；行内另有日期的以行为准",
                               "the day the whole file speaks for, where its rows say none")),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete",
                     help=both("整个文件是完整清单：上次清单有而这次没有的即已结束",
                               "the file is a complete list: what the last such list named and "
                               "this one does not has ended")),
    ] = False,
    scope: Annotated[
        str | None,
        typer.Option("--scope", metavar="AREA",
                     help=both("完整清单的范围（如区划代码）；不写则取表头上方的“填报单位”",
                               "what the list is complete for, such as an area code; else the "
                               "unit above the table")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=both("只检查，不写入", "check, write nothing"))
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help=both("不再询问：自动辨认的登记册、大量消失的事实",
                                              "do not ask: registers told by headings, many "
                                              "facts that vanish")),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE",
                     help=both("把结果写入文件；被拒时 .xlsx 是标出问题的原文件",
                               "write the result; of a refusal, .xlsx is your own file, marked")),
    ] = None,
    receipt: Annotated[
        Path | None,
        typer.Option("--receipt", metavar="FOLDER",
                     help=both("为每个文件写回执（.json 与 .txt）到此文件夹，给报送的人",
                               "write a receipt for each file to this folder, for its sender")),
    ] = None,
    skip_refused: Annotated[
        bool,
        typer.Option("--skip-refused",
                     help=both("合格的行先载入，被拒的行留在 --report 里",
                               "load the rows that are in order, leave the refused ones to "
                               "--report")),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict",
                     help=both("名称待判定的行也使整批不载入；不写则只留下这些行",
                               "rows whose name is still open keep everything out too; else they "
                               "alone wait")),
    ] = False,
    masked_names: Annotated[
        bool,
        typer.Option("--masked-names",
                     help=both("自然人的姓名留首字（王＊）；不写则一字不留",
                               "keep the first character of persons' names; else nothing of "
                               "them")),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch",
                     help=both("守候一个文件夹：来一份载入一份，连同回执归入“已载入”或“退回”",
                               "watch one folder: load each file that comes, and file it away "
                               "with a receipt")),
    ] = False,
    db: Db = None,
    form: FormatOption = None,
    output: Output = None,
) -> int:  # fmt: skip
    """Load register files as one batch: all of it or nothing."""
    from api.cli import reporting
    from api.cli.asking_back import asked, which_register
    from api.cli.opening import opened
    from api.cli.pace import Pace, in_turn
    from api.cli.screen import chosen_format, put
    from loaders.load import load as load_into
    from loaders.problems import RefusedRegister

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    reporting.check_ending(report)
    if skip_refused and report is None:
        raise Misuse(
            Text("跳过被拒的行时要有报告", "refused rows need a report"), where="--skip-refused",
            todo=Text("加上 --report 文件.xlsx", "add --report FILE.xlsx"),
        )  # fmt: skip
    if watch:
        return _watch(session, files, register, reported, db)
    inputs: list[Input] = []
    try:
        inputs, guessed = _inputs(
            files, register, reported, scope or "", masked=masked_names,
            ask=lambda doubt: which_register(session, doubt),
        )  # fmt: skip
        inputs = [asked(session, item, complete=complete or bool(scope)) for item in inputs]
        if guessed and not dry_run and not yes:
            _confirm(session, inputs)
        pace = Pace(session.lang)
        with (
            opened(session, db, create=not dry_run) as store,
            session.working(Text("载入…", "Loading…")) as told,
        ):
            if not dry_run:
                in_turn(session, store)
            outcome = load_into(
                store, inputs, who=who(), dry_run=dry_run, accept_vanished=yes,
                skip_refused=skip_refused, strict=strict, rules=check_rules(),
                progress=lambda what, done, of: told(pace.line(what, done, of)),
            )  # fmt: skip
    except RefusedRegister as error:
        table = reporting.problems(error.problems, session.lang)
        reporting.keep_refusals(report, table, inputs, error.problems, session)
        _receipts(receipt, inputs, None, error.render(session.lang), session)
        if form_ != "table":
            put(session, table, form_, output)
        raise
    table = reporting.outcome(outcome, session.lang, dry_run=dry_run)
    if not dry_run:
        _receipts(receipt, inputs, outcome, "", session)
    if outcome.refused and not (report and report.suffix.lower() == ".json"):
        refusals = reporting.problems(outcome.refused, session.lang)
        reporting.keep_refusals(report, refusals, inputs, outcome.refused, session)
        reporting.add_sheets(report, reporting.sheets(outcome, session.lang), session)
    else:
        reporting.keep(report, table, session, reporting.sheets(outcome, session.lang))
    put(session, table, form_, output,
        people=lambda: reporting.told(outcome, session, dry_run=dry_run))  # fmt: skip
    return FINDINGS if outcome.refused or outcome.findings else 0


def _receipts(
    folder: Path | None, inputs: Sequence[Input], done: Outcome | None, why: str, session: Session
) -> None:
    """Write a receipt for every file of a load, where that was asked for."""
    from api.cli import receipts

    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in dict.fromkeys(item.path for item in inputs):
        of = [item for item in inputs if item.path == path]
        receipts.write(folder / path.name, receipts.receipt(path, of, done, why), session.lang)


def _watch(
    session: Session, files: Sequence[Path], register: str | None, reported: str | None,
    db: str | None,
) -> int:  # fmt: skip
    """Load what comes into a folder, until the person stops it."""
    from api.cli.inbox import watch
    from api.cli.opening import opened

    if len(files) != 1 or not files[0].is_dir():
        raise Misuse(Text("--watch 要一个文件夹", "--watch takes one folder"),
                     where=" ".join(map(str, files)))  # fmt: skip
    with opened(session, db, create=True) as store:
        watch(
            session, store, files[0],
            lambda file: _inputs([file], register, reported, "")[0], who=who(),
            rules=check_rules(),
        )  # fmt: skip
    return 0


def _inputs(
    files: Sequence[Path],
    register: str | None,
    reported: str | None,
    scope: str,
    *,
    masked: bool = False,
    ask: Ask | None = None,
) -> tuple[list[Input], bool]:
    """Return what is to be loaded, and whether the kind of any file was told by its headings."""
    from graph.time import parse_date
    from loaders.inputs import inputs_of, ordered, read_manifest
    from loaders.inputs import register as named

    kind = named(register) if register else None
    day = parse_date(reported) if reported else None
    inputs: list[Input] = []
    loose: list[Input] = []
    for path in files:
        if path.is_dir() and (path / MANIFEST).exists():
            path = path / MANIFEST
        if path.suffix == ".toml":
            if not path.exists():
                raise Misuse(Text("没有这个清单", "there is no such manifest"), where=str(path))
            inputs += read_manifest(path)
            continue
        for file in _files_in(path):
            loose += inputs_of(file, kind, reported=day, scope=scope, masked=masked, ask=ask)
    return [*inputs, *ordered(loose)], bool(loose) and kind is None


def _files_in(path: Path) -> list[Path]:
    from loaders.files.book import ENDINGS

    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in ENDINGS and not file.name.startswith((".", "~$"))
    )
    if not found:
        raise Misuse(
            Text("文件夹里没有登记册", "there is no register in this folder"),
            where=str(path),
            todo=Text("放入 .xlsx、.xls 或 CSV 文件，或指明文件",
                      "put .xlsx, .xls or CSV files there, or name a file"),
        )  # fmt: skip
    return found


def _confirm(session: Session, inputs: Sequence[Input]) -> None:
    """Show at a terminal which register each file was taken for, and ask."""
    import sys

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    for item in inputs:
        title = item.register.title
        sheet = f" [{item.table.sheet}]" if item.table and item.table.sheet else ""
        name = f"{item.path}{sheet}"
        session.say(Text(f"{name} → {title.zh}", f"{name} → {title.en}"))
    question = Text("按此载入？", "Load them so?")[session.lang]
    typer.confirm(question, default=True, abort=True, err=True)


def check_rules() -> dict[str, list[dict[str, Any]]]:
    """Return the rule sets by which registers are checked: the same that questions read."""
    from queries.rules import rule_set

    return {name: rule_set(name) for name in ("committees", "organisations")}


def who() -> str:
    """Return who is at work, for the list of batches."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run as a number without a name
        return "unknown"


def batches(ctx: typer.Context, db: Db = None, form: FormatOption = None,
            output: Output = None) -> int:  # fmt: skip
    """List what was loaded, batch by batch."""
    from api.cli.opening import opened
    from api.cli.screen import FOLDED, chosen_format, drawn, put
    from api.formats import Table
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    with opened(session, db) as store:
        from graph.ledger import batches as entries

        found = entries(store)
        if not found and form_ == "table":
            raise no_data(str(store.endpoint.folder or store.endpoint.uri))
    columns = (
        Column("batch", "integer", Text("批次", "batch"), identity=True),
        Column("state", "string", Text("状态", "state")),
        Column("what", "string", Text("内容", "what")),
        Column("who", "string", Text("谁", "who")),
        Column("started_at", "string", Text("开始", "started")),
        Column("published_at", "string", Text("发布", "published")),
        Column("nodes", "integer", Text("新节点", "new nodes")),
        Column("edges", "integer", Text("新关系", "new edges")),
        Column("counts", "sources", Text("分类计数", "counts")),
    )
    rows = [
        (e.batch, e.state, e.what, e.who, e.started_at, e.published_at, *_sums(e.counts),
         list(e.counts))
        for e in found
    ]  # fmt: skip
    table = Table(columns, rows)
    put(session, table, form_, output, people=lambda: drawn(table, session, hide=FOLDED))
    return 0


def _sums(counts: Sequence[str]) -> tuple[int, int]:
    """Return how many nodes and how many edges a batch brought; edge types are in capitals."""
    pairs = [count.split("=") for count in counts]
    edges = sum(int(n) for name, n in pairs if name.isupper() and not name.startswith("-"))
    nodes = sum(int(n) for name, n in pairs if not name.isupper())
    return nodes, edges


COMMANDS: Commands = {
    "load": (load, both("载入登记册，作为一批：全有或全无",
                        "load registers as one batch: all of it or nothing")),
    "batches": (batches, both("列出各批次", "list the batches")),
}  # fmt: skip
