"""Run the notebooks and keep what they show: `python tools/notebooks.py [NAME…]`.

01 and 02 ask the demo (`make demo` first); 03 makes a database of its own.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def keep(path: Path) -> None:
    """Run one notebook from top to bottom, and write its outputs into it."""
    from tests.notebook_support import run

    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = run(notebook, {"__name__": "__main__"})
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, given) in enumerate(zip(cells, outputs, strict=True), start=1):
        cell["outputs"], cell["execution_count"] = given, number
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.chdir(ROOT / "notebooks")
    for path in sorted(Path.cwd().glob("*.ipynb")):
        if sys.argv[1:] and not path.name.startswith(tuple(sys.argv[1:])):
            continue
        if path.name.startswith("03"):
            os.environ["GONGJIAN_NOTEBOOK_DB"] = str(Path(tempfile.mkdtemp()) / "db")
        keep(path)
        print(path.name)
