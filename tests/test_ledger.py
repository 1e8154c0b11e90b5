"""What a loader can rely on: batches are seen whole, taken back whole, and explain themselves."""

from __future__ import annotations

import pytest

from graph.errors import Conflict, Misuse, RefusedInput
from graph.ledger import Fact, batch, batches, spool
from graph.ledger.check import check
from graph.ledger.correct import correct, preview
from graph.ledger.lock import acquire, release
from graph.ledger.merge import merge, split
from graph.ledger.rollback import rollback
from graph.ledger.version import prepare, upgrade
from graph.store import Store
from graph.time import OPEN_END, UNKNOWN_START, Span
from tests.ledger_support import (
    committee,
    dates,
    day,
    evidence,
    keys,
    listed,
    load_list,
    member,
    put,
    unit,
    visible,
)

C = committee("大党委")


def test_a_batch_is_visible_from_its_own_tick_on(store: Store) -> None:
    first = put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    second = put(store, member(unit("医院"), C, dates("2023-06-01"), evidence(row=2)))
    assert {a for a, _, _ in visible(store, "MEMBER_OF", first.tick)} == {"学校"}
    assert {a for a, _, _ in visible(store, "MEMBER_OF", second.tick)} == {"学校", "医院"}


def test_loading_the_same_again_makes_no_batch(store: Store) -> None:
    fact = member(unit("学校"), C, dates("2023-05-01"), evidence())
    first = put(store, fact)
    assert put(store, fact).tick == 0
    assert [entry.state for entry in batches(store)] == ["published", "empty"]
    assert check(store).tick == first.tick


def test_a_batch_counts_the_nodes_that_it_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_FACTS", 2)
    first = put(store, *listed(["学校", "医院", "银行"], C, "2024-01-10"))
    assert dict(first.tally.nodes) == {"Unit": 3, "Committee": 1}
    second = put(store, *listed(["学校", "工厂"], C, "2024-02-10"))
    assert +second.tally.nodes == {"Unit": 1}


def test_a_second_source_narrows_the_doubt_under_the_same_key(store: Store) -> None:
    put(store, member(unit("学校"), C, dates(listed="2024-01-10"), evidence("甲表")))
    before = keys(store, "MEMBER_OF")
    put(store, member(unit("学校"), C, dates("2023.5"), evidence("乙表", file="乙")))
    assert keys(store, "MEMBER_OF") == before
    assert visible(store, "MEMBER_OF") == {
        ("学校", "大党委", Span(day("2023-05-01"), day("2023-05-31"), day("2024-01-11"), OPEN_END))
    }


def test_a_new_term_is_a_new_fact(store: Store) -> None:
    put(store, member(unit("学校"), C, dates("2020-01-01", "2021-12-31"), evidence()))
    put(store, member(unit("学校"), C, dates("2023-01-01", "2024-12-31"), evidence(row=2)))
    assert {span.from_min for _, _, span in visible(store, "MEMBER_OF")} == {
        day("2020-01-01"), day("2023-01-01")
    }  # fmt: skip


def test_one_source_cannot_say_two_things_of_one_fact(store: Store) -> None:
    with pytest.raises(RefusedInput, match="两种说法"):
        put(
            store,
            member(unit("学校"), C, dates("2023-01-01", "2024-12-31"), evidence(row=1)),
            member(unit("学校"), C, dates("2023-02-01", "2024-12-31"), evidence(row=2)),
        )
    assert visible(store, "MEMBER_OF") == set()
    assert check(store).violations == ()


def test_what_a_complete_list_leaves_out_ends_between_the_two_lists(store: Store) -> None:
    load_list(store, ["学校", "医院"], C, "2024-01-10")
    load_list(store, ["学校"], C, "2024-02-10")
    spans = {a: span for a, _, span in visible(store, "MEMBER_OF")}
    assert spans["医院"] == Span(
        UNKNOWN_START, day("2024-01-10"), day("2024-01-11"), day("2024-02-10")
    )
    assert spans["学校"].to_min == day("2024-02-11")
    assert spans["学校"].to_max == OPEN_END


def test_an_older_list_only_fills_the_past(store: Store) -> None:
    load_list(store, ["学校", "医院"], C, "2024-02-10")
    load_list(store, ["学校"], C, "2024-01-10")
    spans = {a: span for a, _, span in visible(store, "MEMBER_OF")}
    assert spans["医院"].to_max == OPEN_END
    assert spans["学校"].from_max == day("2024-01-10")


