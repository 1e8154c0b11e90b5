"""`gongjian serve`: the pages, for this machine."""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import Annotated

import typer

from api.cli.options import Commands, Db
from api.cli.session import both, session_of
from graph.errors import EngineError
from graph.text import Text

HOST = "127.0.0.1"
PORT = 8765


def serve(
    ctx: typer.Context,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, metavar="N",
                     help=both(f"端口，默认 {PORT}；0 由系统挑选", f"port, {PORT}; 0 takes any")),
    ] = PORT,
    db: Db = None,
) -> int:  # fmt: skip
    """Serve the pages on this machine until Ctrl-C."""
    from graph.engines import locate

    session = session_of(ctx)
    address = locate(db, session.env)
    with bound(port) as listener:
        import uvicorn

        from api.app import create_app

        config = uvicorn.Config(create_app(address), log_level="warning", server_header=False)
        session.say(
            Text("在浏览器中打开下面的地址；Ctrl-C 结束。", "Open this address; Ctrl-C ends it.")
        )
        page = "/?lang=en" if session.lang == "en" else "/"
        print(f"http://{HOST}:{listener.getsockname()[1]}{page}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            uvicorn.Server(config).run(sockets=[listener])
    return 0


def bound(port: int) -> socket.socket:
    """Take a port of this machine; nobody can take it between looking and listening.

    Raises
    ------
    EngineError
        Another program has it, or it is not ours to take.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        raise EngineError(
            Text(f"端口 {port} 已被占用", f"port {port} is in use")
            if taken
            else Text(f"不能使用端口 {port}", f"port {port} cannot be used"),
            where=f"{HOST}:{port}",
            todo=Text(
                "换一个端口：--port 0 由系统挑选", "choose another; --port 0 takes any free one"
            ),
        ) from error
    return listener


COMMANDS: Commands = {"serve": (serve, both("在本机打开网页", "serve the pages on this machine"))}
