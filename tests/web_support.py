"""A real server on a free port, and pages as a reader's program sees them."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
import uvicorn
from fastapi import FastAPI
from httpx import Response

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"})
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@contextlib.contextmanager
def serve(app: FastAPI) -> Iterator[httpx.Client]:
    """Run the application as `gongjian serve` does, and yield a client that asks it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(app, log_level="error", ws="none", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            deadline = time.monotonic() + 30
            while not server.started and thread.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.started, "the application did not start"
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", trust_env=False, follow_redirects=True,
                timeout=60.0,
            ) as client:  # fmt: skip
                yield client
        finally:
            server.should_exit = True
            thread.join(30)


@dataclass
class Element:
    """One element with its attributes, its text and what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            e for e in self.walk()
            if e.tag == tag and all(v in e.attributes.get(n, "").split() for n, v in wanted.items())
        ]  # fmt: skip

    @property
    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return " ".join(" ".join(parts).split())

    def above(self) -> Iterator[Element]:
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"<{tag}> repeats an attribute")
        element = Element(tag, {n: v or "" for n, v in attrs}, self.open[-1])
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(response: Response) -> Element:
    """Return the page, refusing one whose tags do not balance."""
    reader = _Reader()
    reader.feed(response.text)
    reader.close()
    unclosed = [e.tag for e in reader.open[1:]]
    assert (reader.faults, unclosed) == ([], []), str(response.url)
    return reader.root


def section(page: Element, id_: str) -> Element:
    found = [e for e in page.walk() if e.attributes.get("id") == id_]
    assert len(found) == 1, id_
    return found[0]


def rows(table: Element) -> list[dict[str, str]]:
    """Return the rows of a table by its headings."""
    head = [cell.text for cell in table.all("thead")[0].all("th")]
    return [
        dict(zip(head, (c.text for c in _cells(row)), strict=True))
        for row in table.all("tbody")[0].all("tr")
    ]


def _cells(row: Element) -> list[Element]:
    return [c for c in row.children if isinstance(c, Element) and c.tag in ("td", "th")]


def links(page: Element) -> list[str]:
    return [a.attributes["href"] for a in page.all("a")]


def chinese_outside_marked_text(page: Element) -> list[str]:
    """Return texts with Chinese characters that no ``lang`` declares to be Chinese.

    Code is no prose (a question file has its captions in both languages), and a title cannot
    mark its parts.
    """
    found = []
    for element in page.walk():
        lang = next((e.attributes["lang"] for e in element.above() if "lang" in e.attributes), "")
        exempt = any(e.tag in ("code", "pre", "title") for e in element.above())
        if lang.startswith("zh") or exempt:
            continue
        shown = [c for c in element.children if isinstance(c, str)]
        shown += [element.attributes.get(n, "") for n in ("aria-label", "title", "placeholder")]
        found += [text.strip() for text in shown if CJK.search(text)]
    return found
