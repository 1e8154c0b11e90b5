"""What every request says: which language, which day, as known when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.web.contexts import Document, View
from api.web.language import accepted_language, asked_language
from api.web.urls import RESERVED, Urls
from graph.errors import Misuse
from graph.ledger.read import known_at as known_tick
from graph.ledger.read import watermark
from graph.store import Store, Transaction
from graph.text import Lang, Text
from graph.time import parse_date, today
from queries import Answer
from queries.asking import ask

_LONGEST_TICK = 6  # digits; 20240101 is a day

AsOf = Annotated[str, Query(description="看哪一天，例如 2024-01-01；默认今天 / valid day")]
KnownAt = Annotated[str, Query(description="按何时所知：批次号或日期；默认最新 / batch or day")]
Language = Annotated[str, Query(description="zh, en; else Accept-Language")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, understood; all questions of one page are asked at its day and tick.

    Parameters
    ----------
    store : Store
    lang : {"zh", "en"}
    urls : Urls
        Addresses that keep what the reader chose.
    day : date
        Valid day.
    tick : int
        Last batch that counts; 0 while nothing was published.
    salt : str
        Differs from one start of the server to the next.
    """

    store: Store
    lang: Lang
    urls: Urls
    day: date
    tick: int
    salt: str

    def ask(self, name: str, parameters: dict[str, Any], *, most: int) -> Answer:
        """Ask a question of the library."""
        return ask(
            self.store, name, parameters, as_of=self.day, tick=self.tick or None, most=most,
            lang=self.lang,
        )  # fmt: skip

    def document(self, name: str, parameters: dict[str, Any], *, most: int) -> Document:
        """Ask a question, and return the answer as the contract has it."""
        answer = self.ask(name, parameters, most=most)
        return Document.model_validate(answer.document(self.lang))

    def view(self, *documents: Document) -> View:
        """Return the moment at which these answers were taken."""
        synthetic = any(document.synthetic for document in documents)
        return View(lang=self.lang, as_of=self.day, tick=self.tick, synthetic=synthetic)


def understand(
    request: Request, lang: Language = "", as_of: AsOf = "", known_at: KnownAt = ""
) -> Asked:
    """Return what a request asks for.

    Raises
    ------
    Misuse
        An unknown language, a date that is not one day, a batch that was never published.
    EngineError
        The database does not answer.
    """
    state = request.app.state
    named = asked_language(lang)
    when = _when(known_at.strip())

    def tick(tx: Transaction) -> int:
        return watermark(tx) if when is None else known_tick(tx, when)

    return Asked(
        store=state.store,
        lang=named or accepted_language(request.headers.get("accept-language", "")),
        urls=Urls(named, as_of.strip(), known_at.strip(), state.style),
        day=_day(as_of.strip()) if as_of.strip() else today(),
        tick=state.store.read(tick),
        salt=state.salt,
    )


AskedNow = Annotated[Asked, Depends(understand)]


def _when(known_at: str) -> int | date | None:
    if not known_at:
        return None
    if known_at.isdecimal() and len(known_at) <= _LONGEST_TICK:
        return int(known_at)
    return _day(known_at)


def _day(text: str) -> date:
    partial = parse_date(text)
    if not partial.exact:
        raise Misuse(
            Text(f"请给出具体的一天：“{text}”", f"name one day: {text!r}"),
            todo=Text("例如 2023-04-20", "such as 2023-04-20"),
        )
    return partial.first


def own_parameters(request: Request) -> dict[str, Any]:
    """Return the parameters that are the question's own.

    Raises
    ------
    Misuse
        One is given twice.
    """
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Misuse(
                Text(f"参数 {name} 给了两次", f"{name} is given twice"),
                todo=Text("只留一个", "keep one of them"),
            )
        if name not in RESERVED:
            given[name] = value.strip()
    return given


def tag(request: Request, asked: Asked) -> str:
    """Return the ETag of an answer: it changes with the batch, the day, or the address."""
    parts = (asked.salt, str(asked.tick), asked.day.isoformat(), asked.lang, str(request.url),
             request.headers.get("accept", ""))  # fmt: skip
    return f'"{hashlib.blake2b(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


def unchanged(request: Request, asked: Asked) -> Response | None:
    """Return 304 where the reader has this very answer already."""
    known = {
        t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")
    }
    if tag(request, asked) in known or "*" in known:
        return Response(status_code=304, headers=caching(request, asked))
    return None


def caching(request: Request, asked: Asked) -> dict[str, str]:
    """Return the headers by which an answer may be kept and must be checked again."""
    return {
        "ETag": tag(request, asked),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language",
        "Content-Language": asked.lang,
    }
