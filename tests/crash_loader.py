"""Loaders to be killed: ``python -m tests.crash_loader``, with a job as JSON per line of input.

Each is a process of its own. It loads known batches in small chunks and says on standard output
what happened. At the moment that the job names it ends itself with SIGKILL: nothing is cleaned
up, nothing is said.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from graph.engines import Endpoint, Login
from graph.errors import Conflict, GongjianError
from graph.identity import node_id
from graph.ledger import CompleteList, Evidence, Fact, Node, Source, batch, lock, record, undo
from graph.ledger import statements as cypher
from graph.store import Rows, Store, Transaction
from graph.time import parse_date, span

STREAMS = ("甲", "乙")  # two registers that say nothing about each other's nodes
LISTED, LEFT_OUT, NAMED = 12, 2, 3


def node(label: str, name: str) -> Node:
    return Node(label, node_id(label, "崩溃试验", name), name, synthetic=True)


def facts(stream: str, number: int) -> tuple[list[Fact], list[Source], list[CompleteList]]:
    """Return the batch of this number: the same whenever it is asked for.

    A complete list of members that drops two and adds two, and new names for three units.
    """
    day = date(2024, 1, 1) + timedelta(days=10 * number)
    origin = Source(f"{stream}{number}", f"{stream}{number}.csv", stream, stream, f"sha{number}")
    committee = node("Committee", f"{stream}委")
    said = []
    for row in range(LISTED):
        who = node("Unit", f"{stream}{number * LEFT_OUT + row}")
        evidence = Evidence(origin, "", row, stream, "", parse_date(f"{day}"), scope="全部")
        listed = span(None, None, listed_on=parse_date(f"{day}"))
        said.append(Fact("MEMBER_OF", who, committee, {}, listed, evidence))
    for row in range(NAMED):
        who = node("Unit", f"{stream}{row}")
        evidence = Evidence(origin, "名称", row, f"{stream}名", "", parse_date(f"{day}"))
        values = {"name": f"{stream}{row} 第 {number} 名"}
        said.append(Fact("STATE", who, who, values, span(parse_date(f"{day}"), None), evidence))
    whole = CompleteList(stream, "全部", parse_date(f"{day}"), origin.id)
    return said, [origin], [whole]


def load(
    store: Store,
    stream: str,
    number: int,
    *,
    lock_seconds: float,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Load one batch and return its tick; 0 when it stood already."""
    said, sources, lists = facts(stream, number)
    return record(
        store, said, sources, who="崩溃试验", what=f"{stream}{number}", lists=lists,
        accept_vanished=True, lock_seconds=lock_seconds, progress=progress,
    ).tick  # fmt: skip


# Moments at which a loader can be killed, by the statement that has just been answered …
_BY_STATEMENT: dict[str, Callable[[str], bool]] = {
    "locking": lambda c: c == lock._ACQUIRE,
    "opening": lambda c: c == batch._OPEN,
    "first chunk": lambda c: c == cypher.MERGE_SOURCES,
    "mid-chunk": lambda c: "CREATE (a)-[e:" in c,
    "mid-chunk, superseding": lambda c: "SET e.known_to = $tick" in c,
    "end of a chunk": lambda c: c == batch._CHUNK_DONE,
    "publishing": lambda c: c == batch._PUBLISH,
    "refreshing": lambda c: "SET n.name = CASE" in c,
    "sweeping": lambda c: "DELETE e" in c or c == undo._MADE,
    "releasing": lambda c: c == lock._RELEASE,
    "statement": lambda c: True,
}
# … or between two transactions.
_BETWEEN = ("locked", "between chunks", "before publish", "after publish", "released")
MOMENTS = (*_BY_STATEMENT, *_BETWEEN)

_wanted: tuple[str, int] = ("", 0)
_seen: Counter[str] = Counter()


def _reached(moment: str) -> None:
    _seen[moment] += 1
    if (moment, _seen[moment]) == _wanted:
        os.kill(os.getpid(), signal.SIGKILL)


def _told(_written: int, _total: int) -> None:
    _reached("between chunks")


def _watch() -> None:
    """Look at the real functions' comings and goings; they do what they always do."""
    run, acquire, publish, release = Transaction.run, lock.acquire, batch._publish, lock.release

    def watched_run(
        self: Transaction,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        most: int | None = None,
    ) -> Rows:
        rows = run(self, cypher, parameters, most=most)
        for moment, matches in _BY_STATEMENT.items():
            if matches(cypher):
                _reached(moment)
        return rows

    def watched_acquire(*args: Any, **kwargs: Any) -> lock.Fence:
        fence = acquire(*args, **kwargs)
        _reached("locked")
        return fence

    def watched_publish(*args: Any, **kwargs: Any) -> None:
        _reached("before publish")
        publish(*args, **kwargs)
        _reached("after publish")

    def watched_release(*args: Any, **kwargs: Any) -> None:
        release(*args, **kwargs)
        _reached("released")

    patches: list[tuple[object, str, object]] = [
        (Transaction, "run", watched_run), (lock, "acquire", watched_acquire),
        (batch, "_publish", watched_publish), (lock, "release", watched_release),
    ]  # fmt: skip
    for place, name, function in patches:
        setattr(place, name, function)


def _say(**event: Any) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _patiently(work: Callable[[], int], seconds: float) -> int:
    """Wait for the lock of a writer that was killed; its time runs out."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except Conflict as error:
            if "another writer" not in error.what.en or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def run(job: Mapping[str, Any], begun: int) -> int:
    """Do one job: load some batches, or die on the way. A byte on `begun` says that it begins."""
    global _wanted
    batch.CHUNK_FACTS = job["chunk"]
    _watch()
    _wanted = (job["moment"], job["nth"])
    endpoint = Endpoint(
        job["uri"], job["database"], job["engine"],
        Login(*job["writer"]), Login(*job["reader"]), None,
    )  # fmt: skip
    with Store(endpoint, retry_seconds=job["retry_seconds"]) as store:
        for stream, number in job["batches"]:
            _say(began=[stream, number])
            os.write(begun, b".")

            def work(stream: str = stream, number: int = number) -> int:
                seconds = job["lock_seconds"]
                return load(store, stream, number, lock_seconds=seconds, progress=_told)

            try:
                tick = _patiently(work, job["patience"])
            except GongjianError as error:
                _say(failed=[type(error).__name__, error.what.en, error.where])
                return 3
            _say(loaded=[stream, number], tick=tick)
    return 0


def main() -> int:
    """Fork a loader for each job that is asked for, so that none has to be imported anew."""
    for line in sys.stdin:
        job = json.loads(line)
        begins, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = run(job, begun)
            finally:
                sys.stdout.flush()
                os._exit(code)
        os.close(begun)
        if job["after"] is not None and os.read(begins, 1):
            time.sleep(job["after"])
            # It has not been waited for: the number is still its own, even if it has ended.
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(begins)
        _say(ended=os.waitstatus_to_exitcode(status))
    return 0


if __name__ == "__main__":
    sys.exit(main())
