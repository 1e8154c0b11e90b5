"""Which known name a clerk may have meant, and why: proposed, never taken.

Reasons, the strongest first: another ending (锦绣社区 for 锦绣社区居委会), the same sound
(中专路 for 中转路), one or two characters changed, one name inside the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from graph.names import normal, stem
from graph.text import Text

MOST = 3
_LONG = 6  # characters from which two may differ


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known name that may be meant.

    Parameters
    ----------
    name : str
        As it is registered.
    rank : int
        The smaller the more likely.
    reason : Text
    """

    name: str
    rank: int
    reason: Text


def candidates(reference: str, names: Iterable[str]) -> list[Candidate]:
    """Return the names that a reference may mean, the most likely first.

    Parameters
    ----------
    reference : str
        What the cell says.
    names : iterable of str
        What is registered, of the area first where one is given.

    Returns
    -------
    list of Candidate
        At most ``MOST``.
    """
    wanted = normal(reference)
    signs = set(wanted)
    found: dict[str, Candidate] = {}
    for name in names:
        plain = normal(name)
        if name in found or plain == wanted or not plain:
            continue
        # Most names have nothing in common with it: say so before anything costly.
        inside = wanted in plain or plain in wanted
        if not inside and not _alike(signs, plain, len(wanted)):
            continue
        candidate = _reason(wanted, plain, name)
        if candidate:
            found[name] = candidate
    return sorted(found.values(), key=lambda c: (c.rank, c.name))[:MOST]


def _alike(signs: set[str], plain: str, length: int) -> bool:
    if abs(len(plain) - length) > length:
        return False
    common = sum(sign in signs for sign in plain)
    return 2 * common >= min(length, len(plain)) or (len(plain) == length <= 4 and common > 0)


def _reason(wanted: str, plain: str, name: str) -> Candidate | None:
    short, full = stem(wanted)[0], stem(plain)[0]
    if short == full:
        return Candidate(name, 0, Text("词尾不同", "another ending"))
    if len(short) == len(full) and sound(short) == sound(full):
        return Candidate(name, 1, Text("同音", "the same sound"))
    if len(wanted) == len(plain) and sound(wanted) == sound(plain):
        return Candidate(name, 1, Text("同音", "the same sound"))
    allowed = 2 if len(wanted) >= _LONG else 1
    steps = distance(wanted, plain, allowed)
    if steps <= allowed:
        return Candidate(name, 1 + steps, Text(f"差 {steps} 个字", f"{steps} characters differ"))
    if wanted in plain or plain in wanted:
        return Candidate(name, 4, Text("简称或全称", "a shorter or longer form"))
    return None


@lru_cache(50_000)
def sound(text: str) -> str:
    """Return how a name sounds, without tones."""
    from pypinyin import lazy_pinyin  # a dictionary of megabytes: only where a name is unknown

    return "/".join(lazy_pinyin(text))


def distance(one: str, other: str, most: int) -> int:
    """Return how many characters must change, go or come; above `most` any larger number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        line = [i]
        for j, b in enumerate(other, start=1):
            line.append(min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (a != b)))
        if min(line) > most:
            return most + 1
        before = line
    return before[-1]


def told(found: Iterable[Candidate]) -> Text | None:
    """Return candidates as a question; None where there are none."""
    listed = list(found)
    if not listed:
        return None
    zh = "、".join(f"{c.name}（{c.reason.zh}）" for c in listed)
    en = ", ".join(f"{c.name} ({c.reason.en})" for c in listed)
    return Text(f"是不是：{zh}？", f"did you mean {en}?")
