"""Start of the command line, as multiples of an empty Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from api.demo import QUESTIONS, manifest
from benchmarks.measure import Figure, Options, in_turns, server
from graph.ledger.version import prepare
from graph.store import Store
from loaders.load import load, read_manifest


def run(options: Options) -> Iterator[Figure]:
    """Start each command in a process of its own, in turns with ``python -c pass``."""
    rounds = 7 if options.quick else 20
    gongjian = str(Path(sys.executable).with_name("gongjian"))
    engine = options.engines[0]
    with server(engine) as endpoint:
        with Store(endpoint) as opened:
            prepare(opened)
            load(opened, read_manifest(manifest()), who="benchmarks")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import neo4j'": [sys.executable, "-c", "import neo4j"],
            "gongjian --help": [gongjian, "--help"],
            "gongjian ask (the list)": [gongjian, "ask"],
            f"gongjian ask {QUESTIONS[0].name}": [
                gongjian, *QUESTIONS[0].words(), "--db", str(endpoint.folder)
            ],
        }  # fmt: skip
        taken = in_turns(
            {name: partial(_once, words) for name, words in commands.items()},
            rounds,
        )
    least = taken.pop("python -c pass")
    yield Figure("python -c pass", "", statistics.median(least) * 1e3, "ms")
    for name, times in taken.items():
        multiple = statistics.median(a / b for a, b in zip(times, least, strict=True))
        yield Figure(
            f"{name} ÷ python -c pass", engine if "ask " in name and "list" not in name else "",
            multiple, "times", note=f"{statistics.median(times) * 1e3:.0f} ms",
        )  # fmt: skip


def _once(words: list[str], _: int) -> None:
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
