"""`gongjian registers` and `gongjian template`: what can be loaded, and how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import Session, both, session_of
from graph.errors import Misuse
from graph.text import Lang, Text

if TYPE_CHECKING:
    from loaders.declare import Register
    from loaders.writing.filled import Filled


def registers(ctx: typer.Context, form: FormatOption = None, output: Output = None) -> int:
    """List the registers that can be loaded."""
    from api.cli.screen import chosen_format, put
    from api.formats import Table
    from loaders.registers import REGISTERS, WORKBOOKS
    from queries.question import Column

    session = session_of(ctx)
    columns = (
        Column("name", "string", Text("名称", "name"), identity=True),
        Column("title", "string", Text("登记册", "register")),
        Column("about", "string", Text("一行是什么", "what a row is")),
        Column("columns", "string", Text("列（*必填）", "columns (* required)")),
    )
    rows = [
        (r.name, r.title[session.lang], r.about[session.lang],
         " ".join(c.headings[0] + ("*" if c.required else "") for c in r.columns))
        for r in REGISTERS.values()
    ]  # fmt: skip
    rows += [
        (w.name, w.title[session.lang], w.about[session.lang],
         " + ".join(r.name for r in w.registers))
        for w in WORKBOOKS.values()
    ]  # fmt: skip
    put(session, Table(columns, rows), chosen_format(form, output), output)
    return 0


def template(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=both("登记册名称", "register"))],
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.xlsx",
                       help=both("新文件：.xlsx 或 .csv", "new file: .xlsx or .csv")),
    ],
    area: Annotated[
        str | None,
        typer.Option("--filled", metavar="AREA",
                     help=both("填入此地区现有内容（代码、路径或名称；all 为全部），改后可再载入",
                               "fill in what is known of this area (code, path or name; all for "
                               "everything), to be edited and loaded again")),
    ] = None,
    db: Db = None,
) -> int:  # fmt: skip
    """Write a register to fill in, with drop-downs and instructions."""
    session = session_of(ctx)
    _refuse(file)
    kinds = _kinds(name)
    known = _known(session, kinds, area, db) if area else [None for _ in kinds]
    if file.suffix.lower() == ".xlsx":
        _write_workbook(session.lang, file, kinds, known)
    elif len(kinds) > 1:
        raise Misuse(
            Text("一个 csv 文件放不下几张工作表", "a csv file holds one sheet"),
            where=str(file),
            todo=Text("文件名以 .xlsx 结尾", "let its name end in .xlsx"),
        )
    else:
        _write_text(file, kinds[0], known[0])
    filled = [one for one in known if one]
    if filled:
        rows, persons = sum(len(k.rows) for k in filled), sum(k.persons for k in filled)
        session.say(Text(f"填入 {rows:,} 行", f"{rows:,} rows filled in"))
        if persons:
            session.say(
                Text(
                    f"{persons:,} 行涉及自然人，没有写出：库里不存姓名",
                    f"{persons:,} rows name persons and were left out: no names are kept",
                )
            )
    for kind in kinds:
        for line in _columns(kind, session.lang):
            print(line)
    said = f" --register {name}" if len(kinds) == 1 else ""
    then = Text(f"填好后：gongjian load 文件{said} --dry-run",
                f"then: gongjian load FILE{said} --dry-run")  # fmt: skip
    print(then[session.lang])
    return 0


def _refuse(file: Path) -> None:
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise Misuse(
            Text("模板是 .xlsx 或 .csv 文件", "a template is an .xlsx or .csv file"),
            where=str(file),
            todo=Text("文件名以 .xlsx 结尾", "let its name end in .xlsx"),
        )
    if file.exists():
        raise Misuse(
            Text("文件已存在，没有覆盖", "the file exists and was left alone"),
            where=str(file),
            todo=Text("换一个文件名", "choose another name"),
        )


def _kinds(name: str) -> tuple[Register, ...]:
    """Return the registers that a name means: one, or those of a workbook."""
    from loaders.inputs import register
    from loaders.registers import WORKBOOKS

    return WORKBOOKS[name].registers if name in WORKBOOKS else (register(name),)


def _write_workbook(
    lang: Lang, file: Path, kinds: Sequence[Register], known: Sequence[Filled | None]
) -> None:
    from api.cli.screen import written
    from api.formats import SYNTHETIC
    from loaders.writing.template import Sheet, write_workbook

    banner = SYNTHETIC[lang] if any(k and k.synthetic for k in known) else ""
    sheets = [Sheet(r, k.rows if k else None) for r, k in zip(kinds, known, strict=True)]
    with written(file) as stream:
        write_workbook(sheets, stream, lang=lang, banner=banner)


def _write_text(file: Path, kind: Register, known: Filled | None) -> None:
    from api.cli.screen import written
    from api.formats import Table, csv_lines
    from queries.question import Column

    headings = tuple(Column(c.headings[0], "string", kind.title) for c in kind.columns)
    rows = [
        tuple(row.get(c.name, "") for c in kind.columns) for row in (known.rows if known else ())
    ]
    with written(file) as stream:
        stream.write("".join(["\ufeff", *csv_lines(Table(headings, rows))]).encode())


def _known(
    session: Session, kinds: Sequence[Register], area: str, db: str | None
) -> list[Filled | None]:
    from api.cli.opening import opened
    from loaders.writing.filled import filled

    with opened(session, db) as store:
        return [filled(store, kind, "" if area == "all" else area) for kind in kinds]


def _columns(register: Register, lang: Lang) -> Iterator[str]:
    yield f"{register.title[lang]}：{register.about[lang]}"
    must = [c.headings[0] for c in register.columns if c.required]
    yield Text("必填：", "Required: ")[lang] + "、".join(must)
    whole = [c.headings[0] for c in register.columns if c.optional_heading]
    if whole:
        yield Text("整列可删：", "Columns you may drop: ")[lang] + "、".join(whole)
    others = [f"{c.headings[0]}（{'、'.join(c.headings[1:])}）" for c in register.columns
              if len(c.headings) > 1]  # fmt: skip
    if others:
        yield Text("表头也可写作：", "Other headings: ")[lang] + "；".join(others)


COMMANDS: Commands = {
    "registers": (registers, both("列出可载入的登记册", "list the registers")),
    "template": (
        template,
        both(
            "写一份空登记册，或填入现有内容的登记册",
            "write a register to fill in, empty or with what is known",
        ),
    ),
}
