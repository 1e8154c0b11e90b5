"""What belongs to a person is recognised and never read: not into facts, not into evidence.

By its heading, where that tells; by what the cell says, under any heading. Of columns that no
register asks for nothing is kept at all, so that a name under a heading of its own goes nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loaders.heads import GROUP, key

_HEADINGS = re.compile(
    r"(?:.*(?:身份证|证件号|公民身份|手机|联系电话|联系方式|移动电话|住宅电话|家庭电话|个人电话|"
    r"出生|生日|家庭住址|家庭地址|住址|居住地址|户籍|籍贯|民族|微信|邮箱).*|电话|电话号码|性别|年龄|"
    r"政治面貌)"
)
# A column of names that the register does not ask for; posts and bodies are no persons.
_NAMES = re.compile(
    r"(?:.*(?:姓名|联系人|联络员|负责人|责任人|经办人|书记|主任|网格长|楼栋长|单元长|网格员|民警|"
    r"指导员|法定代表人|法人代表|包联领导|包联干部))"
)
_OFFICE = re.compile(r".*(?:办公|单位|值班|总机|座机).*电话.*")
# Most cells end here.
_MAY_BE = re.compile(r"[0-9０-９]{6}|[*＊]{3}|出生|生于|生日|[月0-9日]生|室|住")
# Digits and letters of full width, and the marks between them; each stays one character.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "，；！（）："}
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9*＊]{4}){2}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}"
                       r"[0-9Xx](?![0-9A-Za-z])")  # fmt: skip
_HIDDEN_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{2,9}[*＊]{4,}[0-9]{1,4}[0-9Xx]?")
_OLD_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])"
                           r"(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9A-Za-z])")  # fmt: skip
_DAY = r"[0-9]{2,4}(?:年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[.\-/][0-9]{1,2}(?:[.\-/][0-9]{1,2})?)"
_BIRTH = re.compile(
    rf"(?:出生(?:日期|年月|于)?|生于|生日)[::]?\s*{_DAY}|{_DAY}\s*(?:出生|生(?![产效态活]))"
)
_HOME = re.compile(
    r"(?:(?:家庭)?住址|家住|现住|居住(?:在|于|地))[::]?[^,，;；。\s]+|"
    r"[^,，;；。\s]{0,12}?[0-9]{1,4}(?:号楼|栋|幢|座|#)(?:[0-9一二三四五六]{1,2}单元)?"
    r"[0-9]{1,2}(?:层|楼)?[0-9]{2,4}(?:室|户)"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LEFT_OUT = "［个人信息已略去］"


def is_personal(heading: str) -> bool:
    """Tell whether a column that no register asks for speaks of persons.

    Parameters
    ----------
    heading : str
        As printed; an office telephone is none.
    """
    full = key(heading)
    leaf = key(heading.rpartition(GROUP)[2])
    if _OFFICE.fullmatch(full):
        return False
    return any(_HEADINGS.fullmatch(f) or _NAMES.fullmatch(f) for f in (full, leaf))


def without(text: str) -> str:
    """Return a text with what belongs to a person left out, whatever its heading says.

    Mobile and identity numbers, also with stars in them, days of birth and home addresses. A
    credit code of 18 signs is none: only the check sign of an identity number counts.
    """
    if not _MAY_BE.search(text):
        return text
    plain = text.translate(_NARROW)
    kept = _IDENTITY.sub(lambda m: LEFT_OUT if identity_number(m[0]) else m[0], plain)
    for pattern in (_HIDDEN_IDENTITY, _MOBILE, _BIRTH, _HOME):
        kept = pattern.sub(LEFT_OUT, kept)
    return text if kept == plain else kept


def speaks_of_persons(texts: Iterable[str]) -> bool:
    """Tell whether any cell of a column that nobody asks for belongs to a person.

    Here an old identity number of 15 digits counts too: in a cell that is read it may as well be
    the old registration number of an enterprise.
    """
    return any(without(text) != text or _OLD_IDENTITY.fullmatch(text.strip()) for text in texts)


def identity_number(text: str) -> bool:
    """Tell whether eighteen characters carry the check sign of an identity number (GB 11643)."""
    total = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()
