"""What a load asks a person at a terminal: a real one (pty), the real program, both engines."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.store import Store
from loaders.load import load
from tests.cli_support import PROGRAM, Said, door
from tests.loader_support import given, write
from tests.test_loader_load import AREAS, BODIES

SECONDS = 120.0


def at_terminal(
    words: Sequence[str], env: Mapping[str, str], answers: Sequence[tuple[str, str]]
) -> Said:
    """Run the program at a terminal: wait for each question, then type its answer."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), *words], stdin=theirs, stdout=theirs, stderr=theirs,
        env={"PATH": os.environ["PATH"], "TERM": "dumb", "NO_COLOR": "1", **env},
    )  # fmt: skip
    os.close(theirs)
    seen, left = "", list(answers)
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([ours], [], [], 0.2)
            if ready:
                try:
                    part = os.read(ours, 65_536)
                except OSError:  # the program has closed its side
                    break
                if not part:
                    break
                seen += part.decode("utf-8", "replace")
            if left and left[0][0] in seen.rpartition("«")[2]:
                os.write(ours, f"{left[0][1]}\n".encode())
                seen += "«"  # what was asked before is answered
                left.pop(0)
        assert not left, f"never asked: {left}; the screen: {seen}"
        return Said(process.wait(SECONDS), seen, "")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def known(store: Store, folder: Path) -> dict[str, str]:
    """Load what rows may refer to; return how the program reaches it."""
    load(store, [given(folder, "areas", *AREAS), given(folder, "organisations", *BODIES)], who="x")
    load(store, [given(folder, "committees", "编号,名称,类别,服务地区,成立日期,报告日期",
                       "C1,锦绣大党委,大党委,150102007003,,2021")], who="x")  # fmt: skip
    return {**door(store), "GONGJIAN_LANG": "zh", "HOME": str(folder)}


def test_a_person_says_for_what_and_for_when_a_complete_list_speaks(
    store: Store, tmp_path: Path
) -> None:
    env = known(store, tmp_path)
    file = write(tmp_path, "成员.csv", "委员会,成员,起始日期,截止日期", "C1,O1,,")
    said = at_terminal(
        ["load", str(file), "--complete"], env,
        [("完整清单的范围", "150102007003"), ("报告期或报告日", "2024年第三季度"),
         ("按此载入？", "y")],
    )  # fmt: skip
    assert said.code == 0, said.out
    rows = store.query("MATCH ()-[m:MEMBER_OF]->() RETURN toString(m.from_max)").rows
    assert rows == [("2024-09-30",)]
    listed = store.query("MATCH (x:Assertion) WHERE x.of_list IS NOT NULL RETURN count(x)").one()
    assert listed == (1,)


def test_a_person_says_which_register_a_table_in_doubt_is(store: Store, tmp_path: Path) -> None:
    env = known(store, tmp_path)
    file = write(tmp_path, "名单.csv", "委员会,成员,起始日期,截止日期,颜色,天气,口味",
                 "C1,O1,,,红,晴,甜")  # fmt: skip
    before = store.query("MATCH (b:Batch) RETURN count(b)").one()
    said = at_terminal(["load", str(file)], env, [("是哪一种", "")])
    assert (said.code, "--register" in said.out) == (2, True)
    assert "不认得 颜色、天气、口味" in said.out
    assert store.query("MATCH (b:Batch) RETURN count(b)").one() == before
    number = next(
        line.split(".")[0].strip() for line in said.out.splitlines() if "members（" in line
    )
    said = at_terminal(
        ["load", str(file)], env,
        [("是哪一种", number), ("报告期或报告日", "2024-06-30"), ("按此载入？", "")],
    )  # fmt: skip
    assert said.code == 0, said.out
    assert store.query("MATCH (u)-[:MEMBER_OF]->(c) RETURN u.code, c.code").rows == [("O1", "C1")]
