"""Running a notebook cell by cell in this process, with the outputs that Jupyter would show."""

from __future__ import annotations

import ast
import contextlib
import io
from typing import Any


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def run(notebook: dict[str, Any], namespace: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Run all code cells in one namespace and return their outputs, cell by cell."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [_outputs(source(cell), number, namespace) for number, cell in enumerate(cells, start=1)]


def _outputs(code: str, number: int, namespace: dict[str, Any]) -> list[dict[str, Any]]:
    tree = ast.parse(code)
    last = tree.body[-1] if tree.body else None
    printed, shown = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        if isinstance(last, ast.Expr):
            tree.body.pop()
            exec(compile(tree, f"cell {number}", "exec"), namespace)  # noqa: S102 - our own cells
            value = compile(ast.Expression(last.value), f"cell {number}", "eval")
            shown = eval(value, namespace)  # noqa: S307 - our own cells
        else:
            exec(compile(tree, f"cell {number}", "exec"), namespace)  # noqa: S102 - our own cells
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})
    if shown is not None:
        data: dict[str, Any] = {"text/plain": repr(shown).splitlines(keepends=True)}
        for kind, mime in (("_repr_svg_", "image/svg+xml"), ("_repr_html_", "text/html")):
            if hasattr(shown, kind):
                data[mime] = getattr(shown, kind)().splitlines(keepends=True)
        outputs.append({"output_type": "execute_result", "execution_count": number,
                        "data": data, "metadata": {}})  # fmt: skip
    return outputs
