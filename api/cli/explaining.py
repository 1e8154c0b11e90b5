"""Which questions there are, and what one of them asks and returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.cli.help import padded, width
from api.formats import Table
from graph.text import Lang, Text
from queries.catalogue import catalogue
from queries.families import FAMILIES
from queries.question import Column, Question


def as_table(lang: Lang) -> Table:
    """Return the questions as rows, for programs."""
    columns = (
        Column("name", "string", Text("名称", "name"), identity=True),
        Column("family", "string", Text("类别", "family")),
        Column("title", "string", Text("问题", "question")),
        Column("parameters", "string", Text("参数", "parameters")),
    )
    rows = [(q.name, q.family, q.title[lang], _signature(q)) for q in catalogue().values()]
    return Table(columns, rows)


def _signature(question: Question) -> str:
    return " ".join(
        f"{p.name}=…" if p.required else f"[{p.name}={'' if p.default is None else p.default}]"
        for p in question.parameters
    )


def _brief(question: Question) -> str:
    """Return name and parameters as they fit on a line; of many optional ones, that there are."""
    required = [f"{p.name}=…" for p in question.parameters if p.required]
    optional = [f"[{p.name}=]" for p in question.parameters if not p.required]
    return " ".join([question.name, *required, *(optional if len(optional) < 3 else ["[…]"])])


def listed(lang: Lang) -> Iterator[str]:
    """Yield the questions by family, for people."""
    questions = list(catalogue().values())
    left = max(width(_brief(q)) for q in questions) + 2
    for family in dict.fromkeys(q.family for q in questions):
        yield FAMILIES.get(family, Text(family, family))[lang] + "\n"
        for q in (q for q in questions if q.family == family):
            yield f"  {padded(_brief(q), left)}{q.title[lang]}\n"
    yield Text(
        "\n提问：gongjian ask 名称 参数=值   说明：gongjian ask 名称 --describe\n",
        "\nask: gongjian ask NAME key=value   explain: gongjian ask NAME --describe\n",
    )[lang]


def described(question: Question, lang: Lang) -> Iterator[str]:
    """Yield everything about a question: parameters, columns, an example, the Cypher."""
    yield f"{question.title[lang]}（{question.name}）"
    yield question.about[lang]
    yield Text("\n参数：", "\nParameters:")[lang]
    for p in question.parameters:
        need = Text("必填", "required")[lang] if p.required else f"= {p.default}"
        among = f"  {' | '.join(p.choices)}" if p.choices else ""
        yield f"  {p.name}  {p.title[lang]}（{p.type}，{need}）{among}"
    yield Text("\n列：", "\nColumns:")[lang]
    for c in question.columns:
        about = f"：{c.about[lang]}" if c.about else ""
        yield f"  {c.name}  {c.title[lang]}（{c.type}{', ' + c.unit if c.unit else ''}）{about}"
    for example in question.examples[:1]:
        day = f" --as-of {example.as_of}" if example.as_of else ""
        given = "".join(f" {name}={value}" for name, value in example.parameters.items())
        yield Text("\n示例：", "\nExample:")[lang]
        yield f"  gongjian ask {question.name}{given}{day}"
    yield Text("\n语句：", "\nCypher:")[lang]
    yield question.statement


def planned(
    question: Question, given: Mapping[str, str], plan: str, agent: str, lang: Lang
) -> Iterator[str]:
    """Yield the statement, what it would be asked with, and the engine's plan for it."""
    words = " ".join(f"{name}={value}" for name, value in given.items())
    yield f"{question.title[lang]}（{question.name}）{words}"
    yield question.path.name
    yield ""
    yield question.statement
    yield Text(f"\n执行计划（{agent}）：", f"\nPlan ({agent}):")[lang]
    yield plan or Text("这个数据库没有给出计划", "this engine gave no plan")[lang]
