"""How fast a load goes, and how long it still takes; and waiting for another writer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from api.cli.session import Session
from graph.errors import Conflict
from graph.text import Lang, Text

if TYPE_CHECKING:
    from graph.store import Store

PATIENCE = 600.0  # seconds to wait for another writer
_PAUSE = 1.0


class Pace:
    """Turns what is done and what there is into a line with rate and time left.

    Parameters
    ----------
    lang : {"zh", "en"}
    clock : callable, optional
        Seconds that only ever grow.
    """

    def __init__(self, lang: Lang, clock: Callable[[], float] = time.monotonic) -> None:
        self._lang, self._clock = lang, clock
        self._what, self._since, self._from = "", 0.0, 0

    def line(self, what: str, done: int, of: int) -> str:
        """Return the line for a phase; the rate is that of this phase alone."""
        now = self._clock()
        if what != self._what or done < self._from:
            self._what, self._since, self._from = what, now, done
        line = f"{what} {done:,}/{of:,}"
        spent, made = now - self._since, done - self._from
        if spent < 1 or made <= 0:
            return line
        rate = made / spent
        left = max(0, of - done) / rate
        return line + Text(f"，每秒 {rate:,.0f}，还要 {_span(left)}",
                           f", {rate:,.0f} a second, {_span(left)} left")[self._lang]  # fmt: skip


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def in_turn(session: Session, store: Store, *, patience: float = PATIENCE) -> None:
    """Wait until no other writer is at work; the person is told whom one waits for.

    Raises
    ------
    Conflict
        Another writer is at work for longer than `patience` seconds.
    """
    from graph.ledger.lock import holder

    until, told = time.monotonic() + patience, ""
    while owner := holder(store):
        if owner != told:
            told = owner
            session.say(
                Text(
                    f"另一个写入者正在写（{owner}），等它写完…（Ctrl+C 放弃）",
                    f"another writer is at work ({owner}); waiting (Ctrl+C gives up)",
                )
            )
        if time.monotonic() >= until:
            raise Conflict(
                Text(f"等了 {patience:g} 秒，{owner} 还在写",
                     f"{owner} is still writing after {patience:g} seconds"),
                todo=Text("稍后再载入同一文件：已写的会接着写",
                          "load the same files again later; what stands is resumed"),
            )  # fmt: skip
        time.sleep(_PAUSE)
