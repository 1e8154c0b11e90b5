"""An fsck of the graph: every promise of the ledger, looked for its breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from graph.ledger.checksum import checksum
from graph.ledger.facts import OPEN_TICK
from graph.ledger.read import watermark
from graph.schema import EDGES, FACT_LABELS
from graph.store import Store, Transaction
from graph.text import Text

_MOST = 100  # named violations of one rule; the count is of all


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise.

    Parameters
    ----------
    rule : str
        Short name of the rule.
    type : str
        Relationship type or label.
    where : str
        Ids of the rows or nodes.
    what : Text
        What is wrong.
    """

    rule: str
    type: str
    where: str
    what: Text


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of a check.

    Parameters
    ----------
    checksum : str
        Of what is visible at the tick.
    tick : int
        The watermark.
    violations : tuple of Violation
    """

    checksum: str
    tick: int
    violations: tuple[Violation, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the contract."""
        return {
            "checksum": self.checksum,
            "tick": self.tick,
            "violations": [
                {**asdict(v), "what": {"zh": v.what.zh, "en": v.what.en}} for v in self.violations
            ],
        }


def check(store: Store) -> CheckReport:
    """Check every invariant of what is visible now.

    Returns
    -------
    CheckReport
    """

    def work(tx: Transaction) -> CheckReport:
        tick = watermark(tx)
        found: list[Violation] = []
        for rule in _RULES:
            found += rule(tx, tick)
        return CheckReport(checksum(tx, tick), tick, tuple(found))

    return store.read(work)


Rule = Callable[[Transaction, int], Iterator[Violation]]


def _each_type(name: str, what: Text, pattern: str, *, types: tuple[str, ...] = ()) -> Rule:
    """Return a rule that a statement per relationship type looks for."""

    def rule(tx: Transaction, tick: int) -> Iterator[Violation]:
        for type_ in types or tuple(EDGES):
            answer = tx.run(
                pattern.format(type=type_) + f" LIMIT {_MOST}",
                {"tick": tick, "open": OPEN_TICK},
            )
            for row in answer:
                yield Violation(name, type_, " ".join(str(v) for v in row), what)

    return rule


_VISIBLE = "e.known_from <= $tick AND $tick < e.known_to"


def _ends_declared(tx: Transaction, tick: int) -> Iterator[Violation]:
    for type_, edge in EDGES.items():
        answer = tx.run(
            f"MATCH (a)-[e:{type_}]->(b) WHERE {_VISIBLE} "
            "RETURN labels(a)[0] AS start, labels(b)[0] AS end, count(*) AS n, min(e.id) AS one",
            {"tick": tick},
        )
        for start, end, n, one in answer:
            if end not in edge.joins.get(start, ()):
                yield Violation(
                    "ends-declared", type_, f"{one} (× {n})",
                    Text(f"不能连接 {start} → {end}", f"it may not join {start} to {end}"),
                )  # fmt: skip


def _agreements_agree(tx: Transaction, tick: int) -> Iterator[Violation]:
    """An agreement, its SIGNED and its CO_BUILDS edges name the same parties."""
    answer = tx.run(
        """
        MATCH (party)-[e:CO_BUILDS]->(other) WHERE e.known_from <= $tick AND $tick < e.known_to
        WITH e.agreement AS paper, party.id AS one, other.id AS two, e.id AS row
        OPTIONAL MATCH (a:Agreement {id: paper})
        OPTIONAL MATCH (signer)-[s:SIGNED WHERE s.known_from <= $tick < s.known_to]->(a)
        WITH row, paper, one, two, a, collect(DISTINCT signer.id) AS signers
        WHERE a IS NULL OR NOT one IN signers
        RETURN row, paper
        """,
        {"tick": tick},
    )
    for row, paper in answer:
        yield Violation(
            "agreement-parties", "CO_BUILDS", f"{row} {paper}",
            Text("共建的一方没有签署这份协议", "a party that co-builds has not signed"),
        )  # fmt: skip
    answer = tx.run(
        """
        MATCH (signer)-[s:SIGNED]->(a:Agreement)
        WHERE s.known_from <= $tick AND $tick < s.known_to
        WITH a, s, signer
        OPTIONAL MATCH (signer)-[e:CO_BUILDS WHERE e.known_from <= $tick < e.known_to]-(other)
        WITH a, s, collect(e.agreement) AS papers
        WHERE NOT a.id IN papers
        RETURN s.id, a.id
        """,
        {"tick": tick},
    )
    for row, paper in answer:
        yield Violation(
            "agreement-parties", "SIGNED", f"{row} {paper}",
            Text("签署方没有对应的共建关系", "a signer has no co-building edge of the agreement"),
        )  # fmt: skip


