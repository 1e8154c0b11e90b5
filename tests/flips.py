"""Turn one time predicate of the ledger wrong, and see whether the model-based tests notice.

As a program it is told on its standard input which predicate, imports the ledger with that one
turned, runs the tests of :mod:`tests.flips_proof` and says which of them failed. It never changes
a file.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import json
import os
import re
import signal
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST_SECONDS = 900
NO_ANSWER = "no answer"  # it hangs, or what died could not say why
LEDGER = ROOT / "graph" / "ledger"

# What a comparison must name to be about time.
_TIMES = re.compile(
    r"known_from|known_to|from_min|from_max|to_min|to_max|reported|published_at|moved_at|born"
    r"|\bday\b|_day\(|tick\b|\bopen\b|OPEN|since|watermark|expires|certain_until|\bbefore\b"
    r"|following|\bended\b|timestamp|previous"
)
_TURNED = {"<=": "<", "<": "<=", ">=": ">", ">": ">=", "==": "!=", "!=": "==", "=": "<>"}
_IN_PYTHON = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_IN_CYPHER = re.compile(r"(?<=[\w)\]}\"]) (<=|>=|<|>|=) (?=[\w$(\"])")
_CLAUSE = re.compile(r"\b(WHERE|WHEN|SET|CREATE|MERGE|RETURN|WITH|THEN)\b")


@dataclass(frozen=True, slots=True)
class Flip:
    """One predicate, and what it is turned into.

    Parameters
    ----------
    module : str
        Name of the module.
    line : int
        Where it stands, from 1.
    begin, end : int
        Characters of the operator in the text of the module.
    text : str
        The operator that takes its place.
    shown : str
        The predicate as it reads when turned.
    """

    module: str
    line: int
    begin: int
    end: int
    text: str
    shown: str

    @property
    def name(self) -> str:
        return f"{self.module.removeprefix('graph.ledger.')}: {self.shown}"


def flips() -> list[Flip]:
    """Return every time predicate of the ledger, in Python and in Cypher."""
    found: list[Flip] = []
    for path in sorted(LEDGER.glob("*.py")):
        source = path.read_text("utf-8")
        module = f"graph.ledger.{path.stem}"
        places = {*_in_python(source), *_in_cypher(source)}
        for begin, end, old in sorted(places):
            new = _TURNED[old]
            line = source.count("\n", 0, begin)
            found.append(Flip(module, line + 1, begin, end, new, _shown(source, begin, end, new)))
    return found


def _shown(source: str, begin: int, end: int, new: str) -> str:
    first, last = source.rfind("\n", 0, begin) + 1, source.find("\n", end)
    return " ".join(f"{source[first:begin]}⟨{new}⟩{source[end:last]}".split())


def _offsets(source: str) -> list[int]:
    """Return where each line begins, in bytes of UTF-8, as the syntax tree counts."""
    begins = [0]
    for line in source.encode().splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    return begins


def _in_python(source: str) -> Iterator[tuple[int, int, str]]:
    data, lines = source.encode(), _offsets(source)

    def place(line: int | None, column: int | None) -> int:
        return lines[(line or 1) - 1] + (column or 0)

    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare) or not _TIMES.search(ast.unparse(node)):
            continue
        left: ast.expr = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            sign = _IN_PYTHON.get(type(op))
            begin = place(left.end_lineno, left.end_col_offset)
            between = data[begin : place(right.lineno, right.col_offset)]
            if sign and _TIMES.search(ast.unparse(left) + " " + ast.unparse(right)):
                at = len(data[: begin + between.index(sign.encode())].decode())
                yield at, at + len(sign), sign
            left = right


def _in_cypher(source: str) -> Iterator[tuple[int, int, str]]:
    data, lines = source.encode(), _offsets(source)
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if id(node) in told or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        if isinstance(node, ast.Constant) and not isinstance(node.value, str):
            continue
        begin = len(data[: lines[node.lineno - 1] + node.col_offset].decode())
        end = len(data[: lines[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)].decode())
        text = source[begin:end]
        for match in _IN_CYPHER.finditer(text):
            before = text[: match.start()]
            clauses = _CLAUSE.findall(before)
            assigns = match[1] == "=" and (not clauses or clauses[-1] not in ("WHERE", "WHEN"))
            words = before.split()[-1] + " " + text[match.end() :].split()[0]
            if not assigns and _TIMES.search(words):
                yield begin + match.start(1), begin + match.end(1), match[1]


class _Turned(MetaPathFinder):
    """Imports one module with its predicate turned, and the rest as they are."""

    def __init__(self, flip: Flip) -> None:
        self._flip = flip

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._flip.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert spec is not None
        assert spec.origin is not None
        spec.loader = _Loader(name, spec.origin, self._flip)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, flip: Flip) -> None:
        super().__init__(name, path)
        self._flip = flip

    def get_code(self, fullname: str) -> types.CodeType:
        source = Path(self.path).read_text("utf-8")
        f = self._flip
        return compile(source[: f.begin] + f.text + source[f.end :], self.path, "exec")


def _one(job: str) -> None:
    """Import the ledger with one predicate turned, and say which test noticed."""
    asked = json.loads(job)
    if asked["flip"]:
        sys.meta_path.insert(0, _Turned(Flip(**asked["flip"])))
    proof = importlib.import_module("tests.flips_proof")
    by = proof.first_failure(asked["endpoint"], asked["module"])
    os.write(asked["answer"], json.dumps(by).encode())


def main() -> int:
    """Fork for each job, so that only what is not ours is imported once for all."""
    for name in ("hypothesis.stateful", "neo4j", "pytest"):
        importlib.import_module(name)
    for job in sys.stdin:
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            signal.alarm(MOST_SECONDS)
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            try:
                _one(json.dumps({**json.loads(job), "answer": theirs}))
            finally:
                os._exit(0)
        os.close(theirs)
        with os.fdopen(ours) as answer:
            text = answer.read()
        os.waitpid(pid, 0)
        print(text or json.dumps(NO_ANSWER), flush=True)
    return 0


def job(flip: Flip | None, endpoint: Mapping[str, object], module: str) -> str:
    """Return one line for the program: what to turn, where to try it, which tests come first."""
    told = asdict(flip) if flip else None
    return json.dumps({"flip": told, "endpoint": endpoint, "module": module}) + "\n"


if __name__ == "__main__":
    sys.exit(main())
