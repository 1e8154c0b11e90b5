"""The tests of time can fail: each time predicate of the ledger, turned, is noticed by one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby

import pytest

from graph.store import Store
from tests.flips import NO_ANSWER, ROOT, Flip, flips, job
from tests.parity import empty

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork is POSIX")

# Turned, these come to the same: no test can tell, and the reason stands beside each.
EVEN: dict[str, str] = {
    "absence: a.register == statement.register and statement.reported ⟨<=⟩ _day(a) <= day "
    "for a in gone": "a statement and an absence of one register and day replace each other",
    "absence: if reported ⟨<⟩ _day(end):":
        "whoever is named for that very day holds the fact, so that it is no silence",
    "batch: MATCH (l:Ledger {id: 'ledger'}) WHERE l.watermark ⟨<=⟩ $tick":
        "the batch that the watermark stands at is published, and the next line wants an open one",
    "batch: b.published_at = CASE WHEN timestamp() ⟨>=⟩ previous THEN timestamp() "
    "ELSE previous END": "of two equal moments either will do",
    "checksum: MATCH (x:Assertion) WHERE x.known_from <= $tick AND $tick ⟨<=⟩ x.known_to":
        "more is read, but a visible row names none that was withdrawn: it would be another row",
    "lock: WITH l WHERE l.expires ⟨<=⟩ timestamp() OR l.owner = $owner":
        "a lock may end with its last millisecond or after it",
    "lock: MATCH (l:Ledger {id: 'ledger'}) WHERE l.expires ⟨>⟩ timestamp() RETURN l.owner":
        "the same, and only shown to people",
    "recording: if _day(a) ⟨<=⟩ now:":
        "what comes with it is read only where no other list has the day",
    "statements: WHERE e.known_from <= $tick AND $since ⟨<=⟩ e.known_to{meant}":
        "asked from 0 or from one tick before the open one, and no row ends at either",
    "statements: MATCH (n:{label} {{id: i}}) WHERE n.born ⟨<=⟩ $tick":
        "more is looked up, and nothing found: no two chunks of a batch share a group",
    "rollback: said_later = known_from ⟨>=⟩ tick and known_to == OPEN_TICK "
    "and _content(a) not in stood":
        "what the batch said itself, and what still stands of it, is among what stood then",
}  # fmt: skip

BY_MODULE = {name: list(each) for name, each in groupby(flips(), key=lambda f: f.module)}


def test_every_exception_is_still_a_predicate() -> None:
    assert set(EVEN) <= {flip.name for flip in flips()}


@pytest.mark.fuzz
@pytest.mark.parametrize("module", [name.removeprefix("graph.ledger.") for name in BY_MODULE])
def test_a_turned_predicate_is_noticed(store: Store, module: str) -> None:
    turned = [f for f in BY_MODULE[f"graph.ledger.{module}"] if f.name not in EVEN]
    by = noticed(store, module, turned)
    assert [f.name for f, test in zip(turned, by, strict=True) if test is None] == []


@pytest.mark.fuzz
@pytest.mark.parametrize("module", ["check", "derive", "rollback"])
def test_where_none_is_turned_nothing_is_noticed(store: Store, module: str) -> None:
    assert noticed(store, module, [None]) == [None]


def noticed(store: Store, module: str, turned: Sequence[Flip | None]) -> list[str | None]:
    """Return which test notices each: turned in the memory of a process of its own."""
    e = store.endpoint
    place = {
        "uri": e.uri, "database": e.database, "engine": e.engine,
        "writer": [e.writer.user, e.writer.password],
        "reader": [e.reader.user, e.reader.password],
    }  # fmt: skip
    found: list[str | None] = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flips"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, encoding="utf-8", cwd=ROOT,
    ) as program:  # fmt: skip
        assert program.stdin is not None
        assert program.stdout is not None
        for flip in turned:
            program.stdin.write(job(flip, place, module))
            program.stdin.flush()
            by = json.loads(program.stdout.readline())
            found.append(None if by == NO_ANSWER else by)
            print(f"{e.engine} {flip.name if flip else module}  --  {by}", flush=True)
        program.stdin.close()
    empty(store)  # of what the last of them left
    return found
