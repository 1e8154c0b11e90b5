"""What every answer carries, and who may ask: this machine only, under its own names.

A page elsewhere that makes its name point at 127.0.0.1 would otherwise read everything
(DNS rebinding); the name it asks under gives it away.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.problems import respond
from api.web.words import WORDS
from graph.errors import Misuse

LOOPBACK = ("127.0.0.1", "localhost", "::1")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """Refuse foreign host names; put the headers on every answer.

    Parameters
    ----------
    app : ASGIApp
    hosts : sequence of str
        Names and addresses under which we may be asked, without ports.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope, receive)
        if _name(request.headers.get("host", "")) in self.hosts:
            await self._answer(scope, receive, guarded)
            return
        refusal = Misuse(WORDS["wrong_host"], todo=WORDS["wrong_host_todo"])
        await respond(request, refusal)(scope, receive, guarded)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer; what it does not expect becomes a page as well."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            logging.getLogger(__name__).exception("unexpected")
            if started:
                raise
            await respond(Request(scope, receive), error)(scope, receive, send)


def _name(host: str) -> str:
    """Return the name in a ``Host`` header, without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].rstrip(".").lower()
