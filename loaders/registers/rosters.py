"""大工委 and 大党委 rosters: seats held from a home, persons by pseudonym only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graph.holder import pseudonym
from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema.codes import APPOINTMENT_BASIS
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.people import person_name
from loaders.registers.common import REPORTED, TERM, kept
from loaders.registers.near import NOTE, STREET, body_near, near, words

_SEATS = words(
    "大工委或大党委职务", "seat", "书记", "副书记", "专职委员", "兼职委员", "委员",
    第一书记="书记", 专职副书记="副书记", 兼职副书记="副书记",
)  # fmt: skip


def make_seat(ctx: RowContext) -> Iterator[Fact]:
    """A row: a seat in a committee, held from a home body. A name is never kept."""
    row = ctx.row
    committee = _committee(ctx)
    home, home_post = _home(ctx, committee)
    person: str | None = row["person"]
    holder = ""
    if person:
        at = home.id if home else (committee.id if committee else "")
        holder = pseudonym(ctx.load.holder_key(), person, at)
        ctx.hide({person: ctx.shown(person)})
    if committee is None or ((row["home"] or row["home_and_post"]) and home is None):
        return
    span = ctx.span()
    seat = Node("Post", _seat_id(ctx, committee, home, holder), row["seat"])
    part = {"专职委员": "专职", "兼职委员": "兼职"}.get(row["seat"], "未载明")
    facets = {"name": row["seat"], "kind": part, "seat": row["seat"], "basis": row["ground"],
              "holder": holder or None}  # fmt: skip
    yield from ctx.state(seat, facets, span)
    yield from ctx.fact("POST_OF", seat, committee, span)
    if home is None or home.label == "Committee":
        return
    yield from ctx.fact("JOINTLY_APPOINTED", home, committee, span, {
        "post": row["seat"], "home_post": row["home_post"] or home_post, "ground": row["ground"],
        "basis": row["basis"] or ("兼职委员" if part == "兼职" else "未载明"),
        "holder": holder or None, "seat": seat.id,
    })  # fmt: skip


def _committee(ctx: RowContext) -> Node | None:
    """Return the committee of a row: by its name, else the only one of the area that it names."""
    reference: str = ctx.row["committee"]
    if not ctx.places.knows(reference):
        area = ctx.places.only_area(f"{ctx.row['street']}/{reference}" if ctx.row["street"]
                                    and reference != ctx.row["street"] else reference)  # fmt: skip
        if area is not None:
            serving = ctx.places.serving(area)
            if len(serving) == 1:
                return serving[0]
            ctx.refuse(
                "committee", "known-reference",
                Text(f"“{reference}”登记了 {len(serving)} 个委员会",
                     f"{len(serving)} committees are registered for {reference!r}"),
                Text("先在“大工委、大党委”登记册中登记，或写委员会的全称",
                     "enter the committee first, or write its full name"),
            )  # fmt: skip
            return None
    return body_near(ctx, "committee", None)


def _home(ctx: RowContext, committee: Node | None) -> tuple[Node | None, str | None]:
    """Return the home of a seat, and its post there where one cell says both.

    第一小学校长 is the longest name of a body that the cell begins with, and what follows.
    """
    area = ctx.places.whereabouts(committee) if committee else None
    if ctx.row["home"]:
        return body_near(ctx, "home", area), None
    both: str | None = ctx.row["home_and_post"]
    if not both:
        return None, None
    for length in range(len(both), 1, -1):
        if ctx.places.knows(both[:length].strip()):
            home = near(ctx, "home_and_post", both[:length].strip(), area)
            return home, both[length:].strip(" 、，,") or None
    return near(ctx, "home_and_post", both, area), None


def _seat_id(ctx: RowContext, committee: Node, home: Node | None, holder: str) -> str:
    who = holder or (home.id if home else f"第{_unnamed(ctx, committee)}席")
    return node_id("Post", "名册席位", f"{committee.id}/{ctx.row['seat']}/{who}")


def _unnamed(ctx: RowContext, committee: Node) -> int:
    """Return which seat of its kind without a holder or home this is in its file.

    Never the number of the row: that is where it stands, and changes when a row above goes.
    """
    known = ctx.load.seen.setdefault(f"unnamed seats {ctx.source.id}", Counter[tuple[str, str]]())
    assert isinstance(known, Counter)  # noqa: S101 - what the line above put there
    known[committee.id, ctx.row["seat"]] += 1
    return int(known[committee.id, ctx.row["seat"]])


ROSTERS = Register(
    name="rosters",
    title=Text("大工委、大党委成员名册", "rosters of joint committees"),
    about=Text("每行一个席位；姓名只用来生成化名，不保存",
               "a row is a seat; a name only makes a pseudonym and is not kept"),
    titles=("大工委", "大党委", "兼职委员名册"),
    columns=(
        Column("committee", ("大工委/大党委", "街道/社区", "所在机构"), required=True,
               example="锦绣社区大党委"),
        Column("person", ("姓名",), clean=person_name, optional_heading=True, example="某某"),
        STREET,
        Column("home", ("工作单位", "所在单位"), optional_heading=True, example="第一小学"),
        Column("home_and_post", ("工作单位及职务", "单位及职务"), optional_heading=True,
               example="第一小学校长"),
        kept("recommended", "推荐单位", example="第一小学党支部"),
        Column("home_post", ("单位党组织职务", "单位职务", "职务"), optional_heading=True,
               example="党支部书记"),
        Column("seat", ("大工委/大党委职务", "任职", "委员职务"), required=True, clean=_SEATS,
               example="兼职委员"),
        Column("basis", ("任职方式",), clean=clean.one_of(APPOINTMENT_BASIS),
               optional_heading=True),
        Column("ground", ("任职文号", "文号"), optional_heading=True),
        Column("start", ("任职时间", "任职日期"), clean=clean.day),
        Column("end", ("离任时间", "离任日期"), clean=clean.day, optional_heading=True),
        Column("term", ("任期", *TERM.headings), clean=clean.term, optional_heading=True,
               example="三年"),
        kept("duty", "分工", example="文体活动"),
        REPORTED, NOTE,
    ),
    make=make_seat,
)  # fmt: skip
