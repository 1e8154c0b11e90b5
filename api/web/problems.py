"""Errors become a page or ``application/problem+json``, with their status from one table."""

from __future__ import annotations

from dataclasses import replace

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.web import urls
from api.web.contexts import Candidate, Problem
from api.web.language import accepted_language
from api.web.urls import Urls
from api.web.words import WORDS, say
from graph.errors import Conflict, EngineError, GongjianError, Misuse, RefusedInput
from graph.text import LANGS, Lang, Text
from queries.question import WrongQuestion
from queries.resolve import AmbiguousReference, UnknownReference

MEDIA_TYPE = "application/problem+json"


class Missing(Misuse):
    """An address, a question or an area that does not exist."""


class WrongMethod(Misuse):
    """Pages and interface are read only."""


# The first class that fits decides.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (WrongQuestion, 500),  # one of ours, whatever the reader did
    (Missing, 404),
    (UnknownReference, 404),
    (WrongMethod, 405),
    (Misuse, 400),
    (Conflict, 409),
    (RefusedInput, 422),
    (EngineError, 503),
)


def status_of(error: Exception) -> int:
    """Return the status that says best what an error means."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def problem_of(error: Exception, lang: Lang) -> Problem:
    """Return an error as the document that page and interface show.

    Parameters
    ----------
    error : Exception
        One of ours says what it is; of any other nothing is told but that it happened.
    lang : {"zh", "en"}
    """
    status = status_of(error)
    if not isinstance(error, GongjianError):
        what, where, todo = WORDS["internal"][lang], "", WORDS["internal_todo"][lang]
    else:
        what, where = error.what[lang], error.where
        todo = error.todo[lang] if error.todo else ""
    found = error.candidates if isinstance(error, AmbiguousReference) else ()
    return Problem(
        title=say(lang, f"status_{status}"),
        status=status,
        detail=what,
        where=where,
        todo=todo,
        candidates=tuple(Candidate(id=f.id, code=f.code, path=f.path) for f in found),
    )


def respond(request: Request, error: Exception) -> Response:
    """Return the answer to a request that failed."""
    from api.web.templating import page  # it renders problems too

    lang = language_of(request)
    problem = problem_of(error, lang)
    if request.url.path.startswith(urls.API):
        return JSONResponse(problem.model_dump(mode="json"), problem.status, media_type=MEDIA_TYPE)
    chosen = Urls(lang=_named(request))
    if problem.candidates:  # day and batch were understood, so they may stay
        given = request.query_params
        chosen = replace(chosen, as_of=given.get("as_of", ""), known_at=given.get("known_at", ""))
    lead = chosen.enterprise if request.url.path.startswith(urls.ENTERPRISES) else chosen.area
    return page(
        request, "problem.html", lang, chosen, status=problem.status, problem=problem,
        area_of=lambda candidate: lead(candidate.id),
    )  # fmt: skip


def language_of(request: Request) -> Lang:
    """Return the language of a request, whatever else is wrong with it."""
    return _named(request) or accepted_language(request.headers.get("accept-language", ""))


def _named(request: Request) -> Lang | None:
    given = request.query_params.get("lang")
    return next((lang for lang in LANGS if lang == given), None)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours, or one that the framework raises."""
    if isinstance(error, HTTPException):
        response = respond(request, _of_the_framework(error))
        response.headers.update(error.headers or {})  # such as Allow
        return response
    if isinstance(error, RequestValidationError):
        said = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors())
        return respond(request, _bad_request(said))
    return respond(request, error)


def _of_the_framework(error: HTTPException) -> GongjianError:
    match error.status_code:
        case 404:
            return Missing(WORDS["page_missing"], todo=WORDS["page_todo"])
        case 405:
            return WrongMethod(WORDS["read_only"], todo=WORDS["page_todo"])
    return _bad_request(error.detail)


def _bad_request(said: str) -> Misuse:
    text = WORDS["bad_request"]
    return Misuse(Text(text.zh.format(said), text.en.format(said)))
