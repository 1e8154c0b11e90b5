"""The loader alone on one large text file: prints its peak memory and its processor time as JSON.

Everything up to the database: read, cleaned, resolved, checked, put in the order of writing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.loading import known
from graph.ledger import Report
from graph.ledger.facts import assertion
from graph.ledger.spool import Spool
from loaders.context import Context
from loaders.inputs import Input, opened, register
from loaders.load import Outcome, stated


def main(path: str) -> None:
    """Load a register of agreements as far as the database."""
    places = known()
    start = _peak()
    begin = time.process_time()
    tables = opened([Input(Path(path), register("agreements"))])
    facts = stated(Context(places), tables, Outcome(Report(0)))
    with Spool(assertion(fact) for fact in facts) as spool:
        count = sum(1 for _ in spool.ids())
    took = time.process_time() - begin
    print(json.dumps({"peak": _peak(), "seconds": took, "facts": count, "start": start}))


def _peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


if __name__ == "__main__":
    main(sys.argv[1])
