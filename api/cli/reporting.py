"""What a load did, or why it was refused: for people, for programs and for a report file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.session import Session
from api.formats import Table, as_json, csv_lines, write_xlsx
from graph.errors import Misuse
from graph.text import Lang, Text
from queries.question import Column

if TYPE_CHECKING:
    from loaders.checks import Finding
    from loaders.load import Input, Outcome
    from loaders.problems import Problem

# Why a stated relation was not loaded, in the words of the register of such statements.
REASONS = {
    "out-of-scope": Text("地点在本市之外", "its place lies outside the city"),
    "outside-model": Text("模型里没有的关系或数字", "the model has no place for it"),
    "person": Text("涉及个人", "about persons"),
    "rule-not-instance": Text("是规定，不是事实", "a rule, not a fact"),
}  # fmt: skip


NOTES_SHOWN = 10  # on a screen; the report file lists all of them


def check_ending(report: Path | None) -> None:
    """Refuse a report file of another kind before anything is loaded."""
    if report is not None and report.suffix.lower() not in (".xlsx", ".csv", ".json"):
        raise Misuse(
            Text("报告只能是 .xlsx、.csv 或 .json", "a report is an .xlsx, .csv or .json file"),
            where=str(report),
            todo=Text("换一个文件名", "choose another name"),
        )


def keep(
    report: Path | None, table: Table, session: Session,
    more: Sequence[tuple[Text, Table]] = (),
) -> None:  # fmt: skip
    """Write a report file, where one was asked for."""
    if report is None:
        return
    from api.cli.screen import written

    with written(report) as stream:
        if report.suffix.lower() == ".xlsx":
            write_xlsx(table, stream, session.lang, beside=more)
        elif report.suffix.lower() == ".json":
            stream.write((as_json(table, session.lang) + "\n").encode())
        else:
            stream.write("".join(["\ufeff", *csv_lines(table)]).encode())


def keep_refusals(
    report: Path | None,
    table: Table,
    inputs: Sequence[Input],
    found: Sequence[Problem],
    session: Session,
) -> None:
    """Write why rows were refused: as a workbook, the clerk's own file with the cells marked."""
    if report is None or report.suffix.lower() != ".xlsx":
        keep(report, table, session)
        return
    from api.cli.screen import written
    from loaders.writing.errors import refused_files, write_errors

    tables = [(item.path, item.table) for item in with_tables(inputs)]
    with written(report) as stream:
        write_errors(refused_files(tables, found), stream, lang=session.lang)


def add_sheets(
    report: Path | None, sheets_: Sequence[tuple[Text, Table]], session: Session
) -> None:
    """Add what does not add up to a workbook of refused rows."""
    if report is None or report.suffix.lower() != ".xlsx" or not sheets_:
        return
    from openpyxl import load_workbook

    from loaders.writing import safe

    book = load_workbook(report)
    for name, table in sheets_:
        sheet = book.create_sheet(name[session.lang])
        rows = [tuple(c.title[session.lang] for c in table.columns), *table.rows]
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value not in (None, ""):
                    safe.put(sheet.cell(number, column), str(value))
    book.save(report)


def with_tables(inputs: Sequence[Input]) -> list[Input]:
    """Return inputs with their tables, as far as they can be read."""
    from dataclasses import replace

    from loaders.inputs import opened
    from loaders.problems import RefusedRegister

    found: list[Input] = []
    for item in inputs:
        try:
            found += [replace(read, table=table) for read, table in opened([item])]
        except RefusedRegister:
            found.append(item)
    return found


def problems(found: Sequence[Problem], lang: Lang) -> Table:
    """Return every refusal as a row."""
    columns = (
        Column("file", "string", Text("文件", "file"), identity=True),
        Column("sheet", "string", Text("工作表", "sheet"), identity=True),
        Column("row", "integer", Text("行", "row"), identity=True),
        Column("column", "string", Text("列", "column"), identity=True),
        Column("value", "string", Text("值", "value")),
        Column("rule", "string", Text("规则", "rule"), identity=True),
        Column("what", "string", Text("问题", "what is wrong")),
        Column("todo", "string", Text("怎么办", "what to do")),
    )
    rows = [
        (p.file, p.sheet, p.row or None, p.column, p.value, p.rule, p.what[lang], p.todo[lang])
        for p in found
    ]
    return Table(columns, rows, {"batch": None, "refused": len(rows)})


