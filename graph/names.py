"""How the names of areas vary: full or short, with or without 社区居委会, 街道, 区.

A name is a stem and a class that its ending gives. Two names may mean one area when their stems
are the same and their classes do not contradict each other: 锦绣社区 fits 锦绣社区居委会, 东街街道
never fits 东街社区.
"""

from __future__ import annotations

import unicodedata

# Longest ending first within a class.
ENDINGS: dict[str, tuple[str, ...]] = {
    "community": ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区"),
    "village": ("村民委员会", "村委会", "村", "嘎查"),
    "street": ("街道办事处", "街道"),
    "town": ("镇", "乡", "苏木"),
    "upper": ("市", "区", "县", "旗", "盟"),
}
_SHORTEST_STEM = 2
_PRINTED = str.maketrans("()", "（）")


def normal(name: str) -> str:
    """Return a name with full-width forms and bracket styles made equal, without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def stem(name: str) -> tuple[str, str]:
    """Return the stem of a name and the class that its ending gives.

    Parameters
    ----------
    name : str
        A name as printed.

    Returns
    -------
    stem : str
        The name without its ending; at least two characters.
    class : str
        A key of ``ENDINGS``, or "" where no ending is known.
    """
    full = normal(name)
    for class_, endings in ENDINGS.items():
        for ending in endings:
            short = full.removesuffix(ending)
            if short != full and len(short) >= _SHORTEST_STEM:
                return short, class_
    return full, ""


def same_name(one: str, other: str) -> bool:
    """Tell whether two names may mean one area."""
    if normal(one) == normal(other):
        return True
    (stem_1, class_1), (stem_2, class_2) = stem(one), stem(other)
    return stem_1 == stem_2 and (class_1 == class_2 or not class_1 or not class_2)


_PARTY = ("中国共产党", "中共")
_ORGANS = (  # the longer ending first
    ("联合支部委员会", "联合党支部"), ("总支部委员会", "党总支"), ("支部委员会", "党支部"),
    ("工作委员会", "党工委"), ("委员会", "党委"),
)  # fmt: skip


def party_form(name: str) -> str:
    """Return the usual form of the full name of a party organisation: 中共甲委员会 is 甲党委.

    Other names stay as they are: only the full form begins with the party, so that a 居民委员会
    is never taken for one, and a 支部委员会 never for a 党委.
    """
    plain = normal(name)
    rest = next((plain.removeprefix(p) for p in _PARTY if plain.startswith(p)), plain)
    if rest != plain:
        for ending, short in _ORGANS:
            if rest.endswith(ending) and rest != ending:
                return rest.removesuffix(ending) + short
    return rest


def spellings(name: str) -> list[str]:
    """Return the names that :func:`same_name` accepts for a name, for a look-up by equality.

    Returns
    -------
    list of str
        Sorted; every normal form that fits, and each as it may be printed: with full-width
        brackets too.
    """
    base, class_ = stem(name)
    classes = (class_,) if class_ else tuple(ENDINGS)
    built = {normal(name), base, *(base + e for c in classes for e in ENDINGS[c])}
    # An ending after an ending may make another stem: 和平社区 + 居委会 is 和平.
    fitting = {form for form in built if same_name(name, form)}
    return sorted({name.strip()} | fitting | {form.translate(_PRINTED) for form in fitting})
