"""The manual of questions: ``docs/questions.md``, with the rows that each example really gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from queries.catalogue import catalogue
from queries.families import FAMILIES
from queries.question import Example, Question

SHOWN = 3  # rows of an answer
SYNTHETIC_DAY = date(2024, 12, 31)
SYNTHETIC_SCALE, SYNTHETIC_SEED = 0.003, 1
_CITY = {"area": "呼和浩特市"}
# Nothing public fills these: they are asked of the generated city.
SYNTHETIC_CALLS: Mapping[str, Mapping[str, str]] = {
    "agreements-ending": {**_CITY, "until": "2025-03-31"},
    "agreements-lapsed": _CITY,
    "agreements-renewed": _CITY,
    "co-tenure": {"body": "大召社区大党委（合成）"},
    "several-seats": _CITY,
    "area-successions": _CITY,
    "ex-officio-posts": _CITY,
    "terms-ending": {**_CITY, "until": "2026-12-31"},
    "vacant-posts": _CITY,
    "mutual-holdings": _CITY,
    "items-by-outcome": _CITY,
    "list-items": {**_CITY, "list": "项目清单"},
    "open-needs": _CITY,
    "projects": _CITY,
    "branch-tree": {"body": "大召社区党委（合成）"},
    "joint-branches": _CITY,
    "should-organise": _CITY,
    "body-duties": {"body": "市直第1局（合成）"},
    "check-ins": _CITY,
    "pairings": _CITY,
    "agreements-unsigned": _CITY,
    "agreements-by-kind": _CITY,
    "several-agreements": _CITY,
    "organisation-coverage": _CITY,
    "unit-coverage-rate": _CITY,
    "committee-findings": _CITY,
    "property-management": _CITY,
    "coverage-trend": {**_CITY, "months": "6", "steps": "6"},
    "doubtful-sizes": _CITY,
    "activities": {**_CITY, "since": "2024-01-01"},
    "resources": {**_CITY, "kind": "场地"},
    "venues-and-teams": _CITY,
}

_HEAD = """\
# 问题手册 · The questions

由 `tools/docs.py` 从 `queries/library` 生成，请勿手改；例中各行是真实答案，测试逐行核对。
标“合成城市”的，没有公开数据，答案来自
`gongjian synthetic --scale {scale} --seed {seed}`，全是编造的。

Written from `queries/library` by `tools/docs.py`; do not edit. The rows are real answers, and tests
compare them. Where it says 合成城市 no public data exists: the answer is that of the generated city
of `gongjian synthetic --scale {scale} --seed {seed}`, all of it made up.
"""


def manual(outputs: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return the manual as Markdown.

    Parameters
    ----------
    outputs : mapping
        Records that the questions of ``SYNTHETIC_CALLS`` gave on the generated city.
    """
    parts = [_HEAD.format(scale=SYNTHETIC_SCALE, seed=SYNTHETIC_SEED)]
    by_family: dict[str, list[Question]] = {name: [] for name in FAMILIES}
    for question in catalogue().values():
        by_family[question.family].append(question)
    counted = "、".join(f"{FAMILIES[f].zh} {len(qs)}" for f, qs in by_family.items() if qs)
    parts.append(f"共 {len(catalogue())} 个问题 · {len(catalogue())} questions: {counted}\n")
    for family, questions in by_family.items():
        if questions:
            parts.append(f"## {FAMILIES[family].zh} · {FAMILIES[family].en}\n")
        for question in questions:
            parts += _question(question, outputs)
    return "\n".join(parts).rstrip() + "\n"


def _question(
    question: Question, outputs: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[str]:
    yield f"### {question.name}\n"
    yield f"**{question.title.zh}** · {question.title.en}\n"
    yield f"{question.about.zh}\n\n{question.about.en}\n"
    for p in question.parameters:
        choices = f"：{' / '.join(p.choices)}" if p.choices else ""
        default = "" if p.default is None else f"，默认 {p.default}"
        need = "必填" if p.required else "选填"
        yield f"- `{p.name}` {p.title.zh} · {p.title.en}（{need}{default}）{choices}"
    if question.parameters:
        yield ""
    for example in question.examples[:1]:
        yield f"`{_typed(question.name, example.parameters, example.as_of)}`\n"
        yield _drawn(question, example.columns, _records(example)) + "\n"
    if question.name in SYNTHETIC_CALLS:
        call = SYNTHETIC_CALLS[question.name]
        yield f"合成城市 · generated: `{_typed(question.name, call, SYNTHETIC_DAY)}`\n"
        shown = [c.name for c in question.columns if c.type not in ("id", "sources")]
        yield _drawn(question, shown, outputs[question.name]) + "\n"
    yield f"[Cypher](../queries/library/{question.family}/{question.name}.cypher)\n"


def _typed(name: str, parameters: Mapping[str, Any], as_of: date | None) -> str:
    words = [f"{key}={value}" for key, value in parameters.items()]
    return " ".join(["gongjian ask", name, *words, *([f"--as-of {as_of}"] if as_of else [])])


def _records(example: Example) -> list[dict[str, Any]]:
    return [dict(zip(example.columns, row, strict=True)) for row in example.rows]


def _drawn(question: Question, columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> str:
    if not records:
        return "没有符合的行。 No row."
    titles = {c.name: c.title.zh for c in question.columns}
    lines = [
        "| " + " | ".join(titles[name] for name in columns) + " |",
        "|---" * len(columns) + "|",
    ]
    lines += [
        "| " + " | ".join(_cell(record[name]) for name in columns) + " |"
        for record in records[:SHOWN]
    ]
    more = len(records) - SHOWN
    return "\n".join(lines) + (f"\n\n……另有 {more} 行 · {more} more rows" if more > 0 else "")


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return f"{value:.4g}"
        case list():
            return "、".join(map(str, value))
        case _:
            return str(value).replace("|", "\\|")
