"""Rules that hold in the drawn areas: the product's own, moved there, or such as each way needs."""

from __future__ import annotations

from typing import Any

from queries.rules import rule_set

# Codes of drawn areas are their ids; a rule holds wherever a code begins with its place.
_PLACES = ("c", "s1", "d1", "city", "c1")


def _counted(what: str, **own: Any) -> dict[str, Any]:
    return {"indicator": "社区网格", "what": what, "label": "", "kinds": [], "under": [],
            "says": what, "complete": what in ("areas", "members"), "named": "", **own}  # fmt: skip


def _graded(place: str, grade: str, **own: Any) -> dict[str, Any]:
    return {"name": "定级", "place": place, "indicator": "社区网格", "grade": grade,
            "says": grade, "source": "", "sure": True, **own}  # fmt: skip


def _practised(name: str, place: str, level: list[str], **own: Any) -> dict[str, Any]:
    return {"name": name, "place": place, "level": level, "check": "seat", "home": [], "into": [],
            "post": "", "missing": "", "remedy": "", "says": "", "source": "", "sure": True,
            **own}  # fmt: skip


_OWN: dict[str, list[dict[str, Any]]] = {
    "figures": [
        _counted("areas", label="Site", kinds=["小区"], says="小区"),
        _counted("areas", label="Community", kinds=["社区"], under=["街道"]),
        _counted("committees", kinds=["大党委"]),
        _counted("branches", kinds=["支部", "联合党支部"]),
        _counted("branches", kinds=["支部", "党委"], under=["Grid"], says="网格支部"),
        _counted("members", kinds=["支部", "党委"]),
        _counted("works", label="Venue", kinds=["驿站"]),
        _counted("works", label="Team", named="甲", says="队"),
        _counted("joined", label="CO_BUILDS", under=["Unit", "Branch"]),
        _counted("joined", label="PAIRED_WITH", under=["Unit"], kinds=["包联"], says="包联"),
        _counted("sides", kinds=["大党委", "大工委"]),
        _counted("posts", kinds=["书记"]),
        _counted("lenders", named="甲"),
        _counted("managers"),
        _counted("checked", kinds=["在职党员报到"]),
        {**_counted("outside"), "indicator": "另一指标"},
        {**_counted("derived", kinds=["社区网格", "另一指标"]), "indicator": "率"},
    ],
    "practices": [
        _practised("主任", "c", ["Community"], home=["Branch"], into=["业委会"], post="书记",
                   back="委员"),
        _practised("民警", "city", ["Community", "Site"], home=["公安", "学校"], into=["Branch"],
                   post="书记", back="委员"),
        _practised("席位", "city", ["Community", "Street"], into=["Branch", "大党委"], post="甲"),
        _practised("机构", "s1", ["Street", "Community"], into=["大工委", "大党委"], check="body"),
        _practised("委员", "d1", ["Street", "Community"], home=["Unit", "Branch"],
                   into=["大工委", "大党委"], post="委员"),
    ],
    "grading": [
        _graded("s1", "绿", least=2, most=5), _graded("d1", "红", least=1, most=1),
        {**_graded("city", ""), "indicator": "另一指标", "sure": False},
    ],
}  # fmt: skip


def rules_of(name: str | None) -> list[dict[str, Any]]:
    """Return the rules that a question of a drawn graph is given."""
    if not name or name in _OWN:
        return _OWN.get(name or "", [])
    return [
        {**rule, "place": _PLACES[i % len(_PLACES)] if rule["place"] else ""}
        for i, rule in enumerate(rule_set(name))
    ]
