"""The interface for programs: the contexts of the pages as JSON, answers also as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.formats import csv_lines, table_of
from api.web.area import area_context, areas_context, find_area
from api.web.asked import Asked, AskedNow, caching, own_parameters, unchanged
from api.web.catalogue import catalogue_context, question
from api.web.contexts import AreaContext, AreasContext, CatalogueContext, Context, Document, Problem
from api.web.problems import MEDIA_TYPE
from api.web.urls import API
from queries.asking import MOST_ROWS

PROBLEM: dict[str, Any] = {
    "model": Problem,
    "content": {MEDIA_TYPE: {}},
}
FAILURES: dict[int | str, dict[str, Any]] = {
    400: {**PROBLEM, "description": "看不懂的参数 / a parameter that cannot be understood"},
    404: {**PROBLEM, "description": "没有这个区域或问题 / no such area or question"},
    422: {**PROBLEM, "description": "日期等输入不合规则 / input that breaks a rule"},
    503: {**PROBLEM, "description": "数据库连不上 / the database cannot be reached"},
}
BOM = "\ufeff"  # without it Excel does not read a CSV file as UTF-8

router = APIRouter(prefix=API, responses=FAILURES)


@router.get("/areas", response_model=AreasContext, summary="最上级的区域，或查找 / find areas")
def areas(request: Request, asked: AskedNow, q: Annotated[str, Query()] = "") -> Response:
    """Return the areas at the top, or those that fit `q`: a name, part of one, or a code."""
    return unchanged(request, asked) or _json(request, asked, areas_context(asked, q))


@router.get("/areas/{reference:path}", response_model=AreaContext, summary="一个区域 / one area")
def area(request: Request, asked: AskedNow, reference: str) -> Response:
    """Return one area by its id, code, name or path of names, with its tables and evidence."""
    if same := unchanged(request, asked):
        return same
    _, tree = find_area(asked, reference)
    return _json(request, asked, area_context(asked, tree))


@router.get("/questions", response_model=CatalogueContext, summary="全部问题 / all questions")
def questions(request: Request, asked: AskedNow) -> Response:
    """Return the library: every question with its parameters and columns."""
    return unchanged(request, asked) or _json(request, asked, catalogue_context(asked.lang))


@router.get(
    "/questions/{name}",
    response_model=Document,
    responses={200: {"content": {"text/csv": {}}}},
    summary="提问 / ask a question",
)
def answer(
    request: Request,
    asked: AskedNow,
    name: str,
    format: Annotated[Literal["json", "csv", ""], Query(description="json, csv; else Accept")] = "",
) -> Response:
    """Return the answer; the question's own parameters stand in the query beside the named ones."""
    question(name)
    if same := unchanged(request, asked):
        return same
    found = asked.ask(name, own_parameters(request), most=MOST_ROWS)
    headers = caching(request, asked)
    if not (format == "csv" or (not format and _prefers_csv(request))):
        return JSONResponse(found.document(asked.lang), headers=headers)
    return StreamingResponse(
        (BOM + line if first else line for first, line in _numbered(csv_lines(table_of(found)))),
        media_type="text/csv; charset=utf-8",
        headers=headers | {"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _prefers_csv(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "text/csv" in accept and "application/json" not in accept


def _numbered(lines: Iterator[str]) -> Iterator[tuple[bool, str]]:
    return ((place == 0, line) for place, line in enumerate(lines))


def _json(request: Request, asked: Asked, context: Context) -> Response:
    return JSONResponse(context.model_dump(mode="json"), headers=caching(request, asked))
