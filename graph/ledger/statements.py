"""The Cypher that writes and reads ledger rows, derived from the schema.

Edges are always reached through their end points: looking one up by its own id scans on one of
the engines.
"""

from __future__ import annotations

from functools import cache

from graph.ledger.table import columns
from graph.schema import DAYS, EDGES

# Every statement counts what it matched, so that the report counts what the database did.

# What is looked up comes back as one list: a record a row costs more than the row itself.

MERGE_NODES = """
UNWIND $rows AS r
MERGE (n:{label} {{id: r[0]}})
ON CREATE SET n.born = $tick, n.born_chunk = $chunk,
              n.name = r[1], n.code = r[2], n.synthetic = r[3]
RETURN count(n), sum(CASE WHEN n.born = $tick AND n.born_chunk = $chunk THEN 1 ELSE 0 END)
"""

OLDER_NODES = """
UNWIND $ids AS i
MATCH (n:{label} {{id: i}}) WHERE n.born < $tick
RETURN collect(n.id)
"""

READ_STATEMENTS = """
UNWIND $keys AS k
MATCH (x:Assertion {key: k}) WHERE x.known_to = $open
RETURN collect(properties(x))
"""

REPEATED = """
UNWIND $rows AS r
MATCH (x:Assertion {key: r[0]})
WHERE x.known_to = $open AND x.register = r[1] AND x.said = r[2]
RETURN collect(r[0])
"""

MOVE_ASSERTIONS = """
UNWIND $rows AS r
MATCH (x:Assertion {id: r.id})
SET x.key_before = x.key, x.moved_at = $tick, x.key = r.key
RETURN count(x)
"""

RETIRE_ASSERTIONS = """
UNWIND $ids AS i
MATCH (x:Assertion {id: i}) WHERE x.known_to = $open
SET x.known_to = $tick
RETURN count(x)
"""

MERGE_SOURCES = """
UNWIND $rows AS r
MERGE (s:Source {id: r.id})
ON CREATE SET s.file = r.file, s.title = r.title, s.register = r.register,
              s.sha256 = r.sha256, s.born = $tick
RETURN count(s)
"""


@cache
def read_keys(type_: str, start: str) -> str:
    """Return the statement that reads the keys of the rows from each node to some others.

    With each key comes what tells facts between the same two nodes apart. Where only one edge
    is in force at a time, all its ends are meant.
    """
    edge = EDGES[type_]
    columns_ = ", ".join(["s[0]", "b.id", "e.key", *(f"e.`{name}`" for name in edge.role)])
    meant = "" if edge.single else " AND b.id IN s[1]"
    return f"""
UNWIND $starts AS s
MATCH (a:{start} {{id: s[0]}})-[e:{type_}]->(b)
WHERE e.known_from <= $tick AND $since < e.known_to{meant}
RETURN collect(DISTINCT [{columns_}])
"""


@cache
def read_rows(type_: str, start: str, end: str) -> str:
    """Return the statement that reads the rows not yet superseded from each node to some others.

    What lost against them comes with them. Each start is gone through once, however many ends
    are asked for; dates come as text, which is cheaper to take apart.
    """
    dates = ", ".join(f"toString(e.{name})" for name in DAYS)
    own, disputed = (
        ", ".join(f"e.`{p.name}`" for p in EDGES[name].properties) for name in (type_, "DISPUTED")
    )
    return f"""
UNWIND $starts AS s
MATCH (a:{start} {{id: s[0]}})-[e:{type_}|DISPUTED]->(b:{end})
WHERE e.known_to = $open AND b.id IN s[1]
RETURN collect([s[0], b.id, type(e), e.key, e.id, e.sources, e.synthetic, [{dates}],
                CASE WHEN type(e) = 'DISPUTED' THEN [{disputed}] ELSE [{own}] END])
"""


@cache
def close_rows(type_: str, start: str) -> str:
    """Return the statement that supersedes rows from this tick on: a start, and its rows."""
    return f"""
UNWIND $rows AS r
MATCH (a:{start} {{id: r[0]}})-[e:{type_}]->() WHERE e.id IN r[1] AND e.known_to = $open
SET e.known_to = $tick
RETURN count(e)
"""


@cache
def create_rows(type_: str, start: str, end: str, names: tuple[str, ...]) -> str:
    """Return the statement that writes new rows: a start, and its rows.

    A row is the end, then the named properties. Each start is looked up once.
    """
    return f"""
UNWIND $rows AS s
MATCH (a:{start} {{id: s[0]}}) UNWIND s[1] AS r MATCH (b:{end} {{id: r[0]}})
CREATE (a)-[e:{type_} {{known_from: $tick, known_to: $open, {columns(names, first=1)}}}]->(b)
RETURN count(e)
"""


@cache
def create_assertions(names: tuple[str, ...]) -> str:
    """Return the statement that writes assertions with the named properties."""
    return f"""
UNWIND $rows AS r
CREATE (x:Assertion {{known_from: $tick, known_to: $open, {columns(names)}}})
RETURN count(x)
"""
