"""The answer to a commit is lost, in every phase of a load: the batch ends right, once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.errors import EngineError
from graph.ledger import batch, batches, copies, lock, undo
from graph.store import Store
from graph.text import Text
from tests.bolt_proxy import CUTS, Proxy
from tests.crash_loader import load
from tests.crash_support import LOCK_SECONDS, Undisturbed, afresh, undisturbed, whole

BATCHES = 3

# Part of a statement that only this phase sends.
PHASES = {
    "look": "b.state = 'open' AND b.kind",  # a read: it ends with COMMIT too
    "lock": lock._ACQUIRE,
    "open": batch._OPEN,
    "first chunk": "MERGE (s:Source",
    "chunk": batch._CHUNK_DONE,
    "publish": batch._PUBLISH,
    "refresh": "SET n.name = CASE",
    "refreshed": copies._DONE,
    "release": lock._RELEASE,
}


@pytest.fixture(scope="module")
def peace() -> list[Undisturbed]:
    return []


@pytest.fixture
def expected(store: Store, peace: list[Undisturbed]) -> Undisturbed:
    if not peace:
        peace.append(undisturbed(store, BATCHES))
        afresh(store)
    return peace[0]


@pytest.fixture
def proxy(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    monkeypatch.setattr(batch, "CHUNK_FACTS", 5)
    with Proxy(store.endpoint) as between:
        yield between


@pytest.fixture
def through(store: Store, proxy: Proxy) -> Iterator[Store]:
    """The store, by way of the proxy."""
    with Store(replace(store.endpoint, uri=proxy.uri), retry_seconds=10.0) as other:
        yield other


@pytest.mark.parametrize("phase", PHASES)
def test_a_lost_answer_is_asked_for_again(
    store: Store, expected: Undisturbed, proxy: Proxy, through: Store, phase: str
) -> None:
    for number, how in enumerate(CUTS):
        proxy.order(PHASES[phase], how)
        assert load(through, "甲", number, lock_seconds=LOCK_SECONDS) > 0
        assert proxy.done == number + 1
    whole(store, expected, {"甲": len(CUTS), "乙": 0}, thorough=phase in ("chunk", "publish"))
    assert [entry.state for entry in batches(store)] == ["published"] * len(CUTS)


def test_answers_lost_while_sweeping_are_asked_for_again(
    store: Store, expected: Undisturbed, proxy: Proxy, through: Store
) -> None:
    for number, how in enumerate(CUTS):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(batch, "_publish", _die)
            with pytest.raises(EngineError, match="died"):
                load(through, "甲", 0, lock_seconds=LOCK_SECONDS)
        proxy.order(undo._MADE.splitlines()[0], how)
        assert load(through, "乙", number, lock_seconds=LOCK_SECONDS) > 0
        assert proxy.done == number + 1
    whole(store, expected, {"甲": 0, "乙": len(CUTS)})
    assert [entry.state for entry in batches(store)] == ["swept", "published"] * len(CUTS)


def test_a_connection_lost_again_and_again_ends_in_an_error_and_the_next_load_mends_it(
    store: Store, expected: Undisturbed, proxy: Proxy, through: Store
) -> None:
    for number, phase in enumerate(("chunk", "publish")):
        proxy.order(PHASES[phase], "before", times=5)
        with pytest.raises(EngineError):
            load(through, "甲", number, lock_seconds=LOCK_SECONDS)
        assert load(through, "甲", number, lock_seconds=LOCK_SECONDS) > 0
    whole(store, expected, {"甲": 2, "乙": 0})
    assert [entry.state for entry in batches(store)] == ["published"] * 2


@pytest.mark.parametrize("phase", ["lock", "chunk", "publish"])
def test_a_late_answer_is_waited_for(
    store: Store, expected: Undisturbed, proxy: Proxy, through: Store, phase: str
) -> None:
    proxy.order(PHASES[phase], "stall", seconds=1.0)  # longer than the lock is held
    began = time.monotonic()
    assert load(through, "甲", 0, lock_seconds=LOCK_SECONDS) > 0
    assert proxy.done == 1
    assert time.monotonic() - began > 1.0
    whole(store, expected, {"甲": 1, "乙": 0}, thorough=False)


@pytest.mark.parametrize("phase", [pytest.param("chunk", marks=pytest.mark.fuzz), "publish"])
def test_a_commit_that_is_given_up_is_looked_up(
    store: Store, expected: Undisturbed, proxy: Proxy, phase: str
) -> None:
    """The line goes silent at the COMMIT, which arrives when nobody waits for it any more."""
    hasty = replace(store.endpoint, uri=proxy.uri, silence=4.0)
    proxy.order(PHASES[phase], "stall", seconds=6.0)
    with Store(hasty, retry_seconds=30.0) as other:
        assert load(other, "甲", 0, lock_seconds=LOCK_SECONDS) > 0
    assert proxy.done == 1
    whole(store, expected, {"甲": 1, "乙": 0}, thorough=False)
    assert [entry.state for entry in batches(store)] == ["published"]


def test_a_server_that_does_not_answer_at_all_is_given_up_in_time(store: Store) -> None:
    with Proxy(store.endpoint) as gone:
        pass
    with Store(replace(store.endpoint, uri=gone.uri), retry_seconds=1.0) as other:
        began = time.monotonic()
        with pytest.raises(EngineError):
            load(other, "甲", 0, lock_seconds=LOCK_SECONDS)
        assert time.monotonic() - began < 20
    assert store.query("MATCH (b:Batch) RETURN b.tick").rows == []


def _die(*_: object, **__: object) -> None:
    raise _Died


_Died = EngineError(Text("断了", "died"))
