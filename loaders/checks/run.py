"""All checks, run over a load row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.ledger import Fact
from graph.text import Text
from loaders.checks.finding import Check, Finding, Rules, finding
from loaders.checks.rows import ROW_CHECKS
from loaders.checks.together import TOGETHER_CHECKS, Together
from loaders.checks.totals import TOTALS, totals
from loaders.checks.vanished import TERM_GOES_ON
from loaders.context import RowContext
from loaders.layout import Table

CHECKS: tuple[Check, ...] = (*ROW_CHECKS, *TOGETHER_CHECKS, TOTALS, TERM_GOES_ON)


@dataclass
class Checks:
    """The checks of one load, and what they found so far.

    Parameters
    ----------
    rules : Rules
        Rule sets by name; a check whose set is missing does not run, and is listed.
    """

    rules: Rules
    found: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._together = Together(self.rules)
        self._seen: set[str] = set()
        self._of: dict[str, list[Check]] = {}
        for check in ROW_CHECKS:
            if not check.rules or check.rules in self.rules:
                for name in check.registers:
                    self._of.setdefault(name, []).append(check)

    def table(self, table: Table, register: str) -> None:
        """Look at the totals that a table prints."""
        self._seen.add(register)
        self.found += totals(table)

    def row(self, ctx: RowContext, made: list[Fact]) -> None:
        """Look at a row that is in order."""
        for check in self._of.get(ctx.register.name, ()):
            if check.look is not None:
                self.found += [finding(check, ctx, f) for f in check.look(ctx, self.rules)]
        self._together.row(ctx, made)

    def end(self) -> list[Finding]:
        """Return all findings, in the order of files and rows."""
        all_ = [*self.found, *self._together.end()]
        return sorted(all_, key=lambda f: (f.file, f.sheet, f.row, f.rule))

    def not_run(self) -> Iterator[tuple[str, Text]]:
        """Yield the checks of the registers that came, which could not run, with the reason."""
        for check in CHECKS:
            if check.rules and check.rules not in self.rules and self._seen & set(check.registers):
                yield check.name, Text(f"没有给出规则集 {check.rules}",
                                       f"the rule set {check.rules} was not given")  # fmt: skip
