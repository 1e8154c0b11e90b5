"""What belongs to a person is recognised and never read: not into facts, not into evidence."""

from __future__ import annotations

import re
import unicodedata

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
_CANDIDATE = re.compile(r"[0-9０-９]{11}")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9*＊]{4}){2}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}"
                       r"[0-9Xx](?![0-9A-Za-z])")  # fmt: skip
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
    """Return a text with mobile numbers and identity numbers left out."""
    if not _CANDIDATE.search(text) and "*" not in text and "＊" not in text:
        return text
    plain = unicodedata.normalize("NFKC", text)
    kept = _IDENTITY.sub(lambda m: LEFT_OUT if identity_number(m[0]) else m[0], plain)
    kept = _MOBILE.sub(LEFT_OUT, kept)
    return text if kept == plain else kept


def identity_number(text: str) -> bool:
    """Tell whether eighteen characters carry the check sign of an identity number (GB 11643)."""
    total = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()
