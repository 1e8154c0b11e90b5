"""Write the pages that follow from the declarations: `python tools/docs.py [NAME…]`.

The answers in docs/questions.md come from a generated city in a database of its own, which is
started for this and thrown away.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store import Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def schema_page() -> str:
    from graph.schema.manual import manual

    return manual()


@contextmanager
def fresh() -> Iterator[Store]:
    """Start an empty database of its own, and throw it away afterwards."""
    from graph.engines import LocalAddress, attach, read_settings, stop
    from graph.ledger.version import prepare
    from graph.store import Store

    with tempfile.TemporaryDirectory() as folder:
        settings = replace(read_settings(os.environ), home=Path(folder))
        address = LocalAddress(Path(folder) / "db")
        try:
            with (
                attach(address, engine="arcadedb", settings=settings) as endpoint,
                Store(endpoint) as store,
            ):
                prepare(store)
                yield store
        finally:
            stop(address.folder, force=True, settings=settings)


def questions_page() -> str:
    from loaders.synthetic.city import build
    from queries.asking import ask
    from queries.manual import (
        SYNTHETIC_CALLS,
        SYNTHETIC_DAY,
        SYNTHETIC_SCALE,
        SYNTHETIC_SEED,
        manual,
    )

    divisions = ROOT / "examples" / "hohhot" / "divisions_2021.csv"
    with fresh() as store:
        build(store, divisions, scale=SYNTHETIC_SCALE, seed=SYNTHETIC_SEED, who="docs")
        return manual(
            {
                name: ask(store, name, call, as_of=SYNTHETIC_DAY).records()
                for name, call in SYNTHETIC_CALLS.items()
            }
        )


def of_the_examples(name: str) -> str:
    from importlib import import_module

    from loaders.load import load, read_manifest

    with fresh() as store:
        load(store, read_manifest(ROOT / "examples" / "hohhot" / "manifest.toml"), who="docs")
        return str(import_module(f"tools.{name}").page(store))


PAGES = {
    "docs/schema.md": schema_page,
    "docs/questions.md": questions_page,
    "docs/mechanisms.md": lambda: of_the_examples("mechanisms"),
    "docs/contradictions.md": lambda: of_the_examples("contradictions"),
}

if __name__ == "__main__":
    for path, page in PAGES.items():
        if sys.argv[1:] and Path(path).stem not in sys.argv[1:]:
            continue
        (ROOT / path).write_text(page(), encoding="utf-8")
        print(path)
