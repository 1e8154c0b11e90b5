"""Shares as registers print them, in whole parts per billion: decimal digits, never floats."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from graph.errors import RefusedInput
from graph.text import Text

FULL = 1_000_000_000
_PER_CENT = FULL // 100

_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)%?"
_EXACT = re.compile(_NUMBER)
_RANGE = re.compile(rf"{_NUMBER}(?:-|–|—|~|至|到){_NUMBER}")
_ABOVE = re.compile(rf"(?:超过|超|大于|高于|多于|>){_NUMBER}")
_AT_LEAST = re.compile(rf"(?:不低于|不少于|至少|>=|≥){_NUMBER}|{_NUMBER}(?:以上|及以上)")
_BELOW = re.compile(rf"(?:低于|不足|小于|少于|<){_NUMBER}")
_AT_MOST = re.compile(rf"(?:不超过|不高于|不多于|至多|<=|≤){_NUMBER}|{_NUMBER}(?:以下|及以下)")
_UNKNOWN = {"", "-", "--", "—", "——", "/", "未知", "不详", "未披露", "未公开", "未载明"}
_NEGATIVE = re.compile(rf"[-−]{_NUMBER}")

_HOW = Text(
    "写百分数，如 51%、51.25、10-15%、超50%；未知请留空",
    "write a percentage such as 51%, 51.25, 10-15%, >50%; leave it empty where it is not known",
)


class BadShare(RefusedInput):
    """A share that breaks a rule; `rule` names it."""

    def __init__(self, rule: str, what: Text) -> None:
        super().__init__(what, todo=_HOW)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Share:
    """A share in parts per billion; None where nothing is stated."""

    low: int | None
    high: int | None


def share(text: str) -> Share:
    """Return the share that a cell states.

    Parameters
    ----------
    text : str
        A percentage with or without its sign: ``51%``, ``51``, ``51.25`` (so ``1`` is 1 %), a
        range, ``超50%`` (more than), ``不低于50%`` (at least), or nothing.

    Returns
    -------
    Share
        Equal ends where exact. Digits beyond a part per billion become the two neighbours:
        nothing is rounded silently.

    Raises
    ------
    BadShare
        Negative, above 100 %, a range the wrong way round, or no percentage at all.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain in _UNKNOWN:
        return Share(None, None)
    if found := _EXACT.fullmatch(plain):
        return Share(*_parts(found[1], text))
    if found := _RANGE.fullmatch(plain):
        (low, _), (_, high) = _parts(found[1], text), _parts(found[2], text)
        if Decimal(found[1]) > Decimal(found[2]):
            raise BadShare(
                "share-range-order",
                Text(f"区间下限大于上限：“{text}”", f"the range runs backwards: {text!r}"),
            )
        return Share(low, high)
    if found := _ABOVE.fullmatch(plain):
        low = _parts(found[1], text)[0] + 1
        if low > FULL:
            raise _too_large(text)
        return Share(low, None)
    if found := _AT_LEAST.fullmatch(plain):
        return Share(_parts(found[1] or found[2], text)[0], None)
    if found := _BELOW.fullmatch(plain):
        return Share(0, max(_parts(found[1], text)[1] - 1, 0))
    if found := _AT_MOST.fullmatch(plain):
        return Share(0, _parts(found[1] or found[2], text)[1])
    if _NEGATIVE.fullmatch(plain):
        raise BadShare(
            "share-not-negative", Text(f"持股比例为负：“{text}”", f"a negative share: {text!r}")
        )
    raise BadShare(
        "share-percentage", Text(f"不是持股比例：“{text}”", f"not a percentage: {text!r}")
    )


def _parts(digits: str, text: str) -> tuple[int, int]:
    # As whole numbers: a context of decimals would round what is longer than 28 digits.
    whole, _, rest = digits.partition(".")
    exact = int((whole or "0") + rest) * _PER_CENT
    low, surplus = divmod(exact, 10 ** len(rest))
    high = low + (surplus > 0)
    if high > FULL:
        raise _too_large(text)
    return low, high


def _too_large(text: str) -> BadShare:
    return BadShare("share-at-most-100", Text(f"超过 100%：“{text}”", f"more than 100 %: {text!r}"))
