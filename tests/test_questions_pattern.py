"""How the text of a statement is read: blanked, split, and searched for relationships."""

from __future__ import annotations

from queries.pattern import blank, relationships, split


def test_blanking_keeps_every_place() -> None:
    text = "MATCH (a) // it's\nWHERE a.x = 'b\\'c' /* \"d\n */ AND `e f` = \"g'//\""
    hidden = blank(text)
    assert len(hidden) == len(text)
    assert [i for i, c in enumerate(hidden) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    assert hidden.split() == ["MATCH", "(a)", "WHERE", "a.x", "=", "'", "'", "AND", "`", "`", "=",
                              '"', '"']  # fmt: skip


def test_splitting_respects_brackets() -> None:
    assert split("a, f(b, c), [d, {e: 1, g: 2}]", ",") == ["a", " f(b, c)", " [d, {e: 1, g: 2}]"]
    assert split("x WHERE (y WHERE z) WHERE w", "WHERE", most=1) == ["x ", " (y WHERE z) WHERE w"]


def test_every_relationship_is_found_wherever_it_stands() -> None:
    found = list(
        relationships(
            "MATCH (a)-[p:A]->(b), (a) - [q:B] - (c) WHERE EXISTS { (c)<-[r:C]-{0,2} (d) } "
            "AND COUNT { MATCH ((e)-[s:D]->(f)){1,2} RETURN e } > 0 "
            "RETURN [(a)-[t:E]-(g) | g.x] AS l, 3 - [1][0] AS m"
        )
    )
    assert [f.head for f in found] == ["p:A", "q:B", "r:C", "s:D", "t:E", "1"]
    assert [f.repeated for f in found] == [False, False, True, False, False, False]
    assert all(f.bounded for f in found)
