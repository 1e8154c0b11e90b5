"""What holds for one call: the language, and how it speaks to the person."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import GongjianError
from graph.text import Lang, Text

_SEPARATOR = "\x1f"  # between the languages of a help text; Typer passes it through


@dataclass(frozen=True)
class Session:
    """One call of the command line.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of everything people read.
    debug : bool
        Show the traceback of an unexpected error.
    env : mapping
        The environment.
    """

    lang: Lang = "zh"
    debug: bool = False
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def say(self, text: Text) -> None:
        """Tell the person something on stderr; data alone goes to stdout."""
        print(text[self.lang], file=sys.stderr)

    def complain(self, error: GongjianError) -> None:
        """Show an error: what, where, what to do."""
        head = Text("错误：", "Error: ")[self.lang]
        if sys.stderr.isatty() and "NO_COLOR" not in self.env:
            head = f"\x1b[31m{head}\x1b[0m"
        print(head + error.render(self.lang), file=sys.stderr)

    @contextlib.contextmanager
    def working(self, text: Text) -> Iterator[Callable[[str], None]]:
        """Show that something goes on, where a person looks; nothing in a pipe.

        Yields
        ------
        callable
            Takes a new line to show.
        """
        if not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console

        with Console(stderr=True, highlight=False).status(text[self.lang]) as status:
            yield status.update


def session_of(ctx: Any) -> Session:
    """Return the session of a command's context."""
    found = ctx.find_root().obj
    return found if isinstance(found, Session) else Session()


def both(zh: str, en: str) -> str:
    """Return a help text in both languages, in the one string that Typer takes."""
    return f"{zh}{_SEPARATOR}{en}"


def in_language(text: str | None, lang: Lang) -> str:
    """Return one language of a help text."""
    zh, _, en = (text or "").partition(_SEPARATOR)
    return zh if lang == "zh" or not en else en
