"""What stored values are called: the schema's captions, and those of the rule sets.

The graph stores the words of the field itself; who reads English gets their captions.
"""

from __future__ import annotations

from functools import cache

from graph.schema import CODE_LISTS, EDGES, NODES
from graph.text import Lang, Text
from queries.methods.ownership_words import CAPTIONS as OWNERSHIP
from queries.methods.ownership_words import CHOICES
from queries.rules import captions as rule_captions

# Columns whose values come from a closed list.
CODED = frozenset({
    "kind", "level", "role", "basis", "mode", "aspect", "relation", "item", "status", "qualifier",
    "mark", "direction", "part", "definition", "stake", "standing", "list", "outcome", "duty",
    "doubt", "weight",
})  # fmt: skip

# Words that questions write themselves.
_OF_QUESTIONS = (
    Text("清点", "counted"), Text("图中已登记", "on record only"), Text("没有名单", "no list"),
    Text("没有口径", "no definition"), Text("没有真实数据", "no real data"),
    Text("推算", "derived"), Text("处处", "everywhere"),
    Text("运行", "runs"), Text("提供", "offers"), Text("提出", "raises"),
    Text("承担", "undertakes"), Text("设有", "has"),
    Text("全部", "all"), Text("未签", "not signed"),
    Text("应签", "should sign"), Text("不应签", "need not sign"), Text("未标明", "not marked"),
    Text("没有起期", "no start"), Text("起期不确切", "start not exact"),
    Text("没有止期", "no end"), Text("止期不确切", "end not exact"),
    Text("应当", "required"), Text("提示", "advice"), Text("模型之外", "outside the model"),
    Text("委员会", "committee"),
)  # fmt: skip


@cache
def _captions() -> dict[str, Text]:
    found = {code.value: code.caption for list_ in CODE_LISTS.values() for code in list_.codes}
    for node in NODES.values():
        found[node.label] = found[node.caption.zh] = node.caption
    for edge in EDGES.values():
        for caption in (edge.reverse, edge.caption):
            found.setdefault(caption.zh, caption)
        found[edge.type] = edge.caption
        found |= {p.name: p.caption for p in edge.properties if edge.type == "STATE"}
    for text in _OF_QUESTIONS:
        found.setdefault(text.zh, text)
    return dict(CHOICES) | found | dict(OWNERSHIP) | rule_captions()


def called(value: str, lang: Lang) -> str:
    """Return a stored value as it is called in a language; unknown ones stay as they are."""
    known = _captions().get(value)
    return known[lang] if known else value