def test_another_live_source_saves_a_vanished_fact(store: Store) -> None:
    load_list(store, ["学校", "医院"], C, "2024-01-10")
    load_list(store, ["医院"], C, "2024-01-10", register="乙表")
    load_list(store, ["学校"], C, "2024-02-10")
    spans = {a: span for a, _, span in visible(store, "MEMBER_OF")}
    assert spans["医院"].to_max == OPEN_END
    load_list(store, ["学校"], C, "2024-03-10", register="乙表")
    spans = {a: span for a, _, span in visible(store, "MEMBER_OF")}
    assert spans["医院"].to_max == day("2024-03-10")


def test_a_fact_listed_again_is_a_new_spell(store: Store) -> None:
    for names, when in ((["学校", "医院"], "2024-01-10"), (["学校"], "2024-02-10"),
                        (["学校", "医院"], "2024-03-10")):  # fmt: skip
        load_list(store, names, C, when)
    spells = sorted(span for a, _, span in visible(store, "MEMBER_OF") if a == "医院")
    assert [(s.from_min, s.to_max) for s in spells] == [
        (UNKNOWN_START, day("2024-02-10")), (day("2024-02-11"), OPEN_END)
    ]  # fmt: skip


def test_many_vanished_facts_need_a_yes(store: Store) -> None:
    names = [f"单位{n}" for n in range(20)]
    load_list(store, names, C, "2024-01-10")
    with pytest.raises(Conflict, match="消失"):
        load_list(store, names[:10], C, "2024-02-10", accept=False)
    load_list(store, names[:10], C, "2024-02-10", accept=True)
    ended = [a for a, _, span in visible(store, "MEMBER_OF") if span.to_max != OPEN_END]
    assert sorted(ended) == sorted(names[10:])


def test_a_rollback_restores_what_was_visible_before(store: Store) -> None:
    load_list(store, ["学校", "医院"], C, "2024-01-10")
    before, sum_before = visible(store, "MEMBER_OF"), check(store).checksum
    second = load_list(store, ["学校"], C, "2024-02-10")
    back = rollback(store, second.tick, who="测试")
    assert visible(store, "MEMBER_OF") == before
    assert check(store).checksum == sum_before
    assert check(store).violations == ()
    again = rollback(store, back.tick, who="测试")
    assert {a for a, _, s in visible(store, "MEMBER_OF") if s.to_max != OPEN_END} == {"医院"}
    assert visible(store, "MEMBER_OF", second.tick) == visible(store, "MEMBER_OF", again.tick)


def test_a_rollback_is_refused_where_later_batches_touched_the_fact(store: Store) -> None:
    first = put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    key = keys(store, "MEMBER_OF")["学校", "大党委"]
    correct(store, key, {"end": "2024-06-30"}, because="协议到期", who="测试")
    with pytest.raises(Conflict) as error:
        rollback(store, first.tick, who="测试")
    assert key in error.value.what.zh


def test_a_batch_cannot_be_taken_back_twice_nor_when_it_was_never_published(store: Store) -> None:
    first = put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    rollback(store, first.tick, who="测试")
    with pytest.raises(Conflict, match="已由批次"):
        rollback(store, first.tick, who="测试")
    with pytest.raises(Misuse, match="没有发布"):
        rollback(store, 99, who="测试")


def test_a_correction_is_previewed_written_and_taken_back(store: Store) -> None:
    put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    before = visible(store, "MEMBER_OF")
    key = keys(store, "MEMBER_OF")["学校", "大党委"]
    seen = preview(store, key, {"end": "2024-06-30"}, because="到期")
    assert seen.after.span.to_max == day("2024-07-01")
    assert visible(store, "MEMBER_OF") == before
    done = correct(store, key, {"end": "2024-06-30"}, because="到期", who="测试")
    assert {span for _, _, span in visible(store, "MEMBER_OF")} == {seen.after.span}
    assert keys(store, "MEMBER_OF") == {("学校", "大党委"): key}
    rollback(store, done.tick, who="测试")
    assert visible(store, "MEMBER_OF") == before


def test_a_second_correction_keeps_what_the_first_one_mended(store: Store) -> None:
    values = {"post": "兼职委员", "holder": "化名甲"}
    put(store, Fact("JOINTLY_APPOINTED", unit("学校"), C, values, dates("2023-05-01"), evidence()))
    key = keys(store, "JOINTLY_APPOINTED")["学校", "大党委"]
    correct(store, key, {"basis": "挂职"}, because="核对", who="测试")
    second = correct(store, key, {"end": "2024-06-30"}, because="到期", who="测试")
    seen = "MATCH ()-[e:JOINTLY_APPOINTED]->() WHERE e.known_to > $tick RETURN e.basis, e.to_max"
    at = {"tick": second.tick}
    assert store.query(seen, at).rows == [("挂职", day("2024-07-01"))]
    rollback(store, second.tick, who="测试")
    assert store.query(seen, {"tick": second.tick + 1}).rows == [("挂职", OPEN_END)]