def outcome(done: Outcome, lang: Lang, *, dry_run: bool) -> Table:
    """Return what a load did as rows: kind, name, count."""
    columns = (
        Column("kind", "string", Text("项目", "kind"), identity=True),
        Column("name", "string", Text("名称", "name"), identity=True),
        Column("count", "integer", Text("数量", "count")),
    )
    tally = done.report.tally
    rows = [
        *(("rows", name, n) for name, n in done.rows.items()),
        *(("nodes", label, n) for label, n in sorted(tally.nodes.items())),
        *(("edges", type_, n) for type_, n in sorted(tally.rows.items())),
        *(("closed", type_, n) for type_, n in sorted(tally.closed.items())),
        *(("left-out", " ".join(why), n) for why, n in sorted(done.left_out.items())),
        *(
            (p.what, " ".join(part for part in (p.type, p.area) if part), n)
            for p, n in sorted(done.plan.items())
        ),
        *(("skipped", file, 1) for file in done.skipped),
        *(("refused", rule, n) for rule, n in sorted(_by_rule(done.refused).items())),
        *(("changed", rule, n) for rule, n in sorted(done.changes.counts.items())),
        *(("finding", rule, n) for rule, n in sorted(_by_rule(done.findings).items())),
        *(("noted", rule, n) for rule, n in sorted(_by_rule(done.notes).items())),
        *(("personal", f"{file}: {h}", 1) for file, hs in done.personal.items() for h in hs),
    ]
    found = findings(done, lang)
    head: dict[str, Any] = {"batch": done.report.tick or None, "dry_run": dry_run}
    if found.rows:
        head["findings"] = list(found.records())
    if done.not_run:
        head["not_run"] = [{"rule": rule, "why": why[lang]} for rule, why in done.not_run]
    if dry_run and done.coverage:
        head["coverage"] = coverage(done, lang)
    if done.refused:
        head["left_out"] = list(problems(done.refused, lang).records())
    return Table(columns, rows, head)


def sheets(done: Outcome, lang: Lang) -> list[tuple[Text, Table]]:
    """Return the further sheets of a report."""
    return [(Text("核对发现", "findings"), findings(done, lang))] if done.findings else []


def findings(done: Outcome, lang: Lang) -> Table:
    """Return what does not add up as rows."""
    columns = (
        Column("rule", "string", Text("规则", "rule"), identity=True),
        Column("file", "string", Text("文件", "file"), identity=True),
        Column("sheet", "string", Text("工作表", "sheet"), identity=True),
        Column("row", "integer", Text("行", "row"), identity=True),
        Column("column", "string", Text("列", "column"), identity=True),
        Column("value", "string", Text("值", "value")),
        Column("what", "string", Text("发现", "what does not add up"), identity=True),
        Column("source", "string", Text("依据", "what the rule rests on")),
    )
    rows = [
        (f.rule, f.file, f.sheet, f.row, f.column, f.value, f.what[lang], f.source)
        for f in done.findings
    ]
    return Table(columns, rows)


