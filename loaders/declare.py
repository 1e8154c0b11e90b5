"""A register: how it looks, and what a row of it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.ledger import Fact
from loaders.context import RowContext
from loaders.form import Column, Form

__all__ = ["Column", "Register"]


@dataclass(frozen=True, kw_only=True)
class Register(Form):
    """One kind of register.

    Parameters
    ----------
    make : callable
        Takes the context of a clean row, yields facts; refuses through the context. The other
        parameters are those of :class:`~loaders.form.Form`.
    """

    make: Callable[[RowContext], Iterator[Fact]]
