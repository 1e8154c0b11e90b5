"""A batch that dies is taken away without a trace: what stood before it stands as it was."""

from __future__ import annotations

from typing import Any

import pytest

from graph.ledger import Fact, batch, record
from graph.ledger.lock import acquire, release
from graph.ledger.undo import sweep_unfinished
from graph.store import Store
from tests.ledger_support import (
    committee,
    dates,
    evidence,
    keys,
    listed,
    load_list,
    member,
    put,
    source,
    unit,
)

C = committee("大党委")


class _Killed(BaseException):
    """Nobody catches it."""


def everything(store: Store) -> list[str]:
    """Return all that lies in the database, but for the batches and the lock."""
    nodes = store.query("MATCH (n) RETURN labels(n)[0], properties(n)")
    edges = store.query("MATCH (a)-[e]->(b) RETURN type(e), properties(e), a.id, b.id")
    found = [row for row in nodes if row[0] not in ("Batch", "Ledger")]
    return sorted(repr((kind, _plain(given), *ends)) for kind, given, *ends in (*found, *edges))


def _plain(given: dict[str, Any]) -> list[tuple[str, Any]]:
    # A sweep leaves where an assertion was for a while; nobody reads it.
    return sorted((n, v) for n, v in given.items() if n not in ("key_before", "moved_at"))


def die(store: Store, monkeypatch: pytest.MonkeyPatch, *facts: Fact) -> None:
    """Write facts up to the moment before they are published."""

    def killed(*args: object, **named: object) -> None:
        raise _Killed

    sources = {f.evidence.source.id: f.evidence.source for f in facts}
    with monkeypatch.context() as patch:
        patch.setattr(batch, "_publish", killed)
        with pytest.raises(_Killed):
            record(store, facts, list(sources.values()), who="测试", what="半途而废")


def swept(store: Store) -> None:
    fence = acquire(store)
    assert sweep_unfinished(store, fence)
    release(store, fence)


def test_terms_that_a_dead_batch_made_one_are_two_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements move to another fact in it, rows are superseded, and come back."""
    put(store, member(unit("学校"), C, dates("2020-01-01", "2020-12-31"), evidence("甲表")),
        member(unit("学校"), C, dates("2022-01-01", "2022-12-31"), evidence("甲表", row=2)),
        member(unit("医院"), C, dates("2022"), evidence("甲表", row=3)))  # fmt: skip
    before, facts = everything(store), store.query("MATCH ()-[e:MEMBER_OF]->() RETURN e.key").rows
    assert len(set(facts)) == 3
    die(store, monkeypatch,
        member(unit("学校"), C, dates("2020-01-01", "2022-12-31"),
               evidence("乙表", precedence=9, file="乙")),
        member(unit("新来"), committee("新设"), dates("2024"), evidence("乙表", file="乙", row=2)),
    )  # fmt: skip
    moved = store.query("MATCH (x:Assertion) WHERE x.moved_at > 0 RETURN x.id").rows
    assert moved, "the second term has moved to the first fact"
    assert everything(store) != before
    swept(store)
    assert everything(store) == before


def test_what_a_dead_list_ended_and_replaced_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_list(store, ["学校", "医院"], C, "2024-01-10")
    fact = keys(store, "MEMBER_OF")["学校", "大党委"]
    before = everything(store)
    said_again = member(
        unit("学校"), C, dates("2021-01-01", listed="2024-01-10"),
        evidence("甲表", "2024-01-10", scope="全部", file="甲表改"),
    )  # fmt: skip
    die(store, monkeypatch, said_again, *listed(["工厂"], C, "2024-02-10"))
    retired = "MATCH (x:Assertion) WHERE x.known_to < $open RETURN x.key"
    assert store.query(retired, {"open": 2**53 - 1}).rows == [(fact,)]
    swept(store)
    assert everything(store) == before


def test_what_a_living_batch_left_is_not_swept(store: Store) -> None:
    put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    before = everything(store)
    fence = acquire(store)
    assert sweep_unfinished(store, fence) == []
    release(store, fence)
    assert everything(store) == before
    assert store.query("MATCH (s:Source) RETURN s.id").rows == [(source().id,)]
