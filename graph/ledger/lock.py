"""One writer at a time, by a lock with a fencing token, and the watermark that readers follow.

Everything here first *writes* the ledger node and then looks at it: the write takes the row lock
of the engine, so what is read afterwards cannot change under us. Looking first lets two writers
win at once.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.errors import Conflict, EngineError, OutcomeUnknown
from graph.store import Store, Transaction
from graph.text import Text

T = TypeVar("T")

LOCK_SECONDS = 120  # a writer renews it with every chunk; the server's clock decides

_ACQUIRE = """
MATCH (l:Ledger {id: 'ledger'}) SET l.beat = l.beat + 1
WITH l WHERE l.expires < timestamp() OR l.owner = $owner
SET l.token = l.token + 1, l.owner = $owner, l.expires = timestamp() + $ttl
RETURN l.token
"""

_RENEW = """
MATCH (l:Ledger {id: 'ledger'}) SET l.beat = l.beat + 1
WITH l WHERE l.token = $token AND l.owner = $owner
SET l.expires = timestamp() + $ttl
"""
_FENCE = _RENEW + "RETURN l.watermark"
_FENCE_BATCH = _RENEW + "WITH l MATCH (b:Batch {id: $batch}) RETURN b.chunks, b.tally"

_RELEASE = """
MATCH (l:Ledger {id: 'ledger'}) SET l.beat = l.beat + 1
WITH l WHERE l.token = $token AND l.owner = $owner
SET l.expires = 0
RETURN l.token
"""


class Mismatch(EngineError):
    """The database does not hold what a chunk was planned for; nothing of it will stand."""


@dataclass(frozen=True, slots=True)
class Fence:
    """Proof that this writer holds the lock.

    Parameters
    ----------
    token : int
        A number that only ever grows.
    owner : str
        Who holds it; unique for each taking.
    seconds : float
        For how long every renewal holds.
    """

    token: int
    owner: str
    seconds: float = LOCK_SECONDS

    def check(self, tx: Transaction) -> int:
        """Renew the lock within `tx` and return the watermark.

        Raises
        ------
        Conflict
            Another writer took over; nothing of this transaction will stand.
        """
        return int(self._checked(tx, _FENCE)[0])

    def check_batch(self, tx: Transaction, tick: int) -> tuple[int, str]:
        """Do the same, and return how many chunks of a batch stand, and its tally so far."""
        chunks, tally = self._checked(tx, _FENCE_BATCH, batch=str(tick))
        return int(chunks), str(tally)

    def _checked(self, tx: Transaction, statement: str, **more: str) -> tuple[Any, ...]:
        values = {"token": self.token, "owner": self.owner, "ttl": int(self.seconds * 1000)}
        row = tx.run(statement, values | more).one()
        if row is None:
            raise Conflict(
                Text("写锁已被另一个写入者接管", "another writer has taken the lock over"),
                todo=Text(
                    "查看 gongjian batches 后重做", "see `gongjian batches`, then start again"
                ),
            )
        return row


def acquire(store: Store, *, seconds: float = LOCK_SECONDS) -> Fence:
    """Take the writer's lock.

    Parameters
    ----------
    store : Store
    seconds : float
        After so long without a sign of life another writer may take it.

    Returns
    -------
    Fence

    Raises
    ------
    Conflict
        Another writer holds it; the message names it.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
    values = {"owner": owner, "ttl": int(seconds * 1000)}
    row = surely(store, lambda tx: tx.run(_ACQUIRE, values).one())
    if row is None:
        holder = store.query("MATCH (l:Ledger {id: 'ledger'}) RETURN l.owner").one()
        raise Conflict(
            Text(
                f"另一个写入者正在写：{holder[0] if holder else ''}",
                f"another writer is at work: {holder[0] if holder else ''}",
            ),
            todo=Text(
                f"等它结束；若它已中断，最多 {LOCK_SECONDS} 秒后自动释放",
                f"wait for it; if it died, the lock expires within {LOCK_SECONDS} seconds",
            ),
        )
    return Fence(int(row[0]), owner, seconds)


_HOLDER = """
MATCH (l:Ledger {id: 'ledger'}) WHERE l.expires >= timestamp() RETURN l.owner
"""


def holder(store: Store) -> str:
    """Return who holds the lock now, for people who wait; empty where nobody does.

    Only :func:`acquire` decides: by the time one reads this, it may be another.
    """
    row = store.query(_HOLDER).one()
    return str(row[0]) if row else ""


def release(store: Store, fence: Fence) -> None:
    """Give the lock back; harmless when another writer holds it by now."""
    values = {"token": fence.token, "owner": fence.owner}
    surely(store, lambda tx: tx.run(_RELEASE, values).one())


def surely(store: Store, work: Callable[[Transaction], T], tries: int = 5) -> T:
    """Write what may be written twice, and again when the answer to its commit was lost.

    Parameters
    ----------
    store : Store
    work : callable
        Looks first whether it stands already, or comes to the same when done again.
    tries : int
        How often at most.

    Raises
    ------
    OutcomeUnknown
        No answer arrived, as often as it was tried.
    """
    unanswered = False
    while True:
        tries -= 1
        try:
            return store.write(work)
        except OutcomeUnknown:
            unanswered = True
            if not tries:
                raise
        except (Conflict, Mismatch):
            # A commit without answer may have been on its way still, and crossed this one.
            if not tries or not unanswered:
                raise
