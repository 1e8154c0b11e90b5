"""Resident memory of the local servers: empty, with the examples, after questions."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from api.demo import QUESTIONS, manifest
from benchmarks.measure import Figure, Options, server
from graph.engines import Endpoint, status
from graph.ledger.version import prepare
from graph.store import Store
from loaders.load import load, read_manifest
from queries.asking import ask


def run(options: Options) -> Iterator[Figure]:
    """Look at the server's process after each step; half a GB of heap is its limit."""
    for engine in options.engines:
        with server(engine) as endpoint, Store(endpoint) as opened:
            prepare(opened)
            yield Figure("resident memory, empty", engine, _megabytes(endpoint), "MB")
            load(opened, read_manifest(manifest()), who="benchmarks")
            yield Figure("resident memory, examples loaded", engine, _megabytes(endpoint), "MB")
            for _ in range(5 if options.quick else 50):
                for asked in QUESTIONS:
                    ask(opened, asked.name, asked.parameters)
            yield Figure("resident memory, and asked", engine, _megabytes(endpoint), "MB")


def _megabytes(endpoint: Endpoint) -> float:
    if endpoint.folder is None:
        return 0.0
    pid = status(endpoint.folder).server_pid
    return float(psutil.Process(pid).memory_info().rss) / 1e6
