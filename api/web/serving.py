"""The server behind `gongjian serve`: on this machine only, until it is told to stop."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from api.app import RETRY_SECONDS, create_app
from graph.engines import Address, attach
from graph.errors import Misuse
from graph.store import Store
from graph.text import Text

LOCAL = "127.0.0.1"
STOP_SECONDS = 5


def serve(
    address: Address, *, port: int = 8000, ready: Callable[[str], None] | None = None
) -> None:
    """Serve the pages of a database until SIGINT or SIGTERM.

    Parameters
    ----------
    address : Address
        The database; its local server is started if need be.
    port : int
        0 lets the system choose.
    ready : callable, optional
        Told the address of the first page once it answers.

    Raises
    ------
    Misuse
        The port is taken, or may not be used.
    EngineError
        The database cannot be reached.
    """
    with (
        contextlib.closing(_listen(port)) as listening,
        attach(address) as endpoint,
        Store(endpoint, retry_seconds=RETRY_SECONDS) as store,
    ):
        config = uvicorn.Config(
            create_app(store=store),
            log_level="warning",
            ws="none",
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            _Server(config, ready).run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # how it is meant to end; uvicorn has closed its connections
        finally:
            signal.signal(signal.SIGTERM, before)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOCAL, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise Misuse(
            Text(f"端口 {port} 不能用：{error}", f"port {port} cannot be used: {error}"),
            where=f"{LOCAL}:{port}",
            todo=Text("换一个端口，或用 0 任选", "take another port, or 0 for any"),
        ) from error
    return listening


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready and sockets and self.started:
            self._ready(f"http://{LOCAL}:{sockets[0].getsockname()[1]}/")
