"""One door to the graph: read Cypher, write a transaction, apply the schema, close.

Nothing here knows what the graph means. Both engines are reached with the same driver; the only
difference is the account that readers use (``graph.engines``).
"""

from graph.store.connection import Store
from graph.store.rows import Rows, Transaction

__all__ = ["Rows", "Store", "Transaction"]
