"""The web application: made here, connected when it starts."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api.web import data, enterprise_pages, names_pages, pages, urls
from api.web.guard import LOOPBACK, Guard
from api.web.problems import on_error
from api.web.templating import STATIC, style_digest
from graph.engines import Address, attach
from graph.errors import GongjianError
from graph.store import Store

RETRY_SECONDS = 5.0  # a reader of a page does not wait longer


def create_app(
    address: Address | None = None,
    *,
    store: Store | None = None,
    hosts: Sequence[str] = LOOPBACK,
) -> FastAPI:
    """Return the application; nothing is reached before it starts.

    Parameters
    ----------
    address : Address, optional
        The database, reached (and its local server started) at start, let go at the end.
    store : Store, optional
        An open one instead, which stays open.
    hosts : sequence of str
        Host names under which it may be asked; only this machine's own unless given.

    Returns
    -------
    FastAPI

    Raises
    ------
    ValueError
        Neither or both of `address` and `store` are given.
    """
    if (address is None) == (store is None):
        raise ValueError("give either an address or an open store")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with contextlib.ExitStack() as stack:
            if address is None:
                app.state.store = store
            else:
                endpoint = stack.enter_context(attach(address))
                app.state.store = stack.enter_context(Store(endpoint, retry_seconds=RETRY_SECONDS))
            yield

    app = FastAPI(
        title="共建 · Gongjian",
        version=_version(),
        description="区域、议事机构、共建协议与上报数字 / areas, committees, agreements, figures",
        # The interactive pages of the framework fetch scripts from the internet.
        docs_url=None,
        redoc_url=None,
        openapi_url=urls.OPEN_API,
        lifespan=lifespan,
    )
    app.state.salt = secrets.token_hex(8)
    app.state.style = style_digest()
    app.include_router(data.router)
    app.include_router(enterprise_pages.api)
    app.include_router(names_pages.api)
    app.mount(urls.STATIC, StaticFiles(directory=STATIC), name="static")
    app.include_router(pages.router)
    app.include_router(enterprise_pages.router)
    app.include_router(names_pages.router)
    for kind in (GongjianError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(GZipMiddleware, minimum_size=2_000)
    app.add_middleware(Guard, hosts=hosts)
    return app


def _version() -> str:
    try:
        return version("gongjian")
    except PackageNotFoundError:
        return "0"
