"""How often Python searches for cycles: seldom inside, as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from graph.garbage import few_searches


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_searches_are_few_inside_and_as_before_afterwards() -> None:
    with few_searches():
        assert gc.get_threshold()[0] > 10_000
        with few_searches():
            assert gc.get_threshold()[0] > 10_000
        assert gc.get_threshold()[0] > 10_000
    assert gc.get_threshold() == (700, 10, 10)


def test_an_error_inside_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="x"), few_searches():
        raise ValueError("x")
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("chosen", [(0, 10, 10), (200_000, 5, 5)])
def test_what_a_person_has_chosen_stays(chosen: tuple[int, int, int]) -> None:
    gc.set_threshold(*chosen)
    with few_searches():
        assert gc.get_threshold() == chosen
    assert gc.get_threshold() == chosen


def test_it_wraps_a_function_as_often_as_one_likes() -> None:
    @few_searches()
    def threshold() -> int:
        return gc.get_threshold()[0]

    assert [threshold() > 10_000 for _ in range(3)] == [True, True, True]
    assert gc.get_threshold() == (700, 10, 10)
