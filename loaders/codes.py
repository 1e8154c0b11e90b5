"""Unified credit codes (GB 32100-2015): cleaned, and looked at by their check sign."""

from __future__ import annotations

import itertools
import unicodedata

from graph.text import Text
from loaders.clean import BadCell, kept_digits
from loaders.form import Cleaned

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LENGTH = 18
_MISREAD = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}  # signs that no code holds
_NO_CODE = frozenset({"个体", "个体户", "个体工商户", "无代码", "无码"})
_TODO = Text("对照营业执照或法人证书填写 18 位代码", "copy the 18 signs from the licence")


def check_sign(code: str) -> str:
    """Return the check sign that belongs to the first seventeen signs of a code."""
    total = sum(SIGNS.index(c) * w for c, w in zip(code, _WEIGHTS, strict=False))
    return SIGNS[(31 - total % 31) % 31]


def checks(code: str) -> bool:
    """Tell whether the check sign fits; codes of the first years may fail and still be legal."""
    return check_sign(code) == code[17]


def credit_code(text: str) -> str | Cleaned:
    """Return a credit code without blanks and hyphens, in capital letters.

    One whose check sign does not fit is taken, with a warning: there are legal ones. A word for
    a body that has none, such as 个体, is no code.

    Raises
    ------
    BadCell
        Rounded by a spreadsheet, of another length, or with signs that no code holds.
    """
    if text in _NO_CODE:
        return Cleaned(None, "no-value")
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    kept_digits(plain)
    if len(plain) != _LENGTH:
        raise BadCell("credit-code", _why(plain), _TODO)
    strange = sorted(set(plain) - set(SIGNS))
    if strange:
        meant = suggestion(plain)
        raise BadCell(
            "credit-code",
            Text(f"代码里不会有 {'、'.join(strange)}：“{plain}”",
                 f"no code holds {', '.join(strange)}: {plain!r}"),
            Text(f"是不是 {meant}？请核对原件", f"is it {meant}? Check the original")
            if meant else _TODO,
        )  # fmt: skip
    if not checks(plain):
        return Cleaned(plain, "check-sign")
    return plain if plain == text else Cleaned(plain, "code-form")


def suggestion(code: str) -> str:
    """Return the only code that a misread one may be, by its check sign; empty if unclear."""
    choices = [
        (_MISREAD[c],) if c in _MISREAD else (c,) for c in code
    ]  # fmt: skip
    fitting = {"".join(c) for c in itertools.product(*choices)}
    fitting = {c for c in fitting if not set(c) - set(SIGNS) and checks(c)}
    return fitting.pop() if len(fitting) == 1 else ""


def _why(plain: str) -> Text:
    if len(plain) == 15 and plain.isdigit():
        return Text(f"这是 15 位的旧注册号，不是统一社会信用代码：“{plain}”",
                    f"an old registration number of 15 digits: {plain!r}")  # fmt: skip
    if len(plain) == 9:
        return Text(f"这是 9 位的组织机构代码，不是统一社会信用代码：“{plain}”",
                    f"an old organisation code of 9 signs: {plain!r}")  # fmt: skip
    return Text(f"统一社会信用代码应为 18 位，这里是 {len(plain)} 位：“{plain}”",
                f"a credit code has 18 signs, this has {len(plain)}: {plain!r}")  # fmt: skip
