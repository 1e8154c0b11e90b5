"""What a server says of a statement reaches whoever sent it, on both engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.engines import EngineName, LocalAddress, attach, stop
from graph.errors import EngineError, StatementRefused
from graph.store import Store
from tests.engines_support import short

# About 60 MB of text that must be held at once to be put in order.
LARGE = """
UNWIND range(1, 900) AS x UNWIND range(1, 900) AS y
WITH toString(x * y) + ' 以及许多别的字' AS t ORDER BY t DESC
RETURN collect(t)[0]
"""
HEAP_MB: dict[EngineName, int] = {"arcadedb": 64, "neo4j": 160}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("RETURN nobody", ("nobody",)),
        ("RETURN\n  unheard_of(1)", ("unheard_of",)),
        ("MATCH (n)\nRETURN (n", ("line 2",)),
        ("MATCH (n RETURN n", ("line 1", "RETURN")),
    ],
)
def test_a_refused_statement_says_what_is_wrong(
    store: Store, statement: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(StatementRefused) as refused:
        store.query(statement)
    for word in words:
        assert word in refused.value.what.zh
        assert word in refused.value.what.en


def test_two_faults_in_a_row_are_told_apart(store: Store) -> None:
    for name in ("first_unknown", "second_unknown"):
        with pytest.raises(StatementRefused, match=name):
            store.query(f"RETURN {name}")


def test_an_answer_without_room_says_so_and_what_to_do(engine: EngineName, tmp_path: Path) -> None:
    settings = replace(short(tmp_path / "home"), heap_mb=HEAP_MB[engine])
    address = LocalAddress(tmp_path / "home" / "db")
    try:
        with (
            attach(address, engine=engine, settings=settings) as endpoint,
            Store(endpoint, retry_seconds=1.0) as store,
        ):
            with pytest.raises(EngineError, match="放不下") as failed:
                store.query(LARGE)
            assert failed.value.todo is not None
            assert "GONGJIAN_HEAP_MB" in failed.value.todo.zh
            assert store.query("RETURN 1").one() == (1,)  # the server goes on
    finally:
        stop(address.folder, force=True, settings=settings)
