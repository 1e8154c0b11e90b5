"""Run benchmarks: ``python -m benchmarks [NAME …]``; without a name, all of them.

    python -m benchmarks --list
    python -m benchmarks --quick ledger questions
    python -m benchmarks store --engine neo4j --output figures.json
    python -m benchmarks city --scale 0.1 --keep ./cities
    python -m benchmarks ledger --engine neo4j --part writing --rounds 1

Figures are ratios within one run wherever two ways can be compared: the machine and what else
it does fall on both. Nothing is written unless --output names a file.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from textwrap import indent

from benchmarks.ledger import PARTS as LEDGER
from benchmarks.measure import ENGINES, Figure, Options

NAMES = (
    "questions", "city", "store", "ledger", "loading", "loading_long", "startup", "engines",
    "engines_memory", "ownership_questions", "ownership",
)  # fmt: skip


def main() -> int:
    asked = _arguments()
    if asked.list:
        for name in NAMES:
            module = importlib.import_module(f"benchmarks.{name}")
            print(f"{name:20s} {(module.__doc__ or '').splitlines()[0]}")
        return 0
    options = Options(
        quick=asked.quick,
        engines=tuple(asked.engine or ENGINES),
        scale=asked.scale,
        keep=asked.keep,
        parts=tuple(asked.part or ()),
        rounds=asked.rounds,
    )
    figures: list[dict[str, object]] = []
    for name in asked.names or NAMES:
        load = " ".join(f"{n:.1f}" for n in os.getloadavg())
        print(f"\n{name}  (load {load}, {os.cpu_count()} cores)", flush=True)
        for figure in importlib.import_module(f"benchmarks.{name}").run(options):
            print(line(figure), flush=True)
            if figure.plan:
                print(indent(figure.plan, "    "), flush=True)
            figures.append({"benchmark": name, **asdict(figure), "met": figure.met})
    missed = sum(f["met"] is False for f in figures)
    print(f"\n{len(figures)} figures, {missed} short of their goal")
    if asked.output:
        asked.output.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def line(f: Figure) -> str:
    """Return one line of the table: verdict, what, engine, figure, goal, note."""
    sign = {True: "+", False: "-", None: " "}[f.met]
    value = f"{f.value:,.0f}" if abs(f.value) >= 100 else f"{f.value:.2f}"
    goal = "" if f.goal is None else f"{'≤' if f.better == 'less' else '≥'} {f.goal:,g}"
    return f"{sign} {f.what:62s} {f.engine:9s} {value:>9s} {f.unit:7s} {goal:9s} {f.note}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--quick", action="store_true", help="small sizes: minutes, not an hour")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="one engine only")
    parser.add_argument("--scale", type=float, default=1.0, help="of the generated city")
    parser.add_argument("--part", action="append", choices=LEDGER, help="of the ledger, one only")
    parser.add_argument("--rounds", type=int, default=3, help="of writing, in the ledger")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep its databases there")
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="write the figures")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(NAMES))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