def test_a_preview_shows_what_else_a_correction_brings_about(store: Store) -> None:
    """Moved before all that the register allows, the fact is one, and the register's another."""
    put(store, member(unit("学校"), C, dates("2023-05-01", "2024-06-30"), evidence()))
    key = keys(store, "MEMBER_OF")["学校", "大党委"]
    changes = {"start": "2020-01-01", "end": "2021-12-31"}
    seen = preview(store, key, changes, because="笔误")
    correct(store, key, changes, because="笔误", who="测试")
    shown = {seen.after.span, *(after.span for _, after in seen.beside if after)}
    assert {span for _, _, span in visible(store, "MEMBER_OF")} == shown
    assert len(shown) == 2


def test_a_correction_of_a_fact_nobody_sees_is_refused(store: Store) -> None:
    with pytest.raises(Misuse, match="没有这个可见的事实"):
        preview(store, "0" * 24, {"end": "2024-06-30"}, because="到期")


def test_an_end_before_its_start_cannot_be_corrected_in(store: Store) -> None:
    put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    key = keys(store, "MEMBER_OF")["学校", "大党委"]
    with pytest.raises(RefusedInput):
        correct(store, key, {"end": "2022-06-30"}, because="笔误", who="测试")
    assert check(store).violations == ()


def test_two_people_of_one_unit_in_one_committee_are_two_facts(store: Store) -> None:
    school = unit("学校")

    def seat(holder: str, row: int) -> Fact:
        values = {"post": "兼职委员", "holder": holder}
        return Fact("JOINTLY_APPOINTED", school, C, values, dates("2023-05-01"), evidence(row=row))

    put(store, seat("化名甲", 1), seat("化名乙", 2))
    assert len(store.query("MATCH ()-[e:JOINTLY_APPOINTED]->() RETURN DISTINCT e.key").rows) == 2
    assert check(store).violations == ()


def test_merged_units_are_one_and_a_rollback_parts_them_again(store: Store) -> None:
    old, new = unit("第一中学"), unit("市一中")
    put(
        store,
        member(old, C, dates("2023-05-01"), evidence()),
        member(new, committee("大工委"), dates("2023-05-01"), evidence(row=2)),
    )
    before = visible(store, "MEMBER_OF")
    done = merge(store, new, old, who="测试", because="同一所学校")
    assert {(a, b) for a, b, _ in visible(store, "MEMBER_OF")} == {
        ("市一中", "大党委"), ("市一中", "大工委")
    }  # fmt: skip
    assert check(store).violations == ()
    assert batches(store)[-1].nodes == (old.id, new.id)
    rollback(store, done.tick, who="测试")
    assert visible(store, "MEMBER_OF") == before


def test_what_was_split_and_joined_again_can_still_be_parted(store: Store) -> None:
    old, new = unit("第一中学"), unit("市一中")
    put(
        store,
        member(old, C, dates("2023-05-01"), evidence()),
        member(new, committee("大工委"), dates("2023-05-01"), evidence(row=2)),
    )
    before = visible(store, "MEMBER_OF")
    merged = merge(store, new, old, who="测试", because="同一所学校")
    moving = store.query(
        "MATCH (a)-[e:MEMBER_OF]->(b) WHERE b.name = '大党委' AND e.known_to > $tick "
        "RETURN e.sources", {"tick": merged.tick},
    ).rows[0][0]  # fmt: skip
    parted, _ = split(store, new, "东校区", moving, who="测试", because="两所学校")
    with pytest.raises(Conflict, match="后来的批次"):
        rollback(store, merged.tick, who="测试")
    rollback(store, parted.tick, who="测试")
    rollback(store, merged.tick, who="测试")
    assert visible(store, "MEMBER_OF") == before
    assert check(store).violations == ()


def test_a_node_that_is_two_is_split(store: Store) -> None:
    one = unit("第一小学")
    put(
        store,
        member(one, C, dates("2023-05-01"), evidence()),
        member(one, committee("大工委"), dates("2023-05-01"), evidence(row=2)),
    )
    moving = store.query(
        "MATCH (a)-[e:MEMBER_OF]->(b) WHERE b.name = '大工委' RETURN e.sources"
    ).rows[0][0]
    split(store, one, "第一小学（西区）", moving, who="测试", because="两所学校")
    assert {(a, b) for a, b, _ in visible(store, "MEMBER_OF")} == {
        ("第一小学", "大党委"), ("第一小学（西区）", "大工委")
    }  # fmt: skip
    assert check(store).violations == ()