def told(done: Outcome, session: Session, *, dry_run: bool = False) -> Iterator[str]:
    """Yield what a load did, in lines for people."""
    from loaders.registers import REGISTERS

    lang, tally = session.lang, done.report.tally
    if done.skipped:
        files = len(done.skipped)
        yield Text(f"已载入过：{files} 个文件，什么也没有写入\n",
                   f"loaded before: {files} files; nothing was written\n")[lang]  # fmt: skip
        return
    rows = sum(done.rows.values())
    if dry_run:
        yield Text(f"检查通过：{rows:,} 行，没有写入\n",
                   f"{rows:,} rows pass; nothing written\n")[lang]  # fmt: skip
    elif done.report.tick:
        yield Text(f"第 {done.report.tick} 批：读入 {rows:,} 行\n",
                   f"batch {done.report.tick}: {rows:,} rows read\n")[lang]  # fmt: skip
    else:
        yield Text(f"读入 {rows:,} 行，没有新内容\n", f"{rows:,} rows read, nothing new\n")[lang]
    yield from _told_of_plan(done, lang)
    yield from _told_of_coverage(done, lang)
    if done.refused:
        yield from _told_of_refused(done, lang)
    for name, n in done.rows.items():
        yield f"  {n:>6,}  {REGISTERS[name].title[lang]}\n"
    if tally.nodes or tally.rows:
        nodes, edges = sum(tally.nodes.values()), sum(tally.rows.values())
        yield Text(f"写入 {nodes:,} 个节点、{edges:,} 条关系（{tally.assertions:,} 项依据）\n",
                   f"wrote {nodes:,} nodes, {edges:,} edges ({tally.assertions:,} statements)\n",
                   )[lang]  # fmt: skip
    yield from _told_of_findings(done, lang)
    yield from _told_of_cells(done, lang)
    for file, headings in done.unread.items():
        names = "、".join(headings)
        yield Text(f"{file} 有登记册不认识的列，没有读入：{names}\n",
                   f"{file} has columns that the register does not know, not read: {names}\n",
                   )[lang]  # fmt: skip
    if done.left_out:
        total = sum(done.left_out.values())
        yield Text(f"有意不载入 {total} 项：\n", f"{total} statements knowingly left out:\n")[lang]
        for (kind, reason), n in sorted(done.left_out.items()):
            yield f"  {n:>6,}  {kind}：{REASONS.get(reason, Text(reason, reason))[lang]}\n"


def _told_of_findings(done: Outcome, lang: Lang) -> Iterator[str]:
    """Yield what does not add up, with rule and basis."""
    if done.findings:
        n = len(done.findings)
        yield Text(f"核对发现 {n} 处，照原样载入：\n",
                   f"{n} findings; the rows are loaded as they are:\n")[lang]  # fmt: skip
    for f in done.findings[:NOTES_SHOWN]:
        row = Text(f"第 {f.row} 行", f"row {f.row}")[lang]
        place = "，".join(part for part in (f.file, f.sheet, row, f.column) if part)
        yield f"  {place}：{f.what[lang]}（{f.rule}；{f.source}）\n"
    if len(done.findings) > NOTES_SHOWN:
        more = len(done.findings) - NOTES_SHOWN
        yield Text(f"  ……另有 {more} 处，见 --report 或 --format json\n",
                   f"  … {more} more, see --report or --format json\n")[lang]  # fmt: skip
    for rule, why in done.not_run:
        yield Text(f"  没有核对 {rule}：{why.zh}\n", f"  {rule} did not run: {why.en}\n")[lang]


def _told_of_refused(done: Outcome, lang: Lang) -> Iterator[str]:
    """Yield which rows were left out; those that wait for a decision with what to do."""
    rows = {(p.file, p.sheet, p.row) for p in done.refused}
    waiting = rows - {(p.file, p.sheet, p.row) for p in done.refused if not p.open}
    if len(rows) > len(waiting):
        n = len(rows) - len(waiting)
        yield Text(f"{n:,} 行被拒，没有载入，见报告\n",
                   f"{n:,} rows were refused, see the report\n")[lang]  # fmt: skip
    if waiting:
        yield Text(f"{len(waiting):,} 行的名称待判定，没有载入；判定后再载入同一文件，只补这些行\n",
                   f"{len(waiting):,} rows wait for a decision about a name; decide, then load the "
                   "same file again: only they are new\n")[lang]  # fmt: skip
        open_ = [p for p in done.refused if p.open]
        for p in open_[:NOTES_SHOWN]:
            yield f"  {p.place()}：{p.what[lang]} → {p.todo[lang]}\n"
        if len(open_) > NOTES_SHOWN:
            more = len(open_) - NOTES_SHOWN
            yield Text(f"  ……另有 {more} 处\n", f"  … {more} more\n")[lang]


