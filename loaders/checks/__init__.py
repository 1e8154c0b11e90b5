"""Cross-checks: what rows say against each other and against rules. Findings, never repairs."""

from loaders.checks.finding import Check, Finding, Found, Rules
from loaders.checks.run import CHECKS, Checks

__all__ = ["CHECKS", "Check", "Checks", "Finding", "Found", "Rules"]
