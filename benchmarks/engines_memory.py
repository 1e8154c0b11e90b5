"""Resident memory of the local servers: empty, with the examples, after questions."""

from __future__ import annotations

from collections.abc import Iterator

from api.demo import QUESTIONS, manifest
from benchmarks.measure import Figure, Options, resident, server
from graph.ledger.version import prepare
from graph.store import Store
from loaders.load import load, read_manifest
from queries.asking import ask


def run(options: Options) -> Iterator[Figure]:
    """Look at the server's process after each step; half a GB of heap is its limit."""
    for engine in options.engines:
        with server(engine) as endpoint, Store(endpoint) as opened:
            prepare(opened)
            yield Figure("resident memory, empty", engine, resident(endpoint), "MB")
            load(opened, read_manifest(manifest()), who="benchmarks")
            yield Figure("resident memory, examples loaded", engine, resident(endpoint), "MB")
            for _ in range(5 if options.quick else 50):
                for asked in QUESTIONS:
                    ask(opened, asked.name, asked.parameters)
            yield Figure("resident memory, and asked", engine, resident(endpoint), "MB")
