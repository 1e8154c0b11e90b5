"""What a dump holds, and the proof that it arrived whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from graph.errors import RefusedInput
from graph.text import Text

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a dump.

    Parameters
    ----------
    path : str
        Below the folder of the dump.
    what : {"nodes", "edges"}
    name : str
        The label or the relationship type.
    rows : int
    sha256 : str
    """

    path: str
    what: Literal["nodes", "edges"]
    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole dump.

    Parameters
    ----------
    format, schema_version : int
        Of these files, and of the model.
    engine : str
        Which server it was read from, as that names itself.
    made : str
        When, in ISO form.
    tick : int
        The last batch in it.
    checksum : str
        Of what is visible at that tick (``graph.ledger.checksum``).
    synthetic : bool
        It holds generated data.
    holder_key : bool
        The key of the pseudonyms lies beside it, in a file of its own.
    parts : tuple of Part
    """

    format: int
    schema_version: int
    engine: str
    made: str
    tick: int
    checksum: str
    synthetic: bool
    holder_key: bool
    parts: tuple[Part, ...]

    def counts(self) -> dict[str, int]:
        """Return how many rows each label and type has."""
        found: dict[str, int] = {}
        for part in self.parts:
            found[part.name] = found.get(part.name, 0) + part.rows
        return found

    def as_json(self) -> str:
        """Return what is written to ``manifest.json``."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read what a dump says that it holds.

    Raises
    ------
    RefusedInput
        No dump, one that was not finished, or one of a newer format.
    """
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] > FORMAT:
            raise RefusedInput(
                Text(
                    f"转储格式 {found['format']} 比本程序的 {FORMAT} 新",
                    f"a dump of format {found['format']}; this program knows {FORMAT}",
                ),
                where=str(path),
                todo=Text("升级 gongjian", "upgrade gongjian"),
            )
        return _manifest(found)
    except FileNotFoundError as error:
        raise RefusedInput(
            Text("不是转储，或转储没有写完：缺少清单", "no dump, or one that was never finished"),
            where=str(path),
            todo=Text("重新运行 gongjian dump", "run `gongjian dump` again"),
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise RefusedInput(
            Text(f"读不懂转储的清单：{error}", f"the manifest cannot be read: {error}"),
            where=str(path),
            todo=Text("重新运行 gongjian dump", "run `gongjian dump` again"),
        ) from error


def _manifest(found: Mapping[str, Any]) -> Manifest:
    return Manifest(**{**found, "parts": tuple(Part(**part) for part in found["parts"])})


def verify(folder: Path, manifest: Manifest) -> None:
    """See that every file is there and is the one that was written.

    Raises
    ------
    RefusedInput
        A file is missing, cut short or altered.
    """
    for part in manifest.parts:
        path = folder / part.path
        # A path of the manifest stays below the folder, whoever wrote it.
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            found = "缺失", "is missing"
        elif digest(path) != part.sha256:
            found = "被截断或改动", "was cut short or altered"
        else:
            continue
        raise RefusedInput(
            Text(f"转储的文件{found[0]}，什么也没有写入", f"a file of the dump {found[1]}"),
            where=str(path),
            todo=Text("取一份完整的转储", "take a whole copy of the dump"),
        )
