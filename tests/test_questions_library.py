"""The library itself is in order, and no predicate in it can be lost or turned unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import Misuse, RefusedInput
from queries.catalogue import LIBRARY, catalogue, find
from queries.families import FAMILIES
from queries.lint import check
from queries.pattern import blank, relationships
from queries.question import read_question

PREDICATES = re.compile(
    r"(?P<tick>\b\w+\.known_from <= \$tick < \w+\.known_to)"
    r"|(?P<day>\b\w+\.from_(?:min|max) <= (?:\$as_of|day) < \w+\.to_(?:min|max))"
)


def _places() -> list[tuple[str, int, str]]:
    """Return every predicate inside a relationship of the library: question, offset, text."""
    places = []
    for name, question in catalogue().items():
        text = blank(question.cypher)
        for relationship in relationships(text):
            types = set(re.findall(r"[A-Z_]{4,}", relationship.head))
            excused = types <= set(question.any_time or {})
            said = PREDICATES.finditer(text, relationship.offset, relationship.end)
            places += [
                (name, found.start(), found[0])
                for found in said
                if found.lastgroup == "tick" or not excused
            ]
    return places


MUTATIONS: dict[str, Callable[[str], str]] = {
    "removed": lambda text: "true",
    "left half": lambda text: text.rsplit(" < ", 1)[0],
    "right half": lambda text: text.split(" <= ", 1)[1],
    "turned round": lambda text: text.replace(" <= ", " >= ").replace(" < ", " > "),
    "end included": lambda text: text.replace(" < ", " <= "),
    "start excluded": lambda text: text.replace(" <= ", " < "),
    "denied": lambda text: f"NOT ({text})",
    "made optional": lambda text: f"({text} OR true)",
    "half certain": lambda text: text.replace("from_min", "from_max") if "from_min" in text
    else text.replace("from_max", "from_min") if "from_max" in text else "true",
    "another name": lambda text: re.sub(r"\b\w+\.", "zz.", text),
}  # fmt: skip


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_no_predicate_of_the_library_can_be_lost_or_turned(tmp_path: Path, mutation: str) -> None:
    places = _places()
    assert len(places) > 100
    assert {name for name, *_ in places} == set(catalogue())
    survived = []
    for number, (name, offset, text) in enumerate(places):
        question = catalogue()[name]
        changed = MUTATIONS[mutation](text)
        mutant = question.cypher[:offset] + changed + question.cypher[offset + len(text) :]
        path = tmp_path / f"{number}.cypher"
        path.write_text(mutant, encoding="utf-8")
        reason = _refusal(path)
        if "谓词" not in reason and "未使用" not in reason:
            line = question.cypher.count("\n", 0, offset) + 1
            survived.append((name, line, changed, reason))
    assert survived == []


def _refusal(path: Path) -> str:
    try:
        check(read_question(path))
    except RefusedInput as error:
        return error.what.zh
    return ""


def test_the_library_is_in_order_and_says_everything_in_both_languages() -> None:
    questions = catalogue()
    assert set(questions) == {path.stem for path in LIBRARY.rglob("*.cypher")}
    for question in questions.values():
        texts = [question.title, question.about, *(p.title for p in question.parameters)]
        texts += [c.title for c in question.columns]
        texts += [c.about for c in question.columns if c.about]
        for text in texts:
            assert text.zh.strip(), question.name
            assert text.en.strip(), question.name
            assert not re.search(r"[\u4e00-\u9fff]", text.en.replace("党组", "")), question.name


def test_every_rule_set_is_used_and_every_used_one_exists() -> None:
    from queries.rules import EVERY, RULES, captions, rule_set

    used = {q.rules for q in catalogue().values() if q.rules}
    sets = {path.stem for path in RULES.glob("*.toml")}
    assert used - {EVERY} <= sets
    assert EVERY in used  # rules-in-place lists those that no other question applies
    for name in sets:
        # A rule says where it stands, since when, for which place and how sure that is.
        needed = {"says", "says_en", "source", "dated", "place", "sure", "url"}
        if name == "figures":
            needed |= {"indicator", "what", "kinds", "under", "complete"}
        for rule in rule_set(name):
            if rule.get("what") == "outside":  # a reason, not a rule
                assert captions()[rule["says"]].en
                continue
            assert needed - set(rule) == set(), (name, rule)
            assert ("label" in rule) == (rule.get("what") in ("areas", "works", "joined"))


def test_an_unknown_question_offers_the_nearest_names() -> None:
    with pytest.raises(Misuse) as error:
        find("area-coverge")
    assert error.value.todo is not None
    assert "area-coverage" in error.value.todo.zh
    with pytest.raises(Misuse) as error:
        find("完全不同")
    assert error.value.todo is not None
    assert "gongjian ask" in error.value.todo.zh


def test_every_family_has_a_caption() -> None:
    assert {question.family for question in catalogue().values()} <= set(FAMILIES)
