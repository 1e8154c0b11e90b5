"""`gongjian synthetic`: a generated city on the real areas, to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.loading import who
from api.cli.options import Commands, Db
from api.cli.session import both, session_of
from graph.text import Text

DIVISIONS = "divisions_2021.csv"


def synthetic(
    ctx: typer.Context,
    scale: Annotated[
        float,
        typer.Option("--scale", metavar="SIZE",
                     help=both("规模：1 为 1,000 个社区、6 万家单位、10 万份协议",
                               "size: 1 is 1,000 communities, 60,000 units, 100,000 agreements")),
    ] = 0.01,
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="N",
                     help=both("种子：相同则城市相同", "the same seed gives the same city")),
    ] = 1,
    areas: Annotated[
        Path | None,
        typer.Option("--areas", metavar="FILE",
                     help=both("区划清单，旁有 city.csv；默认为示例",
                               "the division list, with city.csv beside it; else the example's")),
    ] = None,
    db: Db = None,
) -> int:  # fmt: skip
    """Generate a city on the real areas of a division list; everything but the areas is made up."""
    from api.cli.opening import opened
    from api.demo import manifest

    session = session_of(ctx)
    listed = areas or manifest().with_name(DIVISIONS)
    with (
        opened(session, db, create=True) as store,
        session.working(Text("生成并写入…", "Generating and writing…")) as told,
    ):
        from loaders.synthetic.city import build

        reports = build(
            store, listed, scale=scale, seed=seed, who=who(),
            progress=lambda what, done, of: told(f"{what} {done}/{of}"),
        )  # fmt: skip
    rows = sum(sum(report.tally.rows.values()) for report in reports)
    written = [report.tick for report in reports if report.tick]
    session.say(
        Text(
            f"合成城市：{len(written)} 个批次，{rows:,} 条关系；除区域外全是编造的",
            f"a generated city: {len(written)} batches, {rows:,} edges; made up but for the areas",
        )
    )
    return 0


COMMANDS: Commands = {
    "synthetic": (synthetic, both("在真实区域上生成一座合成城市", "generate a city to try")),
}
