"""Why a count or a rate changed: the parts add up exactly, and each names what it concerns."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Misuse
from graph.store import Store
from queries.change import (
    CORRECTED,
    ENDED,
    KINDS,
    LATE,
    NEW,
    WHOLE,
    Change,
    Look,
    explain_change,
    measure_of,
    split,
)
from tests.cli_support import caller, door

ITEMS = [(n,) for n in range(8)]
sets = st.frozensets(st.sampled_from(ITEMS))


@st.composite
def looks(draw: st.DrawFn, *, rate: bool) -> Look:
    if not rate:
        return Look(draw(sets))
    whole = draw(sets)
    return Look(draw(sets) & whole, whole)


def net(change: Change) -> dict[str, int]:
    return {part.kind.zh: part.net for part in change.parts if part.gained or part.lost}


@given(looks(rate=False), looks(rate=False), looks(rate=False), sets)
def test_the_parts_of_a_count_add_up(a: Look, c: Look, b: Look, known: frozenset[object]) -> None:
    change = split(a, c, b, lambda item: item in known)
    assert sum(part.net for part in change.parts) == len(b.counted) - len(a.counted)
    assert {part.kind for part in change.parts} == set(KINDS)
    gained = [item for part in change.parts for item in part.gained]
    lost = [item for part in change.parts for item in part.lost]
    assert set(b.counted) - set(a.counted) <= set(gained)
    assert set(a.counted) - set(b.counted) <= set(lost)


@given(looks(rate=True), looks(rate=True), looks(rate=True), sets)
def test_the_parts_of_a_rate_add_up(a: Look, c: Look, b: Look, known: frozenset[object]) -> None:
    change = split(a, c, b, lambda item: item in known)
    assert sum(part.net for part in change.parts) == len(b.counted) - len(a.counted)
    before, after = change.rates
    if before is None or after is None:
        assert {part.share for part in change.parts} == {None}
        return
    assert sum((part.share or Fraction(0) for part in change.parts), Fraction(0)) == after - before


def test_each_reason_is_told() -> None:
    one, two, three, four, five = ITEMS[:5]
    every = frozenset(ITEMS[:4])
    change = split(
        Look(frozenset({one, two}), every),
        Look(frozenset({two, three, four}), every),  # one was wrong; three came late
        Look(frozenset({three, four, five}), every | {five}),  # two ended; five is a new area
        lambda item: item == four,  # four had other dates
    )
    reasons = {part.kind: (part.gained, part.lost) for part in change.parts}
    assert reasons[NEW] == ((), ())
    assert reasons[ENDED] == ((), (two,))
    assert reasons[LATE] == ((three,), ())
    assert reasons[CORRECTED] == ((four,), (one,))
    assert reasons[WHOLE] == ((five,), ())
    assert change.rates == (Fraction(2, 4), Fraction(3, 5))
    shares = {part.kind: part.share for part in change.parts}
    assert shares[WHOLE] == Fraction(3, 5) - Fraction(2, 4)


def test_a_question_without_a_declared_measure_counts_its_certain_rows() -> None:
    assert measure_of("pairings").certainty == "in_force"
    assert measure_of("committee-members").item == ("role", "node_id", "post", "fact")
    with pytest.raises(Misuse):
        measure_of("no-such-question")


@pytest.mark.parametrize("question", ["agreements-in-force", "area-coverage", "unit-coverage"])
def test_a_year_of_the_generated_city_is_explained(city: Store, question: str) -> None:
    change = explain_change(
        city, question, {"area": "呼和浩特市"},
        days=(date(2023, 12, 31), date(2024, 12, 31)), ticks=(3, None),
    )  # fmt: skip
    difference = len(change.after.counted) - len(change.before.counted)
    assert sum(part.net for part in change.parts) == difference
    for part in change.parts:
        for item in (*part.gained, *part.lost):
            assert change.names[item]
    if question == "agreements-in-force":
        reasons = {part.kind for part in change.parts if part.gained or part.lost}
        assert reasons == {NEW, ENDED, LATE, CORRECTED}


def test_only_knowledge_changes_where_the_day_stays(city: Store) -> None:
    day = date(2023, 12, 31)
    change = explain_change(
        city, "agreements-in-force", {"area": "呼和浩特市"}, days=(day, day), ticks=(3, 5)
    )
    assert {part.kind for part in change.parts if part.gained or part.lost} <= {LATE, CORRECTED}
    assert sum(part.net for part in change.parts) > 0


def test_the_command_tells_every_part_exactly(
    city: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    said = caller(capsys, door(city))(
        "change", "unit-coverage", "area=呼和浩特市", "--from", "2023-12-31", "--to", "2024-12-31",
        "--known-from", "3", "--format", "json",
    )  # fmt: skip
    assert said.code == 0, said.err
    told = json.loads(said.out)
    before, after = told["from"], told["to"]
    assert (before["tick"], after["tick"]) == (3, 5)
    assert sum(row["change"] for row in told["rows"]) == after["count"] - before["count"]
    assert sum(row["whole"] for row in told["rows"]) == after["of"] - before["of"]
    shares = sum(Fraction(part["share"]) for part in told["parts"])
    assert shares == Fraction(after["rate"]) - Fraction(before["rate"])
    assert told["synthetic"]
