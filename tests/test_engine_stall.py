"""A line that stays up and carries nothing: given up, nothing wrong, nothing twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest

from graph.errors import EngineError, OutcomeUnknown
from graph.store import Store
from tests.bolt_proxy import Proxy

SILENCE = 1.5
RETRIES = 2.0
# One wait for an answer, retries, one more wait, one for a new connection; and a slow machine.
MOST = SILENCE + RETRIES + SILENCE + SILENCE + 25.0

MANY = "UNWIND range(1, 20000) AS i RETURN i, 'a row that takes some room on the line'"
WRITE = "CREATE (:City {id: $id})"


@pytest.fixture
def proxy(store: Store) -> Iterator[Proxy]:
    with Proxy(store.endpoint) as between:
        yield between


def through(store: Store, proxy: Proxy) -> Store:
    endpoint = replace(store.endpoint, uri=proxy.uri, silence=SILENCE)
    return Store(endpoint, retry_seconds=RETRIES)


def gives_up(work: Callable[[], object], error: type[EngineError] = EngineError) -> None:
    began = time.monotonic()
    with pytest.raises(error) as told:
        work()
    assert time.monotonic() - began < MOST
    assert told.value.todo is not None


def cities(store: Store) -> list[str]:
    return sorted(id_ for (id_,) in store.query("MATCH (c:City) RETURN c.id").rows)


def test_a_stall_before_anything_was_said(store: Store, proxy: Proxy) -> None:
    proxy.stall()
    with through(store, proxy) as stalled:
        gives_up(lambda: stalled.query("RETURN 1"))
        gives_up(lambda: stalled.run_write(WRITE, {"id": "never"}))
        proxy.go()
        stalled.run_write(WRITE, {"id": "after"})
    assert cities(store) == ["after"]


def test_a_stall_between_question_and_answer(store: Store, proxy: Proxy) -> None:
    with through(store, proxy) as stalled:
        stalled.run_write(WRITE, {"id": "before"})
        proxy.stall()
        gives_up(lambda: stalled.query("RETURN 1"))
        gives_up(lambda: stalled.run_write(WRITE, {"id": "during"}))
        proxy.go()
        assert cities(stalled) == ["before"]
        stalled.run_write(WRITE, {"id": "after"})
    assert cities(store) == ["after", "before"]


def test_a_stall_in_the_middle_of_an_answer_gives_no_half_of_it(store: Store, proxy: Proxy) -> None:
    with through(store, proxy) as stalled:
        whole = len(stalled.query(MANY))
        proxy.stall(after=proxy.answered // 2)
        gives_up(lambda: stalled.query(MANY))
        proxy.go()
        assert len(stalled.query(MANY)) == whole == 20_000


@pytest.mark.parametrize("how", ["stall", "mute"])
def test_a_stall_at_the_commit_is_unknown_and_nothing_is_there_twice(
    store: Store, proxy: Proxy, how: Literal["stall", "mute"]
) -> None:
    with through(store, proxy) as stalled:
        # The server hears of the commit too late, or at once; the driver hears nothing.
        proxy.order("CREATE (:City", how, seconds=SILENCE + 1.0)
        gives_up(lambda: stalled.run_write(WRITE, {"id": "perhaps"}), OutcomeUnknown)
        assert proxy.done == 1
        time.sleep(1.5)  # what was kept back reaches the server, or its connection is gone
        proxy.go()
        there = cities(stalled)
        assert there in ([], ["perhaps"])
        assert there == ["perhaps"] or how == "stall"


def test_a_server_that_works_long_is_not_taken_for_a_stalled_one(store: Store) -> None:
    patient = Store(replace(store.endpoint, silence=60.0))
    with patient:
        count = "UNWIND range(1, 3000000) AS i WITH i % 7 AS k RETURN k, count(*) ORDER BY k"
        assert len(patient.query(count)) == 7