def test_load_order_does_not_matter_for_what_is_visible(store: Store) -> None:
    facts = [
        member(unit("学校"), C, dates("2023-05-01"), evidence("甲表")),
        member(unit("学校"), C, dates(listed="2024-01-10"), evidence("乙表", file="乙")),
        member(unit("医院"), C, dates("2022"), evidence("丙表", "2022", file="丙")),
    ]
    for fact in facts:
        put(store, fact)
    forward = check(store).checksum
    for entry in reversed(batches(store)):
        rollback(store, entry.batch, who="测试")
    for fact in reversed(facts):
        put(store, fact)
    assert check(store).checksum == forward


def test_a_second_writer_is_told_who_holds_the_lock(store: Store) -> None:
    fence = acquire(store)
    try:
        with pytest.raises(Conflict, match="另一个写入者"):
            put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    finally:
        release(store, fence)
    assert put(store, member(unit("学校"), C, dates("2023-05-01"), evidence())).tick > 0


def test_a_database_with_other_data_is_refused(store: Store) -> None:
    store.run_write("MATCH (l:Ledger) DELETE l")
    store.run_write("CREATE (n:Unit {id: 'somebody else', name: 'x'})")
    with pytest.raises(Conflict, match="别的数据"):
        prepare(store)


def test_a_newer_schema_is_refused(store: Store) -> None:
    store.run_write("MATCH (l:Ledger {id: 'ledger'}) SET l.schema_version = 999")
    with pytest.raises(Conflict, match="升级"):
        prepare(store)


def test_an_older_schema_is_upgraded_after_a_backup(store: Store) -> None:
    store.run_write("MATCH (l:Ledger {id: 'ledger'}) SET l.schema_version = 0")
    with pytest.raises(Conflict, match="gongjian upgrade"):
        prepare(store)
    made: list[str] = []

    def backup() -> str:
        made.append("a copy")
        return "a copy"

    assert upgrade(store, backup) == (0, 1, "a copy")
    assert upgrade(store, backup) == (1, 1, "")
    assert made == ["a copy"]
    prepare(store)


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("MATCH ()-[e:MEMBER_OF]->() SET e.known_to = e.known_from", "ticks-in-order"),
        ("MATCH ()-[e:MEMBER_OF]->() SET e.to_max = date('1900-01-01')", "dates-in-order"),
        (
            "MATCH ()-[e:MEMBER_OF]->() SET e.from_max = e.from_min, e.to_min = e.from_min, "
            "e.to_max = e.from_min",
            "dates-in-order",
        ),
        ("MATCH ()-[e:MEMBER_OF]->() SET e.sources = ['nowhere']", "sources-present"),
        ("MATCH (x:Assertion) SET x.key = 'nowhere'", "statements-seen"),
        (
            "MATCH (a)-[e:MEMBER_OF]->(b) CREATE (a)-[f:MEMBER_OF {id: 'second', key: e.key, "
            "known_from: e.known_from, known_to: e.known_to, sources: e.sources}]->(b)",
            "one-visible-row",
        ),
        (
            "MATCH (a)-[e:MEMBER_OF]->(b) CREATE (b)-[f:MEMBER_OF {id: 'second', key: 'other', "
            "known_from: e.known_from, known_to: e.known_to, sources: e.sources}]->(a)",
            "ends-declared",
        ),
        (
            "MATCH ()-[e:MEMBER_OF]->() CREATE (b:Batch {id: '9', tick: 9, state: 'swept', "
            "published_at: 0}) SET e.known_to = 9",
            "no-ghosts",
        ),
    ],
)
def test_check_names_what_is_broken(store: Store, harm: str, rule: str) -> None:
    put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    assert check(store).violations == ()
    store.run_write(harm)
    assert rule in {violation.rule for violation in check(store).violations}


def test_a_batch_that_does_not_fit_in_memory_is_the_same_batch(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"单位{n:02}" for n in range(20)]
    facts = listed(names, committee("大党委"), "2024-01-10")
    load_list(store, names, committee("大党委"), "2023-01-10")
    put(store, *facts)
    at_once = check(store)
    rollback(store, at_once.tick, who="测试")
    monkeypatch.setattr(spool, "IN_MEMORY", 6)
    monkeypatch.setattr(batch, "CHUNK_FACTS", 4)
    put(store, *reversed(facts))
    assert check(store).checksum == at_once.checksum
    assert check(store).violations == ()
