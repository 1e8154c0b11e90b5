"""A proxy between driver and server, on loopback, that loses answers on purpose.

It passes everything on until the COMMIT of the transaction that it was told to wait for: there
it cuts the connection, before the server saw the COMMIT or before the driver saw the answer, or
it keeps both waiting for a while. Or it stalls altogether: connections stay, nothing passes.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from graph.engines import Endpoint

# before: the server never sees the COMMIT. unseen: it sees it, and nobody waits for its answer.
# answered: it has committed, and the answer is lost. stall: nothing is lost, but late. mute: it
# has committed, the connection stays, and the answer never comes.
How = Literal["before", "unseen", "answered", "stall", "mute"]
CUTS: tuple[How, ...] = ("before", "unseen", "answered")

# One message in one chunk: two bytes of length, a structure without fields whose tag is 0x12
# (COMMIT), and the end mark. The driver sends it alone, when all rows have been taken.
_COMMIT = b"\x00\x02\xb0\x12\x00\x00"


@dataclass
class _Order:
    """What to do at the next COMMIT of a transaction that sent this text."""

    text: bytes
    how: How
    times: int
    seconds: float


@dataclass
class Proxy:
    """Stands before a server: give its `uri` to the driver.

    Parameters
    ----------
    endpoint : Endpoint
        The server.
    """

    endpoint: Endpoint
    done: int = 0  # orders carried out
    answered: int = 0  # bytes that went back to the driver
    left: int | None = None  # how many more may, before everything stalls; None: all
    _order: _Order | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: set[socket.socket] = field(default_factory=set)

    def __post_init__(self) -> None:
        parts = urlsplit(self.endpoint.uri)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def order(self, text: str, how: How, *, times: int = 1, seconds: float = 0.0) -> None:
        """Wait for the COMMIT of a transaction in which `text` was sent.

        Parameters
        ----------
        text : str
            Part of a statement.
        how : {"before", "unseen", "answered", "stall", "mute"}
            Where to cut.
        times : int
            How often.
        seconds : float
            How long to stall.
        """
        with self._lock:
            self._order = _Order(text.encode(), how, times, seconds)

    def stall(self, after: int = 0) -> None:
        """Let so many bytes of answers through, and then nothing more in either direction."""
        self.left = after

    def go(self) -> None:
        """End the stall; what was kept back is lost with its connections."""
        self._end(*self._open)
        self.left = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(self._door, *self._open)

    def _welcome(self) -> None:
        with suppress(OSError):  # the door is closed at the end
            while True:
                client, _ = self._door.accept()
                try:
                    server = socket.create_connection(self._server)
                except OSError:
                    client.close()
                    continue
                self._open |= {client, server}
                link = _Link(self, client, server)
                for work in (link.ask, link.answer):
                    threading.Thread(target=work, daemon=True).start()

    def _due(self, sent: bytes) -> _Order | None:
        """Return the order that a transaction fulfils, once."""
        with self._lock:
            order = self._order
            if order is None or order.text not in sent:
                return None
            order.times -= 1
            if not order.times:
                self._order = None
            self.done += 1
            return order

    def _end(self, *sockets: socket.socket) -> None:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            self._open.discard(one)


@dataclass
class _Link:
    """One connection of a driver, and the one behind it."""

    proxy: Proxy
    client: socket.socket
    server: socket.socket
    deaf: bool = False  # what the server says from now on is lost
    mute: bool = False  # and nobody is told that it is

    def ask(self) -> None:
        """Pass on what the driver says; look for COMMIT."""
        sent, passed = b"", 0  # of the transaction under way
        with suppress(OSError):
            while data := self.client.recv(65536):
                if self.proxy.left == 0:
                    continue  # taken, and never passed on
                sent += data
                while (at := sent.find(_COMMIT, max(0, passed - len(_COMMIT) + 1))) >= 0:
                    self.server.sendall(sent[passed : max(passed, at)])
                    end = at + len(_COMMIT)
                    order = self.proxy._due(sent[:at])
                    if order and not self._carried_out(order, sent[max(passed, at) : end]):
                        return
                    self.server.sendall(sent[max(passed, at) : end])
                    sent, passed = sent[end:], 0
                self.server.sendall(sent[passed:])
                passed = len(sent)
        self._cut()

    def answer(self) -> None:
        """Pass on what the server says, unless it is to be lost."""
        with suppress(OSError):
            while data := self.server.recv(65536):
                if self.deaf:
                    break
                if self.mute:
                    continue
                if self.proxy.left is not None:
                    data = data[: self.proxy.left]
                    self.proxy.left -= len(data)
                self.proxy.answered += len(data)
                self.client.sendall(data)
        self._cut()

    def _carried_out(self, order: _Order, commit: bytes) -> bool:
        """Do what was ordered; False when the connection is gone after that."""
        if order.how == "stall":
            time.sleep(order.seconds)
            return True
        if order.how == "mute":
            self.mute = True
            return True
        self.deaf = True
        if order.how != "before":
            self.server.sendall(commit)
        if order.how != "answered":  # else `answer` cuts as soon as there is one
            self._cut()
        return False

    def _cut(self) -> None:
        self.proxy._end(self.client, self.server)
