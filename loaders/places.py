"""Which node does a register mean: areas by code, path or name, bodies by number or name.

Never a guess: a reference that fits several nodes is refused with all of them, one that fits none
is refused with the nearest names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from graph.errors import RefusedInput
from graph.ledger import Node
from graph.names import normal, party_form, same_name, stem
from graph.schema import AREA_LABELS, BODY_LABELS
from graph.store import Store
from graph.text import Text
from loaders.candidates import candidates, told
from loaders.names.decisions import DIFFERENT, SAME, UNSURE, Decided, Decision, decisions

PROPOSED = 200  # unknown names of one load get candidates: each takes a look at all names
CODE_AUTHORITY = "统计用区划代码"
PATH_AUTHORITY = "区域名称路径"

# A node is there by its visible STATE: what a rollback took away stays as a bare node. All the
# names that it ever had count, and those that sources merely use.
_KNOWN = """
MATCH (n:{label})-[s:STATE WHERE s.known_from <= $tick < s.known_to]->(n)
RETURN n.id, n.name, n.code, n.synthetic,
       collect(DISTINCT s.name) AS names, collect(DISTINCT s.code) AS codes
"""

_ALSO_NAMED = """
MATCH (n:{label})-[s:NAMED WHERE s.known_from <= $tick < s.known_to]->(n) RETURN n.id, s.name
"""

_ABOVE = """
MATCH (n:{label})-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]->(above)
RETURN n.id, above.id
"""

_LOCATED = """
MATCH (n:{label})-[p:{type} WHERE p.known_from <= $tick < p.known_to]->(area)
RETURN n.id, area.id
"""
_WHERE = (
    *((label, "LOCATED_IN") for label in ("Unit", "Enterprise", "Branch")),
    ("Committee", "SERVES"),
)

_WATERMARK = "MATCH (l:Ledger {id: 'ledger'}) RETURN l.watermark"


class OpenName(RefusedInput):
    """A name that fits several nodes, or nearly fits some: a person can decide which it means.

    Such a row waits by itself; it does not keep the rest of its file out.
    """


class Places:
    """The nodes that a load can refer to: those of the graph, and those it makes itself."""

    def __init__(self) -> None:
        self.by_id: dict[str, Node] = {}
        self._codes: dict[str, Node] = {}
        self._numbers: dict[str, Node] = {}
        self._names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._above: dict[str, set[str]] = defaultdict(set)
        self._where: dict[str, set[str]] = defaultdict(set)
        self._proposed: dict[tuple[str, str], Text | None] = {}
        self.decided = Decided({}, {})
        self._bodies: dict[str, list[Node]] = {}  # what names meant since the last new body

    @classmethod
    def of(cls, store: Store) -> Places:
        """Return the places that the published graph knows."""
        places = cls()
        row = store.query(_WATERMARK).one()
        if row is None:
            return places
        places.decided = Decided.of(decisions(store))
        at = {"tick": row[0]}
        for label in (*AREA_LABELS, *BODY_LABELS):
            add = places.add_area if label in AREA_LABELS else places.add_body
            for id_, name, code, synthetic, names, codes in store.query(
                _KNOWN.format(label=label), at
            ):
                add(Node(label, id_, name, code, synthetic), None, *names)
                places._coded(places.by_id[id_], codes)
            for id_, name in store.query(_ALSO_NAMED.format(label=label), at):
                add(places.by_id[id_], None, name)
        for label in AREA_LABELS:
            for id_, above in store.query(_ABOVE.format(label=label), at):
                places._above[id_].add(above)
        for label, type_ in _WHERE:
            for id_, area in store.query(_LOCATED.format(label=label, type=type_), at):
                places._where[id_].add(area)
        return places

    def _coded(self, node: Node, codes: Iterable[str]) -> None:
        known = self._codes if node.label in AREA_LABELS else self._numbers
        for code in codes:
            known.setdefault(code, node)

    def add_area(self, node: Node, above: Node | None = None, *names: str) -> None:
        """Make an area known under its code and names, below another one."""
        self._bodies.clear()
        node = self.by_id.setdefault(node.id, node)
        if node.code:
            self._codes[node.code] = node
        for name in {node.name, *names}:
            self._names[stem(name)[0]].add((name, node.id))
        if above is not None:
            self._above[node.id].add(above.id)

    def add_body(self, node: Node, number: str | None, *names: str) -> None:
        """Make a body known under its names and the number that registers give it."""
        self._bodies.clear()
        node = self.by_id.setdefault(node.id, node)
        if number:
            self._numbers[number] = node
        for name in {node.name, *names}:
            self._names[normal(name)].add((name, node.id))
            self._names[party_form(name)].add((name, node.id))

    def numbered(self, number: str) -> Node | None:
        """Return the body of a number; None where there is none."""
        return self._numbers.get(number)

    def coded(self, code: str) -> Node | None:
        """Return the area of a code; None where there is none."""
        return self._codes.get(code)

    def named_in(self, above: Node | None, name: str, label: str) -> Node | None:
        """Return the only area of a label and name, directly in another one where it is given."""
        found = [
            node
            for node in self._named(name, (label,))
            if above is None or above.id in self._above[node.id]
        ]
        return found[0] if len(found) == 1 else None

    def area(self, reference: str) -> Node:
        """Return the area that a code, a path such as 市/区/街道, or a unique name means.

        Raises
        ------
        RefusedInput
            No such area, or several.
        """
        code = normal(reference)
        if code.isdigit():
            node = self._codes.get(code)
            if node is None:
                raise self._unknown(code, Text("区划代码", "area code"), self._codes)
            return node
        found = self._one_of(self._walk(reference))
        if len(found) == 1:
            return found[0]
        above, _, name = reference.strip("/").rpartition("/")
        within = self._one_of(self._walk(above)) if above else []
        near = within[0] if len(within) == 1 else None
        decided, apart, doubt = self._verdict(name, near, AREA_LABELS)
        if decided is not None:
            return decided
        found = [node for node in found if node.id not in apart]
        if len(found) == 1:
            return found[0]
        if found:
            raise self._ambiguous(reference, found, doubt)
        areas = (n for n in self.by_id.values() if n.label in AREA_LABELS)
        names = [n.name for n in areas if near is None or self._is_below(n, {near.id})]
        raise self._unknown(
            name if names else reference, Text("区域", "area"), names, near=near, doubt=doubt,
            written=reference,
        )  # fmt: skip

    def same_here(self, name: str, near: Node | None, labels: Collection[str]) -> Node | None:
        """Return the node that a person decided a name to mean here; None where nobody did."""
        return self._verdict(name, near, labels)[0]

    def other_than(self, name: str, near: Node | None, labels: Collection[str]) -> set[str]:
        """Return the ids of the nodes that a person decided a name not to mean here."""
        return self._verdict(name, near, labels)[1]

    def _verdict(
        self, name: str, near: Node | None, labels: Collection[str]
    ) -> tuple[Node | None, set[str], Decision | None]:
        """Return what a name was decided to mean here, what not, and what was left in doubt."""
        found: list[tuple[int, Decision]] = []
        for d in self.decided.by_name.get(normal(name), ()):
            if d.node.label not in labels:
                continue
            if d.area is None:
                found.append((0, d))
            elif near is not None and near.id == d.area.id:
                found.append((2, d))
            elif near is not None and self._is_below(near, {d.area.id}):
                found.append((1, d))  # decided for the street or district above
        found.sort(key=lambda entry: (-entry[0], entry[1].key))
        same = next((d.node for _, d in found if d.verdict == SAME), None)
        doubt = next((d for _, d in found if d.verdict == UNSURE), None)
        apart = {d.node.id for _, d in found if d.verdict == DIFFERENT}
        return (self.by_id.get(same.id, same) if same else None), apart, doubt

    def _one_of(self, found: list[Node]) -> list[Node]:
        """Return one of several nodes that people decided to be one; else all of them."""
        if len(found) < 2 or not self.decided.pairs:
            return found
        first = min(found, key=lambda n: (not n.code, n.id))
        pairs = self.decided.pairs
        alike = all(
            n.id == first.id or pairs.get(frozenset((n.id, first.id))) == SAME for n in found
        )
        return [first] if alike else found

    def put_in(self, node: Node, area: Node | None) -> None:
        """Note where a body is."""
        if area is not None:
            self._where[node.id].add(area.id)

    def whereabouts(self, node: Node) -> Node | None:
        """Return an area that a body lies in or serves; None where nothing is known of it."""
        where = sorted(self._where.get(node.id, ()))
        return self.by_id.get(where[0]) if where else None

    def above(self, node: Node, label: str) -> Node | None:
        """Return the area of a label in which an area lies, itself included."""
        found: list[Node] = [node]
        while found:
            for one in found:
                if one.label == label:
                    return one
            above = {i for one in found for i in self._above.get(one.id, ())}
            found = [self.by_id[i] for i in sorted(above) if i in self.by_id]
        return None

    def called(self, name: str, labels: Iterable[str]) -> list[Node]:
        """Return the nodes of some labels that have, had or use a name."""
        return self._named(name, labels)

    def knows(self, name: str) -> bool:
        """Tell whether any body has this name or number."""
        return name in self._numbers or bool(self._named(name, BODY_LABELS))

    def only_area(self, reference: str) -> Node | None:
        """Return the area that a code, path or name means; None where none or several do."""
        try:
            return self.area(reference)
        except RefusedInput:
            return None

    def serving(self, area: Node) -> list[Node]:
        """Return the committees that serve an area itself."""
        return sorted(
            (
                node for node in self.by_id.values()
                if node.label == "Committee" and area.id in self._where.get(node.id, ())
            ),
            key=lambda node: node.id,
        )  # fmt: skip

    def may_be_in(self, node: Node, area: Node | None) -> bool:
        """Tell whether a body may lie in an area: it does, or nothing is known of its place."""
        where = self._where.get(node.id)
        return area is None or not where or any(self._within(place, area.id) for place in where)

    def _within(self, place: str, area: str) -> bool:
        if place == area or place not in self.by_id or area not in self.by_id:
            return place == area
        one, other = self.by_id[place], self.by_id[area]
        return self._is_below(one, {area}) or self._is_below(other, {place})

    def body(self, reference: str, near: Node | None = None) -> Node:
        """Return the unit, enterprise, party organisation or committee that is meant.

        Of several of one name the only one that lies in the area `near`, where that is given.

        Raises
        ------
        RefusedInput
            Nobody knows it, or several are called so.
        """
        if reference in self._numbers:
            return self._numbers[reference]
        found = self._bodies.get(reference)
        if found is None:
            found = self._bodies[reference] = self._named(reference, BODY_LABELS)
        doubt = None
        if self.decided.by_name:
            decided, apart, doubt = self._verdict(reference, near, BODY_LABELS)
            if decided is not None:
                return decided
            found = [node for node in found if node.id not in apart]
        if len(found) > 1 and near is not None:
            here = [n for n in found if self._where.get(n.id) and self.may_be_in(n, near)]
            found = here if len(here) == 1 else found
        found = self._one_of(found)
        if len(found) == 1:
            return found[0]
        if found:
            raise self._ambiguous(reference, found, doubt)
        bodies = [n for n in self.by_id.values() if n.label in BODY_LABELS]
        here = [n for n in bodies if near and self._where.get(n.id) and self.may_be_in(n, near)]
        kind = Text("单位或组织", "unit or organisation")
        if here and told(candidates(reference, [n.name for n in here])):
            raise self._unknown(reference, kind, [n.name for n in here], near=near, doubt=doubt)
        names = (*self._numbers, *(n.name for n in bodies))
        raise self._unknown(reference, kind, names, doubt=doubt)

    def area_or_body(self, reference: str) -> Node:
        """Return the area or the body that is meant, where a cell may name either.

        Raises
        ------
        RefusedInput
            Nothing is called so, or several are, an area and a body for example.
        """
        if "/" in reference:
            return self.area(reference)
        found = [n for n in (self._codes.get(reference), self._numbers.get(reference)) if n]
        found = found or self._named(reference, (*AREA_LABELS, *BODY_LABELS))
        if len(found) > 1:
            raise self._ambiguous(reference, found)
        if found:
            return found[0]
        return self.area(reference) if reference.isdigit() else self.body(reference)

    def path(self, node: Node) -> str:
        """Return the names from the top down to an area."""
        names = [node.name]
        above = sorted(self._above.get(node.id, ()))
        while above and len(names) < len(AREA_LABELS):
            node = self.by_id[above[0]]
            names.append(node.name)
            above = sorted(self._above.get(node.id, ()))
        return "/".join(reversed(names))

    def _walk(self, path: str) -> list[Node]:
        steps = [step for step in path.split("/") if step]
        if not steps:
            return []
        found = self._named(steps[0], AREA_LABELS)
        for step in steps[1:]:
            above = {node.id for node in found}
            found = [n for n in self._named(step, AREA_LABELS) if self._is_below(n, above)]
        return found

    def lies_in(self, node: Node, area: Node) -> bool:
        """Tell whether an area lies below another."""
        return self._is_below(node, {area.id})

    def _is_below(self, node: Node, above: set[str]) -> bool:
        """Tell whether an area lies below one of others: a path may leave levels out."""
        reached, seen = {node.id}, set[str]()
        while reached:
            seen |= reached
            reached = {i for below in reached for i in self._above.get(below, ())} - seen
            if reached & above:
                return True
        return False

    def _named(self, name: str, labels: Iterable[str]) -> list[Node]:
        entries = self._names.get(stem(name)[0], set()) | self._names.get(normal(name), set())
        nodes = {self.by_id[i] for known, i in entries if same_name(known, name)}
        form = party_form(name)
        if form in self._names:  # 中共甲委员会 is 甲党委
            nodes |= {
                self.by_id[i] for known, i in self._names[form]
                if party_form(known) == form and self.by_id[i].label == "Branch"
            }  # fmt: skip
        return sorted((n for n in nodes if n.label in labels), key=lambda n: (n.code, n.id))

    def _unknown(
        self, reference: str, kind: Text, names: Iterable[str], *, near: Node | None = None,
        doubt: Decision | None = None, written: str = "",
    ) -> RefusedInput:  # fmt: skip
        place = (reference, near.id if near else "")
        if place not in self._proposed and len(self._proposed) < PROPOSED:
            self._proposed[place] = told(candidates(reference, names))
        likely, written = self._proposed.get(place), written or reference
        what = Text(f"没有这个{kind.zh}：“{written}”", f"no such {kind.en}: {written!r}")
        if likely is None:
            return RefusedInput(
                what, todo=Text("先在登记册中登记它", "enter it in its register first")
            )
        return OpenName(_doubted(what, doubt), todo=_asking(likely, reference, near))

    def _ambiguous(
        self, reference: str, found: Iterable[Node], doubt: Decision | None = None
    ) -> RefusedInput:
        several = [f"{self.path(n)} ({n.code or n.id})" for n in found]
        what = Text(
            f"“{reference}”有 {len(several)} 个：{'；'.join(several)}",
            f"{reference!r} means {len(several)}: {'; '.join(several)}",
        )
        likely = Text("请写代码或完整路径", "give the code or the whole path")
        return OpenName(_doubted(what, doubt), todo=_asking(likely, reference, None))

    def __iter__(self) -> Iterator[Node]:
        return iter(self.by_id.values())


def _doubted(what: Text, doubt: Decision | None) -> Text:
    if doubt is None:
        return what
    return Text(
        f"{what.zh}（{doubt.who} 已标为存疑，批次 {doubt.batch}）",
        f"{what.en} (left in doubt by {doubt.who}, batch {doubt.batch})",
    )


def _asking(likely: Text, name: str, near: Node | None) -> Text:
    """Return what to do about an open name: mend it, or decide it once and for all."""
    where = f" --area {near.code or near.name}" if near else ""
    call = f"gongjian names decide '{name}' NODE same{where}"
    return Text(f"{likely.zh} 改正，或记住判定：{call}", f"{likely.en} Mend it, or decide: {call}")
