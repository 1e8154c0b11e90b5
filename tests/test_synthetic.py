"""The generated city: the same for the same seed, marked everywhere, with both times to see."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from graph.errors import Misuse
from graph.ledger import Fact, record
from graph.schema import EDGES, FACT_LABELS
from graph.store import Store
from graph.time import OPEN_END, UNKNOWN_START
from loaders.synthetic.city import Batch, batches, build, real_areas
from loaders.synthetic.places import choose, read_areas
from tests.parity import DIVISIONS, SCALE, SEED


def generated(scale: float = SCALE, seed: int = SEED) -> list[Batch]:
    return list(batches(choose(read_areas(DIVISIONS), scale, seed), seed))


def facts(scale: float = SCALE, seed: int = SEED) -> list[Fact]:
    return [fact for batch in generated(scale, seed) for fact in batch.facts]


# ---- what is generated ----


def test_the_same_seed_gives_the_same_city() -> None:
    assert facts() == facts()
    assert facts(seed=2) != facts()


def test_a_larger_city_has_the_communities_of_the_smaller() -> None:
    rows = read_areas(DIVISIONS)
    for small, large in pairwise((0.003, 0.01, 0.1, 1.0)):
        few = {place.community.code for place in choose(rows, small, SEED)}
        more = {place.community.code for place in choose(rows, large, SEED)}
        assert few < more
        assert len(more) == large * 1_000


def test_a_scale_beyond_the_list_is_refused() -> None:
    with pytest.raises(Misuse, match="1500"):
        choose(read_areas(DIVISIONS), 1.5, SEED)
    with pytest.raises(Misuse):
        choose(read_areas(DIVISIONS), 0.0, SEED)


def test_sizes_are_those_of_the_scale() -> None:
    made = facts(0.02)
    states = Counter(f.start.label for f in made if f.type == "STATE")
    bodies = {f.start.id for f in made if f.type == "STATE" and f.start.label != "Branch"
              and f.start.label in ("Unit", "Enterprise")}  # fmt: skip
    signed = {f.end.id for f in made if f.type == "SIGNED"}
    assert len(bodies) == pytest.approx(20 * 60, abs=40)
    assert 20 * 70 <= len(signed) <= 20 * 100  # some communities have not signed at all
    assert states["Community"] == 0  # an area's state is real


def test_every_row_and_every_node_but_the_areas_is_marked() -> None:
    areas = {"City", "District", "Street", "Community"}
    for fact in facts():
        assert fact.evidence.synthetic
        for node in (fact.start, fact.end):
            assert node.synthetic == (node.label not in areas), node
            assert node.synthetic == node.name.endswith("（合成）"), node


def test_the_areas_under_it_are_real() -> None:
    rows = read_areas(DIVISIONS)
    batch = real_areas(rows, choose(rows, SCALE, SEED), DIVISIONS)
    assert not any(f.evidence.synthetic or f.start.synthetic for f in batch.facts)
    assert {f.type for f in batch.facts} == {"STATE", "PART_OF"}
    assert "呼和浩特市" in {f.start.name for f in batch.facts}


def test_the_whole_model_is_used() -> None:
    made = facts(0.02)
    used = {node.label for f in made for node in (f.start, f.end)}
    assert used == set(FACT_LABELS) - {"District"}  # a real area that nothing hangs on
    assert {f.type for f in made} == set(EDGES) - {"DECIDED", "DISPUTED", "NAMED"}


def test_no_name_of_a_person_is_made_up() -> None:
    for fact in facts():
        for node in (fact.start, fact.end):
            if node.label == "Holder":
                assert node.name[1] == "＊"
        holder = fact.values.get("holder")
        assert holder is None or len(holder) == 24


def test_terms_are_written_as_registers_write_them() -> None:
    signed = [f for f in facts(0.01) if f.type == "SIGNED"]
    written = {f.dates_text for f in signed}
    assert any(f.span.from_min == UNKNOWN_START for f in signed), "no day at all"
    assert any(f.span.to_max == OPEN_END for f in signed), "no term"
    assert {"长期", "一年", "二年", "三年"} <= written
    assert any("." in text for text in written)


def test_agreements_run_over_six_years_with_one_to_three_parties() -> None:
    made = facts(0.02)
    numbers = {f.values["number"] for f in made if f.type == "STATE" and "review" in f.values}
    assert {number.split("-")[1] for number in numbers} == {str(y) for y in range(2019, 2025)}
    parties = Counter(f.end.id for f in made if f.type == "SIGNED" and f.values["side"] != "甲方")
    assert set(parties.values()) >= {1, 2, 3}
    assert any(f.type == "SUCCEEDS" for f in made)


def test_party_organisations_follow_the_thresholds() -> None:
    for fact in facts(0.01):
        if fact.type == "STATE" and fact.start.label == "Branch" and "members" in fact.values:
            members, kind = fact.values["members"], fact.values["kind"]
            expected = "党委" if members >= 100 else "总支" if members >= 50 else "支部"
            assert kind == expected


def test_each_of_the_three_lists_names_what_it_is_for() -> None:
    items = {(f.values["list"], f.end.label) for f in facts() if f.type == "HAS_ITEM"}
    assert items == {("项目清单", "Project"), ("需求清单", "Need"), ("资源清单", "Resource")}


def test_seats_are_shared_and_bodies_look_after_communities() -> None:
    made = facts(0.01)
    seats = Counter(f.values.get("holder") for f in made if f.type == "JOINTLY_APPOINTED")
    assert max(seats.values()) > 1, "one hand with several seats"
    kinds = {(f.type, f.values["kind"]) for f in made if f.type in ("PAIRED_WITH", "CHECKED_IN")}
    assert kinds >= {("PAIRED_WITH", "包联"), ("PAIRED_WITH", "结对"),
                     ("CHECKED_IN", "单位报到"), ("CHECKED_IN", "在职党员报到")}  # fmt: skip
    assert any(f.values.get("status") == "空缺" for f in made if f.start.label == "Post")


def test_holdings_run_in_rings() -> None:
    held = {(f.start.id, f.end.id) for f in facts() if f.type == "HOLDS"}
    assert any((b, a) in held for a, b in held), "two that hold each other"
    assert any((b, c) in held and (c, a) in held for a, b in held for c in {y for _, y in held}
               if len({a, b, c}) == 3), "a ring of three"  # fmt: skip


# ---- what is loaded ----


def test_a_load_that_was_stopped_goes_on(store: Store) -> None:
    rows = read_areas(DIVISIONS)
    first = real_areas(rows, choose(rows, 0.001, SEED), DIVISIONS)
    record(store, first.facts, first.sources, who="tests", what=first.what)
    reports = build(store, DIVISIONS, scale=0.001, seed=SEED, who="tests")
    assert [report.tick for report in reports] == [2, 3, 4, 5]
    assert build(store, DIVISIONS, scale=0.001, seed=SEED, who="tests") == []


def test_both_times_have_something_to_show(city: Store) -> None:
    ticks = [row[0] for row in city.query("MATCH (b:Batch) RETURN b.tick ORDER BY b.tick")]
    assert ticks == [1, 2, 3, 4, 5]
    closed = city.query(
        "MATCH ()-[e:CO_BUILDS]->() WHERE e.known_to < 1000 RETURN count(e)"
    ).rows[0][0]  # fmt: skip
    assert closed > 0, "corrections supersede rows"
    late = city.query(
        "MATCH ()-[e:SIGNED]->() WHERE e.known_from = 4 AND e.from_max < date('2023-01-01') "
        "RETURN count(e)"
    ).rows[0][0]
    assert late > 0, "late records speak of the past"
    gone = city.query(
        "MATCH ()-[e:LOCATED_IN]->() WHERE e.known_from = 4 AND e.to_max <= date('2024-12-31') "
        "RETURN count(e)"
    ).rows[0][0]
    assert gone > 0, "vanished rows have an end"


def test_the_loaded_city_is_marked_and_sound(city: Store) -> None:
    unmarked = city.query(
        "MATCH (a)-[e]->(b) WHERE NOT e.synthetic AND NOT type(e) IN ['STATE', 'PART_OF'] "
        "RETURN count(e)"
    ).rows[0][0]
    assert unmarked == 0
    twice = city.query(
        "MATCH ()-[e:CO_BUILDS]->() WHERE e.known_to > 1000 "
        "WITH e.key AS key, count(e) AS n WHERE n > 1 RETURN count(key)"
    ).rows[0][0]
    assert twice == 0
