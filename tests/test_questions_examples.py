"""The examples in the heads of the questions: rows worked out by hand, as tests on both engines."""

from __future__ import annotations

import itertools
import re
import shlex
from typing import Any

import pytest

from graph.store import Store
from queries import catalogue
from queries.asking import ask
from queries.question import FIRST, Example, Question
from tests.questions_meaning import ANSWERS

CALLS = [
    pytest.param(question, example, id=f"{name}-{number}")
    for name, question in catalogue().items()
    for number, example in enumerate(question.examples, start=1)
]
# No shareholding of a real city is public: the published cases stand in test_ownership_cli.py.
WITHOUT_REAL_DATA = {"ownership"}


def test_every_question_shows_by_an_example_what_it_answers() -> None:
    lacking = {
        name
        for name, question in catalogue().items()
        if not question.examples and question.family not in WITHOUT_REAL_DATA
    }
    # Nothing public fills these; what they mean is worked out in plain Python instead.
    assert lacking <= set(ANSWERS)
    assert len(lacking) < len(catalogue()) // 2


def test_no_two_questions_differ_only_in_literals() -> None:
    bare: dict[str, str] = {}
    for name, question in catalogue().items():
        if question.method:
            continue  # several methods calculate on the rows of one statement
        text = re.sub(r"'[^']*'|\b\d+\b", "?", " ".join(question.statement.split()))
        assert text not in bare, f"{name} and {bare[text]}"
        bare[text] = name


@pytest.mark.parametrize(("question", "example"), CALLS)
def test_an_example_gives_the_rows_that_were_worked_out(
    demo: Store, question: Question, example: Example
) -> None:
    answer = ask(demo, question.name, example.parameters, as_of=example.as_of)
    given = [tuple(record[name] for name in example.columns) for record in answer.records()]
    if not example.some:
        assert given == list(example.rows)
        return
    assert len(given) > len(example.rows), "all rows: then `some` says too little"
    assert _in_order(list(example.rows), given), given


def _in_order(rows: list[tuple[Any, ...]], given: list[tuple[Any, ...]]) -> bool:
    """Tell whether rows stand among others, in the same order."""
    rest = iter(given)
    return all(any(row == other for other in rest) for row in rows)


def test_rows_out_of_order_are_told() -> None:
    assert _in_order([(1,), (3,)], [(1,), (2,), (3,)])
    assert not _in_order([(3,), (1,)], [(1,), (2,), (3,)])
    assert not _in_order([(1,), (1,)], [(1,), (2,)])


@pytest.mark.parametrize(("question", "example"), CALLS)
def test_an_example_can_be_typed_on_the_command_line(question: Question, example: Example) -> None:
    words = [
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in example.parameters.items()
    ]
    typed = shlex.join(["gongjian", "ask", question.name, *words])
    assert shlex.split(typed)[3:] == words
    assert all("\n" not in word for word in words)


def test_a_file_can_be_pasted_with_its_head() -> None:
    for question in catalogue().values():
        lines = question.cypher.splitlines()
        head = list(itertools.takewhile(lambda line: line.startswith("//"), lines))
        rest = [line for line in lines[len(head) :] if not line.startswith(FIRST)]
        assert "\n".join(rest).strip() == question.statement  # no other comment below the head
        assert ";" not in question.statement, question.name
