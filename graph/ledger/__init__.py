"""The ledger: facts go in as batches, and what is visible at a tick comes out."""

from graph.ledger.batch import Report
from graph.ledger.chunk import Tally
from graph.ledger.facts import OPEN_TICK, Evidence, Fact, Node, Source, Statement
from graph.ledger.read import BatchEntry, batches, known_at, loaded_sources, watermark
from graph.ledger.recording import CompleteList, record

__all__ = [
    "OPEN_TICK",
    "BatchEntry",
    "CompleteList",
    "Evidence",
    "Fact",
    "Node",
    "Report",
    "Source",
    "Statement",
    "Tally",
    "batches",
    "known_at",
    "loaded_sources",
    "record",
    "watermark",
]
