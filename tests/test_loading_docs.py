"""The clerk's manual: its pictures are there, are real workbooks and runs, and say synthetic."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

DOCS = Path(__file__).parent.parent / "docs"
NAMED = re.compile(r"!\[[^\]]+\]\((pictures/[^)]+\.svg)\)")


def test_every_picture_of_the_manual_is_there_and_no_other() -> None:
    named = NAMED.findall((DOCS / "loading.md").read_text(encoding="utf-8"))
    assert len(named) == len(set(named)) >= 7
    assert {f"pictures/{path.name}" for path in (DOCS / "pictures").glob("*.svg")} == set(named)


def test_pictures_say_what_they_show_and_fetch_nothing() -> None:
    for path in (DOCS / "pictures").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        root = ElementTree.fromstring(text)
        title, desc = (
            root.findtext(f"{{http://www.w3.org/2000/svg}}{n}") for n in ("title", "desc")
        )
        assert title, path.name
        assert "合成数据" in title
        assert desc, path.name
        assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), path.name
        assert not re.search(r"/(?:tmp|root|home)/", text), path.name
