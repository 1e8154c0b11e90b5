"""What a name, a code or a path means in a register: one area or body, or a refusal."""

from __future__ import annotations

import pytest

from graph.errors import RefusedInput
from graph.identity import node_id
from graph.ledger import Node
from loaders.places import Places


def place(label: str, key: str, name: str, code: str = "") -> Node:
    return Node(label, node_id(label, "测试", key), name, code)


@pytest.fixture
def places() -> Places:
    known = Places()
    city = place("City", "1", "呼和浩特市", "1501")
    north, south = (
        place("District", "2", "新城区", "150102"),
        place("District", "3", "赛罕区", "150105"),
    )
    known.add_area(city)
    for district in (north, south):
        known.add_area(district, city)
    streets = [
        (place("Street", "4", "东街街道", "150102004"), north),
        (place("Street", "5", "昭乌达路街道", "150105006"), south),
    ]
    for street, above in streets:
        known.add_area(street, above)
    known.add_area(streets[1][0], None, "昭乌达南路街道")
    known.add_area(place("Community", "6", "锦绣社区居委会", "150102004001"), streets[0][0])
    known.add_area(place("Community", "7", "锦绣社区居委会", "150105006034"), streets[1][0])
    known.add_area(place("Community", "8", "东街社区居委会", "150105006035"), streets[1][0])
    known.add_body(place("Unit", "9", "第一小学"), "U1")
    known.add_body(place("Unit", "10", "第一小学"), "U2")
    known.add_body(place("Branch", "11", "东街街道党工委"), "B1")
    return known


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("150102", "150102"),
        ("新城区", "150102"),
        ("新城", "150102"),
        ("赛罕区/锦绣社区", "150105006034"),
        ("新城区/东街街道/锦绣社区居委会", "150102004001"),
        ("呼和浩特市/赛罕区/昭乌达路街道/锦绣社区", "150105006034"),
        ("昭乌达南路街道/锦绣社区", "150105006034"),
        ("昭乌达南路街道", "150105006"),
        ("东街街道", "150102004"),
        ("东街社区", "150105006035"),
        ("/赛罕区//锦绣社区/", "150105006034"),
    ],
)
def test_an_area_is_found_by_code_path_old_and_new_name(
    places: Places, reference: str, code: str
) -> None:
    assert places.area(reference).code == code


@pytest.mark.parametrize("reference", ["锦绣社区", "锦绣社区居委会", "东街", "锦绣"])
def test_an_ambiguous_name_is_refused_with_all_that_it_may_mean(
    places: Places, reference: str
) -> None:
    with pytest.raises(RefusedInput) as error:
        places.area(reference)
    assert error.value.what.zh.count("呼和浩特市/") == 2
    assert error.value.todo is not None
    assert "路径" in error.value.todo.zh


@pytest.mark.parametrize(
    ("reference", "near"),
    [
        ("新成区", "新城区"),
        ("昭乌达北路街道", "昭乌达路街道"),
        ("15010", "150102"),
        ("150105006036", "150105006035"),
        ("东街街道/没有的社区", ""),
        ("赛罕区/东街街道", ""),
        ("第一小学", ""),
        ("/", ""),
    ],
)
def test_an_unknown_area_is_refused_with_the_nearest(
    places: Places, reference: str, near: str
) -> None:
    with pytest.raises(RefusedInput) as error:
        places.area(reference)
    assert reference in error.value.what.zh
    assert error.value.todo is not None
    assert near in error.value.todo.zh


def test_a_body_is_found_by_number_or_by_a_name_of_its_own(places: Places) -> None:
    assert places.body("U2").id == node_id("Unit", "测试", "10")
    assert places.body("东街街道党工委").label == "Branch"
    with pytest.raises(RefusedInput, match="2 个"):
        places.body("第一小学")
    with pytest.raises(RefusedInput) as error:
        places.body("第一小")
    assert error.value.todo is not None
    assert "第一小学" in error.value.todo.zh
    with pytest.raises(RefusedInput):
        places.body("锦绣社区")  # an area is no body


def test_a_path_reads_from_the_top(places: Places) -> None:
    assert (
        places.path(places.area("150105006034")) == "呼和浩特市/赛罕区/昭乌达路街道/锦绣社区居委会"
    )
