"""One thing looked at, and looking without ever failing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from graph.errors import GongjianError
from graph.text import Text

State = Literal["ok", "warn", "bad", "unknown"]

SET_UP = Text("运行 make setup", "run: make setup")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Parameters
    ----------
    name : Text
        What was looked at.
    state : {"ok", "warn", "bad", "unknown"}
        "warn" works with limits, "bad" does not work, "unknown" could not be looked at.
    value : Text
        What was found.
    todo : Text, optional
        What the reader can do; always there for "warn" and "bad".
    """

    name: Text
    state: State
    value: Text
    todo: Text | None = None


def guarded(name: Text, look: Callable[[], Check]) -> Iterator[Check]:
    """Run one check; whatever goes wrong in it is its finding.

    Parameters
    ----------
    name : Text
        What is looked at, for the case that the check cannot say it.
    look : callable
        The check.

    Yields
    ------
    Check
        Exactly one.
    """
    try:
        yield look()
    except GongjianError as error:
        yield found_wrong(name, error)
    except ImportError as error:
        yield Check(name, "unknown", same(str(error)), SET_UP)
    except Exception as error:
        yield Check(name, "unknown", same(f"{type(error).__name__}: {error}"))


def found_wrong(name: Text, error: GongjianError) -> Check:
    """Return what an error of ours says as a finding."""
    where = f" ({error.where})" if error.where else ""
    todo = error.todo or Text("改正后再运行 gongjian doctor", "mend it, then ask the doctor again")
    return Check(name, "bad", Text(error.what.zh + where, error.what.en + where), todo)


def same(text: str) -> Text:
    """Return what reads alike in both languages."""
    return Text(text, text)
