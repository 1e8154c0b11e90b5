"""Options that many commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import both

# Name of a command to what runs it and its help text; it returns the exit code.
Commands = dict[str, tuple[Callable[..., int], str]]

Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="DB",
        help=both(
            "数据库：bolt:// 或 neo4j:// 地址，或本地文件夹；默认取 GONGJIAN_DB，再默认用户文件夹",
            "database: a bolt:// or neo4j:// address, or a folder; else GONGJIAN_DB, else yours",
        ),
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=both(
            "table（默认）、json、jsonl、csv 或 xlsx；不写时看 --output 的扩展名",
            "table (default), json, jsonl, csv or xlsx; else by the ending of --output",
        ),
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help=both("写入文件，不写到屏幕", "write into a file")
    ),
]