def _by_rule(found: Sequence[Problem] | Sequence[Finding]) -> Counter[str]:
    return Counter(entry.rule for entry in found)


def _told_of_cells(done: Outcome, lang: Lang) -> Iterator[str]:
    """Yield what was seen and passed over, and which cells were not taken letter by letter."""
    if done.changes:
        rules = ", ".join(f"{rule} × {n:,}" for rule, n in sorted(done.changes.counts.items()))
        yield Text(f"规范了 {len(done.changes):,} 格，原文都保留：{rules}\n",
                   f"{len(done.changes):,} cells normalised, originals kept: {rules}\n",
                   )[lang]  # fmt: skip
    for entry in done.notes[:NOTES_SHOWN]:
        yield f"  {entry.place(lang)}：{entry.what[lang]}\n"
    if len(done.notes) > NOTES_SHOWN:
        more = len(done.notes) - NOTES_SHOWN
        yield Text(f"  ……另有 {more} 处\n", f"  … {more} more\n")[lang]
    for file, headings in done.personal.items():
        names = "、".join(dict.fromkeys(headings))
        yield Text(f"{file} 涉及个人的列没有读入：{names}\n",
                   f"{file}: columns about persons were not read: {names}\n")[lang]  # fmt: skip


PLANNED = {
    "added": Text("新增", "added"), "changed": Text("更改", "changed"),
    "ended": Text("终止", "ended"), "withdrawn": Text("撤回", "withdrawn"),
    "restated": Text("重申（不变）", "said again"),
}  # fmt: skip


def coverage(done: Outcome, lang: Lang) -> list[dict[str, Any]]:
    """Return what a load would do to 共建签约覆盖, split by cause, as documents by level."""
    from graph.schema import NODES
    from queries.change import Look, split

    found: list[dict[str, Any]] = []
    for label, looks in done.coverage.items():
        one, two, three = (
            Look(frozenset((i,) for i in c), frozenset((i,) for i in w))
            for c, w in zip(looks.counted, looks.whole, strict=True)
        )
        change = split(one, two, three, lambda item, known=looks.on_record: item[0] in known)  # type: ignore[misc]  # bound at once
        old, new = done.days or (None, None)
        found.append({
            "level": label, "title": NODES[label].caption[lang],
            "from": str(old), "to": str(new),
            "before": {"covered": len(one.counted), "of": len(one.whole)},
            "after": {"covered": len(three.counted), "of": len(three.whole)},
            "causes": [
                {"cause": part.kind[lang], "gained": len(part.gained), "lost": len(part.lost)}
                for part in change.parts
            ],
        })  # fmt: skip
    return found


def _told_of_coverage(done: Outcome, lang: Lang) -> Iterator[str]:
    """Yield how coverage would change: two rates, and the causes that add up to the change."""
    for entry in coverage(done, lang):
        before, after = entry["before"], entry["after"]
        yield Text(
            f"共建签约覆盖（{entry['title']}）：{entry['from']} "
            f"{before['covered']}/{before['of']} → "
            f"{entry['to']} {after['covered']}/{after['of']}\n",
            f"coverage by agreements ({entry['title']}): {entry['from']} {before['covered']} of "
            f"{before['of']} → {entry['to']} {after['covered']} of {after['of']}\n",
        )[lang]
        moved = [c for c in entry["causes"] if c["gained"] or c["lost"]]
        if moved:
            yield (
                "  " + "，".join(f"{c['cause']} +{c['gained']} −{c['lost']}" for c in moved) + "\n"
            )


def _told_of_plan(done: Outcome, lang: Lang) -> Iterator[str]:
    """Yield what a dry run would change, by kind of change, type and area."""
    from graph.schema import EDGES

    for what, text in PLANNED.items():
        lines = {p: n for p, n in done.plan.items() if p.what == what}
        if lines:
            yield f"{text[lang]} {sum(lines.values()):,}\n"
        for (_, type_, area), n in sorted(lines.items()):
            place = f"（{area}）" if area else ""
            yield f"  {n:>6,}  {EDGES[type_].caption[lang]}{place}\n"
