"""Words of the command line become values, without the schema library that Typer would load.

That library takes longer than everything else that `gongjian ask` does before it can speak;
our parameters are only texts, whole numbers, files and switches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import Misuse
from graph.text import Text


@dataclass(frozen=True, slots=True)
class Plain:
    """How the words of one parameter are read.

    Parameters
    ----------
    one : callable
        Takes a word.
    many : bool
        The parameter takes several words.
    """

    one: Callable[[Any], Any]
    many: bool

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of a parameter; the form is Typer's."""
        if self.many:
            return [self.one(word) for word in value or ()]
        return None if value is None else self.one(value)


def read_plainly(parameters: Iterable[Any]) -> None:
    """Have parameters read by us; those of other types are left to Typer."""
    for parameter in parameters:
        descriptor = parameter.type_descriptor
        many = parameter.multiple or parameter.nargs == -1
        one = _READERS.get(descriptor.annotation)
        if descriptor.annotation is int:
            one = _whole_number(parameter, descriptor.parameter_info)
        if one is not None:
            parameter._runtime_param = Plain(one, many)


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: str, bool: bool, Path: Path, list[str]: str, list[Path]: Path
}  # fmt: skip


def _whole_number(parameter: Any, info: Any) -> Callable[[Any], int]:
    least, most = info.min, info.max

    def read(word: Any) -> int:
        try:
            number = int(word)
        except ValueError as error:
            raise _refuse(parameter, word, least, most) from error
        if (least is not None and number < least) or (most is not None and number > most):
            raise _refuse(parameter, word, least, most)
        return number

    return read


def _refuse(parameter: Any, word: Any, least: int | None, most: int | None) -> Misuse:
    zh = f"不小于 {least} 的整数" if most is None else f"{least} 到 {most} 的整数"
    en = f"a whole number from {least}" + ("" if most is None else f" to {most}")
    return Misuse(
        Text(f"“{word}”不是{zh}", f"{word!r} is not {en}"),
        where=parameter.opts[0],
        todo=Text(f"给出{zh}", f"give {en}"),
    )
