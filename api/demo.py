"""The demonstration: a real city loaded into a folder of its own, and what to ask it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import Misuse
from graph.text import Text

FOLDER = Path(".gongjian") / "demo"  # under the current folder, never a person's own database
MANIFEST = Path("examples") / "hohhot" / "manifest.toml"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the demonstration.

    Parameters
    ----------
    name : str
    parameters : mapping
    first : str
        Column whose rows without a value come last, as only a few rows are shown.
    """

    name: str
    parameters: Mapping[str, str]
    first: str = ""

    def words(self) -> list[str]:
        """Return the words of the command that repeats it."""
        return ["ask", self.name, *(f"{key}={value}" for key, value in self.parameters.items())]


QUESTIONS = (
    Asked("area-coverage", {"area": "新城区", "level": "Site"}),
    Asked("committee-members", {"committee": "航苑小区联合党组织"}),
    Asked("area-network", {"area": "新城区"}),
    Asked("grid-coverage", {"area": "兴康社区"}),
    Asked("reported-and-counted", {"area": "回民区"}, first="counted"),
)


def command(*words: str) -> str:
    """Return a command of ours as this person would have to type it here."""
    return " ".join([_program(), *map(_quoted, words)])


def _program() -> str:
    """Return how this program was called: by name where that finds it, else by its place."""
    called = Path(sys.argv[0])
    found = shutil.which("gongjian")
    if called.stem != "gongjian" or (found and called.exists() and called.samefile(found)):
        return "gongjian"
    place = os.path.relpath(called)
    return _quoted(place if not place.startswith("..") else str(called.absolute()))


def _quoted(word: str) -> str:
    """Quote a word only where a shell needs it; Chinese text reads better without."""
    if word and not set(word) & set(" \t\n'\"\\$`!*?[]{}()<>|&;~#"):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


def manifest(given: Path | None = None) -> Path:
    """Return the list of the example's registers.

    Parameters
    ----------
    given : Path, optional
        ``--examples``: the list or its folder.

    Raises
    ------
    Misuse
        It is not there; an installed package does not carry the examples.
    """
    if given is not None:
        places = [given / MANIFEST.name if given.is_dir() else given]
    else:
        places = [Path(__file__).resolve().parent.parent / MANIFEST, Path.cwd() / MANIFEST]
    for place in places:
        if place.is_file():
            return place
    raise Misuse(
        Text("找不到示例数据", "the example registers are not here"),
        where=str(places[0]),
        todo=Text(
            "在源码文件夹中运行，或用 --examples 指明含 manifest.toml 的文件夹",
            "run it in the source folder, or name a folder with a manifest.toml in --examples",
        ),
    )
