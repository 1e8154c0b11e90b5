"""`gongjian change`: why a count or a rate differs between two days, or between two batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.options import Commands, Db, FormatOption, Output
from api.cli.session import both, session_of
from graph.errors import Misuse
from graph.text import Text

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from queries.change import Change


def change(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=both("问题", "question"))],
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help=both("参数", "parameters")),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help=both("旧的一天", "the old day"))
    ] = "",
    until: Annotated[
        str,
        typer.Option("--to", metavar="DATE", help=both("新的一天；默认今天", "the new day; today")),
    ] = "",
    known_then: Annotated[
        int | None,
        typer.Option("--known-from", metavar="TICK",
                     help=both("当时的批次；默认最新", "the batch then; else the newest")),
    ] = None,
    known_now: Annotated[
        int | None,
        typer.Option("--known-to", metavar="TICK",
                     help=both("现在的批次；默认最新", "the batch now; else the newest")),
    ] = None,
    db: Db = None,
    form: FormatOption = None,
    output: Output = None,
) -> int:  # fmt: skip
    """Split the change of a question's count into what happened and what became known."""
    from api.cli.opening import opened
    from api.cli.screen import chosen_format, drawn, put
    from api.formats import SYNTHETIC, Table
    from graph.time import parse_date, today
    from queries.change import explain_change
    from queries.question import Column

    session = session_of(ctx)
    form_ = chosen_format(form, output)
    if not since:
        raise Misuse(
            Text("缺少旧的一天", "the old day is missing"),
            where="--from",
            todo=Text("例如 --from 2023-12-31", "such as --from 2023-12-31"),
        )
    parameters = dict(_pair(text) for text in given or ())
    days = (parse_date(since).first, parse_date(until).first if until else today())
    with opened(session, db) as store:
        found = explain_change(
            store, name, parameters, days=days, ticks=(known_then, known_now)
        )  # fmt: skip
    columns = (
        Column("reason", "string", Text("原因", "reason"), identity=True),
        Column("net", "integer", Text("净变化", "net"), identity=True),
        Column("item", "string", Text("对象", "what"), identity=True),
        Column("change", "integer", Text("变化", "change")),
        Column("whole", "integer", Text("分母变化", "change of the denominator")),
        Column("share", "number", Text("对比率的影响", "part of the rate")),
    )
    head = {
        "question": name, "parameters": parameters,
        "from": _look(found, 0, days), "to": _look(found, 1, days),
        "parts": [
            {"reason": part.kind[session.lang], "net": part.net, "whole": part.net_whole,
             "share": _exact(part.share)}
            for part in found.parts
        ],
        "synthetic": found.synthetic,
    }  # fmt: skip
    table = Table(columns, list(_rows(found, session.lang)), head, found.synthetic)
    put(session, table, form_, output, people=lambda: drawn(table, session))
    session.say(Text(*(" → ".join(_told(found, lang)) for lang in ("zh", "en"))))
    if found.synthetic:
        session.say(SYNTHETIC)
    return 0


def _told(found: Change, lang: str) -> Iterator[str]:
    """Yield each count with its rate; a rate without a denominator is unknown, not nought."""
    for look, rate in zip((found.before, found.after), found.rates, strict=True):
        if not found.before.whole and not found.after.whole:
            yield str(len(look.counted))
        elif rate is None:
            yield str(len(look.counted)) + ("（比率不明）" if lang == "zh" else " (rate unknown)")
        else:
            yield f"{len(look.counted)}/{len(look.whole)} = {float(rate):.2%}"


def _look(found: Change, place: int, days: tuple[date, date]) -> dict[str, Any]:
    look = (found.before, found.after)[place]
    rated = bool(found.before.whole or found.after.whole)
    return {
        "as_of": days[place].isoformat(), "tick": found.ticks[place], "count": len(look.counted),
        "of": len(look.whole) if rated else None, "rate": _exact(found.rates[place]),
    }  # fmt: skip


def _exact(value: Fraction | None) -> str | None:
    """Return a fraction as it is: "3/5"; a decimal would not add up."""
    return None if value is None else str(value)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise Misuse(
            Text(f"参数要写成 名=值：“{text}”", f"write a parameter as key=value: {text!r}"),
            todo=Text("例如 area=新城区", "such as area=新城区"),
        )
    return key, value


def _rows(found: Change, lang: Any) -> Iterator[tuple[Any, ...]]:
    for part in found.parts:
        share = None if part.share is None else round(float(part.share), 6)
        for sign, counted, whole in ((1, part.gained, part.entered), (-1, part.lost, part.left)):
            for item in dict.fromkeys((*counted, *whole)):
                yield (
                    part.kind[lang], part.net, found.names[item],
                    sign * (item in counted), sign * (item in whole), share,
                )  # fmt: skip


COMMANDS: Commands = {
    "change": (change, both("两天或两批之间为什么变了", "why a count changed between two times")),
}
