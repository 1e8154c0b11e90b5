"""A text as it was meant: one line, usual digits and letters, no blanks that only align it."""

from __future__ import annotations

import re

from loaders.files.text import trim

_TAIL = "、，,;；"
_UNTIDY = re.compile(
    r"[\n\r\u00a0\u3000\u00ad\u200b-\u200d\u2060\ufeff０-９Ａ-Ｚａ-ｚ（）]|[、，,;；]\Z"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_HAN = "[\u3400-\u9fff（）]"
_ALIGNING = re.compile(rf"(?<={_HAN})[\u00a0\u3000]+(?={_HAN})")
_BLANK = re.compile(r"[\u00a0\u3000]+")
_USUAL = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B),
                                           *range(0xFF41, 0xFF5B))}  # fmt: skip
_PRINTED = str.maketrans("()", "（）")


def tidy(text: str) -> tuple[str, str]:
    """Return a text tidied up, and the first rule that changed it; empty where none did.

    Parameters
    ----------
    text : str
        Without blanks around it.
    """
    if not _UNTIDY.search(text):
        return text, ""
    rule = ""
    for name, change in _RULES:
        changed = change(text)
        if changed != text:
            text, rule = changed, rule or name
    return text, rule


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        text = "".join(trim(part) for part in text.splitlines())
    return trim(text.rstrip(_TAIL)) or text


def _without_blanks(text: str) -> str:
    """Take off what only aligns a name (王　伟) or cannot be seen; other blanks stay, as one."""
    return _BLANK.sub(" ", _ALIGNING.sub("", _INVISIBLE.sub("", text)))


def _usual_width(text: str) -> str:
    return text.translate(_USUAL)


def _one_kind_of_bracket(text: str) -> str:
    """Make brackets alike where a text mixes them; a text that does not keeps its own."""
    mixed = ("(" in text or ")" in text) and ("（" in text or "）" in text)
    return text.translate(_PRINTED) if mixed else text


_RULES = (
    ("line-breaks", _one_line),
    ("inner-blanks", _without_blanks),
    ("full-width", _usual_width),
    ("mixed-brackets", _one_kind_of_bracket),
)
