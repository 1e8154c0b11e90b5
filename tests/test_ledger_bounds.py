"""Where one tick or day ends and the next begins: what is seen at the very edge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from graph.errors import Conflict, Misuse
from graph.identity import node_id
from graph.ledger import CompleteList, Fact, Node, known_at, record
from graph.ledger.check import check
from graph.ledger.checksum import Checksum
from graph.ledger.correct import correct
from graph.ledger.merge import merge
from graph.ledger.read import now, synthetic_data
from graph.ledger.rollback import rollback
from graph.store import Store
from graph.time import OPEN_END, SHANGHAI, PartialDate
from tests.ledger_support import (
    committee,
    community,
    dates,
    day,
    evidence,
    keys,
    listed,
    load_list,
    member,
    put,
    source,
    unit,
    visible,
)

C = committee("大党委")


def agreement(store: Store) -> None:
    """Load one agreement: its party, and the community that it helps."""
    paper = Node("Agreement", node_id("Agreement", "测试", "一号"), "一号", synthetic=True)
    school, since = unit("学校"), dates("2023-05-01")
    put(
        store,
        Fact("SIGNED", school, paper, {"side": "甲方"}, since, evidence()),
        Fact("CO_BUILDS", school, community("新城"), {"agreement": paper.id}, since, evidence()),
    )


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("MATCH ()-[e:SIGNED]->() DELETE e", "CO_BUILDS"),
        ("MATCH ()-[e:SIGNED]->() SET e.known_to = e.known_from", "CO_BUILDS"),
        ("MATCH ()-[e:CO_BUILDS]->() DELETE e", "SIGNED"),
        ("MATCH ()-[e:CO_BUILDS]->() SET e.known_to = e.known_from", "SIGNED"),
    ],
)
def test_an_agreement_is_compared_with_its_edges_as_they_stand_now(
    store: Store, harm: str, found: str
) -> None:
    agreement(store)
    assert check(store).violations == ()
    store.run_write(harm)
    said = {v.type for v in check(store).violations if v.rule == "agreement-parties"}
    assert said == {found}


def test_an_agreement_that_was_taken_back_is_not_asked_for(store: Store) -> None:
    agreement(store)
    rollback(store, 1, who="测试")
    assert check(store).violations == ()


def test_an_area_that_changes_hands_has_one_parent_a_day(store: Store) -> None:
    old, new = (Node("Street", node_id("Street", "测试", n), n, synthetic=True) for n in "甲乙")
    homes = [community(f"社区{n}") for n in range(8)]
    before, after = dates("2020-01-01", "2021-12-31"), dates("2022-01-01")
    put(store, *(Fact("PART_OF", c, old, {}, before, evidence(row=n)) for n, c in enumerate(homes)))
    put(
        store,
        *(
            Fact("PART_OF", c, new, {}, after, evidence(row=n, file="乙"))
            for n, c in enumerate(homes)
        ),
    )
    found = store.query(
        "MATCH (x:Community)-[one:PART_OF]->(:Street {name: '甲'}) WHERE one.known_to > 100 "
        "MATCH (x)-[two:PART_OF]->(:Street {name: '乙'}) WHERE two.known_to > 100 "
        "RETURN one.id < two.id, one.to_max = two.from_min"
    )
    assert set(found) == {(True, True), (False, True)}, "either may come first"
    assert check(store).violations == ()
    store.run_write(
        "MATCH ()-[e:PART_OF]->(:Street {name: '甲'}) SET e.to_max = date('2022-01-02')"
    )
    assert len([v for v in check(store).violations if v.rule == "one-parent"]) == len(homes)


def test_the_checksum_of_a_dump_counts_what_is_visible_at_its_tick() -> None:
    def seen(known_from: int, known_to: int) -> bool:
        return Checksum(5).visible({"known_from": known_from, "known_to": known_to})

    assert [seen(4, 6), seen(5, 6), seen(5, 5), seen(4, 5), seen(6, 9)] == [
        True, True, False, False, False
    ]  # fmt: skip


def test_the_name_that_people_see_is_that_of_the_newest_batch(store: Store) -> None:
    school = unit("学校")
    put(store, Fact("STATE", school, school, {"name": "旧名"}, dates("2023-05-01"), evidence()))
    shown = "MATCH (n:Unit) RETURN n.name"
    assert store.query(shown).rows == [("旧名",)]
    (key,) = store.query("MATCH ()-[e:STATE]->() RETURN e.key").rows[0]
    # What was superseded began later than what has taken its place.
    correct(store, key, {"name": "新名", "start": "2022-01-01"}, because="核对", who="测试")
    assert store.query(shown).rows == [("新名",)]


def test_a_batch_without_anything_new_is_not_what_was_known(store: Store) -> None:
    fact = member(unit("学校"), C, dates("2023-05-01"), evidence())
    first = put(store, fact)
    put(store, fact)
    empty = store.query("MATCH (b:Batch {state: 'empty'}) RETURN b.tick").rows[0][0]
    assert empty > first.tick
    today = datetime.now(SHANGHAI).date() + timedelta(days=1)
    assert store.read(lambda tx: known_at(tx, today)) == first.tick
    with pytest.raises(Misuse, match="从未发布"):
        store.read(lambda tx: known_at(tx, empty))


def test_what_is_published_at_midnight_was_not_known_the_day_before(store: Store) -> None:
    put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    midnight = datetime(2024, 3, 2, tzinfo=SHANGHAI)
    store.run_write("MATCH (b:Batch) SET b.published_at = $at",
                    {"at": int(midnight.timestamp() * 1000)})  # fmt: skip
    assert store.read(lambda tx: known_at(tx, date(2024, 3, 2))) == 1
    with pytest.raises(Misuse, match="之前还没有"):
        store.read(lambda tx: known_at(tx, date(2024, 3, 1)))


def test_generated_data_that_was_never_published_marks_nothing(store: Store) -> None:
    def real(name: str) -> Node:
        return Node("Unit", node_id("Unit", "测试", name), name)

    def fact(who: Node, row: int) -> Fact:
        there = Node("Committee", node_id("Committee", "测试", "真"), "真")
        return member(who, there, dates("2023-05-01"), evidence(row=row, file=f"{row}"))

    first = put(store, fact(real("甲"), 1))
    store.run_write(
        "CREATE (b:Batch {id: '2', tick: 2, state: 'swept', synthetic: true, published_at: 0}) "
        "WITH b MATCH (l:Ledger {id: 'ledger'}) SET l.last_tick = 2"
    )
    third = put(store, fact(real("乙"), 2))
    assert (first.tick, third.tick) == (1, 3)
    assert store.read(now) == (3, False)
    assert not store.read(lambda tx: synthetic_data(tx, 3))
    fourth = put(store, fact(unit("合成"), 3))
    assert store.read(now) == (fourth.tick, True)
    assert store.read(lambda tx: [synthetic_data(tx, n) for n in (3, 4)]) == [False, True]


def test_a_list_of_the_same_day_does_not_hide_the_one_after(store: Store) -> None:
    load_list(store, ["学校"], C, "2024-02-10")
    for names, file in ((["学校"], "上午"), (["学校", "医院"], "下午")):
        origin = source(file)
        facts = [
            member(unit(n), C, dates(listed="2024-01-10"),
                   evidence("甲表", "2024-01-10", row, scope="全部", file=file))
            for row, n in enumerate(names, 1)
        ]  # fmt: skip
        whole = CompleteList("甲表", "全部", PartialDate.of(date(2024, 1, 10)), origin.id)
        record(store, facts, [origin], who="测试", what="清单", lists=[whole])
    ends = {a: span.to_max for a, _, span in visible(store, "MEMBER_OF")}
    assert ends == {"学校": OPEN_END, "医院": day("2024-02-10")}


def test_a_row_that_speaks_for_a_later_day_is_not_ended_by_a_list_of_that_day(
    store: Store,
) -> None:
    load_list(store, ["学校"], C, "2024-02-10")
    (said,) = listed(["医院"], C, "2024-02-10")
    origin = source("早")
    late = member(said.start, C, said.span,
                  evidence("甲表", "2024-02-10", scope="全部", file="早"))  # fmt: skip
    whole = CompleteList("甲表", "全部", PartialDate.of(date(2024, 1, 10)), origin.id)
    record(store, [late], [origin], who="测试", what="清单", lists=[whole])
    ends = {a: span.to_max for a, _, span in visible(store, "MEMBER_OF")}
    assert ends["医院"] == OPEN_END
    assert len(keys(store, "MEMBER_OF")) == 2


def test_a_list_that_was_taken_back_last_is_not_the_one_before(store: Store) -> None:
    names = [f"单位{n}" for n in range(9)]
    first = load_list(store, names, C, "2024-01-10")
    rollback(store, first.tick, who="测试")
    load_list(store, names[:1], C, "2024-02-10", accept=False)
    assert {a for a, _, _ in visible(store, "MEMBER_OF")} == {names[0]}


def test_what_was_taken_back_last_does_not_move_in_a_merge(store: Store) -> None:
    old, new, other = unit("第一中学"), unit("市一中"), committee("大工委")
    first = put(store, member(old, C, dates("2023-05-01"), evidence()))
    put(store, member(old, other, dates("2023-05-01"), evidence(row=2, file="乙")),
        member(new, other, dates("2023-05-01"), evidence(row=3, file="乙")))  # fmt: skip
    rollback(store, first.tick, who="测试")
    merge(store, new, old, who="测试", because="同一所学校")
    assert {(a, b) for a, b, _ in visible(store, "MEMBER_OF")} == {("市一中", "大工委")}
    assert check(store).violations == ()


def test_a_rollback_stands_where_the_same_was_loaded_again_after_it(store: Store) -> None:
    fact = member(unit("学校"), C, dates("2023-05-01"), evidence())
    back = rollback(store, put(store, fact).tick, who="测试")
    put(store, fact)
    with pytest.raises(Conflict, match="后来的批次"):
        rollback(store, back.tick, who="测试")
