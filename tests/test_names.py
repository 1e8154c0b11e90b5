"""How areas are called: forms of one name find each other, other names never do."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import ENDINGS, normal, same_name, spellings, stem

LIST = Path(__file__).parent.parent / "examples" / "hohhot" / "divisions_2021.csv"
ALL_ENDINGS = [ending for endings in ENDINGS.values() for ending in endings]

# Names that are hard: several endings after each other, stems of one character, brackets, blanks.
names = st.builds(
    lambda base, endings, mark: base + "".join(endings) + mark,
    st.text("东西锦绣村社区居委会街道（）(2２ ", max_size=4),
    st.lists(st.sampled_from(ALL_ENDINGS), max_size=3),
    st.sampled_from(["", "", " ", "(虚拟)", "（虚拟）"]),
)


def listed() -> list[str]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("锦绣社区", "锦绣社区居委会"),
        ("锦绣社区", "锦绣社区居民委员会"),
        ("锦绣", "锦绣社区居委会"),
        ("锦绣居委会", "锦绣社区居委会"),
        ("东街街道", "东街街道办事处"),
        ("东街", "东街街道"),
        ("海拉尔西路街道", "海拉尔西路街道办事处"),
        ("通道街", "通道街街道"),
        ("赛罕", "赛罕区"),
        ("平庄村", "平庄村民委员会"),
        ("平庄村", "平庄村委会"),
        ("沙尔沁工业区（如意南区）", "沙尔沁工业区(如意南区)"),
        ("锦绣 社区", "锦绣　社区"),
        ("２号社区", "2号社区居委会"),
    ],
)
def test_forms_of_one_name_fit(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)
    assert other in spellings(one) or normal(other) in spellings(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东街街道", "东街社区"),
        ("东街街道", "东街社区居委会"),
        ("中山西路街道", "中山西路商圈"),
        ("新城区", "新城街道"),
        ("平庄村", "平庄镇"),
        ("平庄村", "平庄社区"),
        ("海拉尔西路街道", "海拉尔东路街道"),
        ("海西路街道", "海拉尔西路街道"),  # a short form is another name, stated by a source
        ("昭乌达路街道", "昭乌达南路街道"),
        ("锦绣社区", "锦绣家园社区"),
        ("大台什社区", "大台什路社区"),
        ("东", "东区"),  # nothing that tells areas apart would be left
    ],
)
def test_other_names_never_fit(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)
    assert normal(other) not in spellings(one)


def test_a_stem_keeps_two_characters() -> None:
    assert stem("东区") == ("东区", "")
    assert stem("东街区") == ("东街", "upper")
    assert stem("社区") == ("社区", "")
    assert stem("") == ("", "")


@given(names)
def test_a_name_fits_itself_in_every_form(name: str) -> None:
    assert same_name(name, name)
    assert same_name(name, normal(name))
    assert normal(name) in spellings(name)
    assert name.strip() in spellings(name)  # what stands in a database may be the printed form


@given(names, names)
def test_fitting_has_no_direction(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)


@given(names)
def test_spellings_hold_nothing_that_does_not_fit(name: str) -> None:
    assert [form for form in spellings(name) if not same_name(name, form)] == []


@given(names, names)
def test_spellings_hold_whatever_fits(one: str, other: str) -> None:
    if same_name(one, other):
        assert normal(other) in spellings(one)


@given(names, st.sampled_from(ALL_ENDINGS))
def test_spellings_hold_a_fitting_name_with_any_ending(name: str, ending: str) -> None:
    for other in (stem(name)[0] + ending, normal(name) + ending, normal(name)[:-1]):
        assert (normal(other) in spellings(name)) == same_name(name, other)


def test_all_areas_of_the_real_list_are_found_by_their_own_name() -> None:
    listed_names = listed()
    assert len(listed_names) == 1440
    for name in listed_names:
        assert same_name(name, name)
        assert name in spellings(name)


def test_only_forms_of_one_name_meet_on_the_real_list() -> None:
    by_name = Counter(listed())
    meeting: dict[str, set[str]] = {}
    for name in by_name:
        for form in spellings(name):
            if form in by_name and form != name:
                meeting.setdefault(name, set()).add(form)
    # 西苑居委会 and 西苑社区居委会 are two areas: whoever writes one of them is asked which.
    assert (len(by_name), len(meeting)) == (1387, 69)
    assert all(stem(a)[0] == stem(b)[0] for a, others in meeting.items() for b in others)
    assert not any(
        {stem(a)[1], stem(b)[1]} == {"street", "community"}
        for a, others in meeting.items()
        for b in others
    )
