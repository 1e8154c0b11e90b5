"""The pages of enterprises, and the same as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.web.asked import Asked, AskedNow, caching, unchanged
from api.web.contexts import Context, View
from api.web.data import FAILURES
from api.web.enterprise import (
    EnterpriseContext,
    EnterprisesContext,
    enterprise_context,
    enterprises_context,
    find_enterprise,
    twigs,
)
from api.web.pages import METHODS
from api.web.templating import page
from api.web.urls import API

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix=API, responses=FAILURES)

Search = Annotated[str, Query(max_length=100)]


@router.api_route("/enterprises", methods=METHODS)
def enterprises(request: Request, asked: AskedNow, q: Search = "") -> Response:
    """Those that fit a search, or all that take part in a holding."""
    if same := unchanged(request, asked):
        return same
    context = enterprises_context(asked, q)
    return _page(request, asked, "enterprises.html", context.view, context=context)


@router.api_route("/enterprises/{reference:path}", methods=METHODS)
def enterprise(request: Request, asked: AskedNow, reference: str) -> Response:
    """One enterprise; a code or a name leads on to the address with its id."""
    if same := unchanged(request, asked):
        return same
    id_, states = find_enterprise(asked, reference)
    if id_ != reference:
        return RedirectResponse(asked.urls.enterprise(id_), 307)
    context = enterprise_context(asked, id_, states)
    return _page(
        request, asked, "enterprise.html", context.view, context=context,
        twigs=twigs(context.tree) if context.tree else (),
    )  # fmt: skip


@api.get(
    "/enterprises",
    response_model=EnterprisesContext,
    summary="查找企业与持股方 / find enterprises and holders",
)
def enterprises_data(request: Request, asked: AskedNow, q: Search = "") -> Response:
    """Return those that fit `q`, or all that take part in a holding that day."""
    return unchanged(request, asked) or _json(request, asked, enterprises_context(asked, q))


@api.get(
    "/enterprises/{reference:path}",
    response_model=EnterpriseContext,
    summary="一家企业 / one enterprise",
)
def enterprise_data(request: Request, asked: AskedNow, reference: str) -> Response:
    """Return one enterprise or holder by id, code or name: tree, owners, control, evidence."""
    if same := unchanged(request, asked):
        return same
    id_, states = find_enterprise(asked, reference)
    return _json(request, asked, enterprise_context(asked, id_, states))


def _json(request: Request, asked: Asked, context: Context) -> Response:
    return JSONResponse(context.model_dump(mode="json"), headers=caching(request, asked))


def _page(request: Request, asked: Asked, template: str, view: View, **values: Any) -> Response:
    return page(
        request, template, view.lang, asked.urls, headers=caching(request, asked), view=view,
        **values,
    )  # fmt: skip
