"""docs/questions.md is what the library says, with the answers that it really gives."""

from __future__ import annotations

from pathlib import Path

from graph.store import Store
from queries import catalogue
from queries.asking import ask
from queries.manual import SYNTHETIC_CALLS, SYNTHETIC_DAY, SYNTHETIC_SCALE, SYNTHETIC_SEED, manual
from tests.parity import SCALE, SEED

PAGE = Path(__file__).parent.parent / "docs" / "questions.md"


def test_the_manual_is_current_and_its_answers_are_those_of_both_engines(
    city: Store,
) -> None:
    assert (SCALE, SEED) == (SYNTHETIC_SCALE, SYNTHETIC_SEED)
    outputs = {
        name: ask(city, name, parameters, as_of=SYNTHETIC_DAY).records()
        for name, parameters in SYNTHETIC_CALLS.items()
    }
    assert PAGE.read_text(encoding="utf-8") == manual(outputs), "run: python tools/docs.py"


def test_every_question_shows_an_answer() -> None:
    for name, question in catalogue().items():
        shown = bool(question.examples) or name in SYNTHETIC_CALLS
        assert shown or question.family == "ownership", name  # docs/ownership.md has theirs