def _sources_stand(tx: Transaction, tick: int) -> Iterator[Violation]:
    """A row names what it rests on, and what is asserted speaks of a fact that can be seen."""
    answer = tx.run(
        "MATCH (x:Assertion) WHERE x.known_from <= $tick "
        "RETURN x.id, x.key, $tick < x.known_to AND x.absent_from IS NULL",
        {"tick": tick},
    )
    standing = {id_: key if counts else "" for id_, key, counts in answer}
    seen = {""}
    for type_ in EDGES:
        answer = tx.run(
            f"MATCH ()-[e:{type_}]->() WHERE {_VISIBLE} RETURN e.id, e.key, e.sources",
            {"tick": tick},
        )
        for id_, key, sources in answer:
            seen.add(key)
            missing = [source for source in sources or [] if source not in standing]
            if missing or not sources:
                yield Violation(
                    "sources-present", type_, f"{id_} {missing[:3]}",
                    Text("找不到它的依据", "what it rests on is missing"),
                )  # fmt: skip
    for id_, key in standing.items():
        if key not in seen:
            yield Violation(
                "statements-seen", "Assertion", f"{id_} {key}",
                Text("它说的事实看不到", "the fact that it speaks of is not visible"),
            )  # fmt: skip


def _no_ghosts(tx: Transaction, tick: int) -> Iterator[Violation]:
    """Nothing carries the number of a swept batch, and nothing lies above the last tick."""
    swept = [
        row[0]
        for row in tx.run("MATCH (b:Batch) WHERE b.state IN ['swept', 'empty'] RETURN b.tick")
    ]
    for type_ in EDGES:
        answer = tx.run(
            f"MATCH ()-[e:{type_}]->() WHERE e.known_from IN $swept OR e.known_to IN $swept "
            f"RETURN e.id LIMIT {_MOST}",
            {"swept": swept},
        )
        for (id_,) in answer:
            yield Violation(
                "no-ghosts", type_, id_, Text("属于已清除的批次", "it belongs to a swept batch")
            )
    for label in (*FACT_LABELS, "Assertion"):
        born = "born" if label != "Assertion" else "known_from"
        answer = tx.run(
            f"MATCH (n:{label}) WHERE n.{born} IN $swept RETURN n.id LIMIT {_MOST}",
            {"swept": swept},
        )
        for (id_,) in answer:
            yield Violation(
                "no-ghosts", label, id_, Text("属于已清除的批次", "it belongs to a swept batch")
            )


_RULES: tuple[Rule, ...] = (
    _each_type(
        "one-visible-row",
        Text("同一事实有两行可见", "two rows of one fact are visible"),
        f"MATCH ()-[e:{{type}}]->() WHERE {_VISIBLE} "
        "WITH e.key AS key, count(*) AS n WHERE n > 1 RETURN key, n",
    ),
    _each_type(
        "ticks-in-order",
        Text("入账批次不早于失效批次", "known_from is not before known_to"),
        "MATCH ()-[e:{type}]->() WHERE NOT e.known_from < e.known_to RETURN e.id",
    ),
    _each_type(
        "dates-in-order",
        Text("日期次序不对", "the dates are out of order"),
        f"MATCH ()-[e:{{type}}]->() WHERE {_VISIBLE} AND NOT (e.from_min <= e.from_max "
        "AND e.to_min <= e.to_max AND e.from_min < e.to_max) RETURN e.id",
    ),
    _each_type(
        "one-parent",
        Text("同一天属于两个上级", "two parents are in force on one day"),
        "MATCH (x)-[e:{type}]->(a) WHERE " + _VISIBLE + " WITH x, collect(e) AS edges "
        "WHERE size(edges) > 1 UNWIND edges AS one UNWIND edges AS other "
        "WITH x, one, other WHERE one.id < other.id AND one.from_min < other.to_max "
        "AND other.from_min < one.to_max RETURN x.id, one.id, other.id",
        types=("PART_OF",),
    ),
    _ends_declared,
    _agreements_agree,
    _sources_stand,
    _no_ghosts,
)
