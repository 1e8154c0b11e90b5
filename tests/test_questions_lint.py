"""A question file that breaks a rule is refused when it is read, with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import RefusedInput
from queries.catalogue import read_library
from queries.question import Question

HEAD = """\
// name = "small"
// family = "tests"
// title = {zh = "小问题", en = "a small question"}
// about = {zh = "只为测试。", en = "For the tests only."}
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "id"
// type = "id"
// title = {zh = "标识", en = "id"}
// identity = true
//
// [[columns]]
// name = "n"
// type = "integer"
// title = {zh = "个数", en = "number"}
"""
TICK = "p.known_from <= $tick < p.known_to"
POSSIBLY = "p.from_min <= $as_of < p.to_max"
CERTAINLY = "p.from_max <= $as_of < p.to_min"
BODY = f"""\
MATCH (a {{id: $area}}) (()<-[p:PART_OF WHERE {TICK} AND {POSSIBLY}]-()){{0,3}} (b)
WHERE size($scope) = 0 OR b.id IN $scope
RETURN a.id AS id, count(b) AS n
"""
FIRST_LINE_OF_BODY = HEAD.count("\n") + 1


def read(tmp_path: Path, text: str) -> Question:
    folder = tmp_path / "tests"
    folder.mkdir(exist_ok=True)
    (folder / "small.cypher").write_text(text, encoding="utf-8")
    return read_library(tmp_path)["small"]


def refused(tmp_path: Path, text: str) -> RefusedInput:
    with pytest.raises(RefusedInput) as error:
        read(tmp_path, text)
    assert error.value.where.startswith("small.cypher:")
    assert error.value.todo is not None
    return error.value


def body(change: str, to: str) -> str:
    assert change in BODY
    return HEAD + BODY.replace(change, to)


def head(change: str, to: str) -> str:
    assert change in HEAD
    return HEAD.replace(change, to) + BODY


def test_the_small_question_is_in_order(tmp_path: Path) -> None:
    question = read(tmp_path, HEAD + BODY)
    assert question.identity == (0,)
    assert question.statement == BODY.strip()
    assert question.cypher == HEAD + BODY


# ---- the head ----


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('// name = "small"\n', "", "缺少 'name'"),
        ('// family = "tests"\n', "", "缺少 'family'"),
        ('// about = {zh = "只为测试。", en = "For the tests only."}\n', "", "缺少 'about'"),
        ('title = {zh = "小问题", en = "a small question"}', 'title = {zh = "小"}', "缺少 'en'"),
        ('title = {zh = "小问题", en = "a small question"}', 'title = "小问题"', "文件头有误"),
        ('// type = "area"\n', "", "缺少 'type'"),
        ('type = "area"', 'type = "place"', "parameter type 'place'"),
        ('type = "integer"', 'type = "number of"', "column type 'number of'"),
        ("// required = true", "// requried = true", "requried"),
        ("// identity = true", "// identiy = true", "identiy"),
        ("// identity = true", "// about = {zh = '无'}", "缺少 'en'"),
        ('// family = "tests"', '// family = "tests"\n// titel = "x"', "titel"),
        ("// required = true", '// choices = ["a"]\n// default = "b"', "default of area"),
        ("// [[parameters]]", "// [parameters]", "文件头有误"),
    ],
)
def test_a_head_that_lacks_or_misspells_an_entry(
    tmp_path: Path, change: str, to: str, said: str
) -> None:
    assert said in refused(tmp_path, head(change, to)).what.zh


def test_a_head_that_is_no_toml_is_refused_on_its_line(tmp_path: Path) -> None:
    for line in (1, 3, 8, 15):
        lines = (HEAD + BODY).splitlines()
        lines[line - 1] = '// name = "never closed'
        error = refused(tmp_path, "\n".join(lines))
        assert error.where == f"small.cypher:{line}"
        assert "TOML" in error.what.zh


def test_a_head_that_ends_in_the_middle_is_refused_at_its_end(tmp_path: Path) -> None:
    unfinished = "\n".join([*HEAD.splitlines(), "// choices = ["])
    error = refused(tmp_path, unfinished + "\n" + BODY)
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY}"


def test_a_file_without_head_is_refused(tmp_path: Path) -> None:
    assert "缺少 'name'" in refused(tmp_path, BODY).what.zh


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tests" / "small.cypher"
    path.parent.mkdir()
    path.write_bytes((HEAD + BODY).encode("gb18030"))
    with pytest.raises(RefusedInput, match="UTF-8"):
        read_library(tmp_path)


@pytest.mark.parametrize("place", ["tests/other.cypher", "others/small.cypher"])
def test_name_and_family_are_the_path(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(HEAD + BODY, encoding="utf-8")
    with pytest.raises(RefusedInput, match="name、family"):
        read_library(tmp_path)


def test_a_name_stands_once_in_the_whole_library(tmp_path: Path) -> None:
    for family in ("tests", "others"):
        (tmp_path / family).mkdir()
        text = (HEAD + BODY).replace('family = "tests"', f'family = "{family}"')
        (tmp_path / family / "small.cypher").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedInput, match="重名"):
        read_library(tmp_path)


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ('parameters = {place = "x"}\n// columns = ["n"]\n// rows = [[1]]', "place"),
        ('columns = ["m"]\n// rows = [[1]]', "['m']"),
        ('columns = ["n"]\n// rows = [[1, 2]]', "another length"),
        ('columns = ["n"]', "缺少 'rows'"),
        ('columns = ["n"]\n// rows = [[1]]\n// sum = true', "sum"),
        ('columns = ["n"]\n// rows = [[1]]\n// as_of = "2024"', "no day"),
        ('columns = ["n"]\n// rows = [[1]]\n// as_of = 2024-01-01T00:00:00', "no day"),
    ],
)
def test_an_example_that_does_not_fit_its_question(tmp_path: Path, example: str, said: str) -> None:
    assert said in refused(tmp_path, HEAD + f"//\n// [[examples]]\n// {example}\n" + BODY).what.zh


# ---- parameters and columns ----


def test_an_undeclared_parameter_is_refused_on_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, body("b.id IN $scope", "b.id IN $scope AND b.id <> $other"))
    assert "['other']" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 1}"


@pytest.mark.parametrize(
    ("change", "to", "unused"),
    [
        ("(a {id: $area})", "(a)", "area"),
        ("size($scope) = 0 OR b.id IN $scope", "true", "scope"),
    ],
)
def test_a_parameter_that_nothing_reads_is_refused(
    tmp_path: Path, change: str, to: str, unused: str
) -> None:
    error = refused(tmp_path, body(change, to))
    assert "未使用" in error.what.zh
    assert f"'{unused}'" in error.what.zh


def test_a_parameter_in_a_string_or_comment_is_not_read(tmp_path: Path) -> None:
    for hidden in ("(a {id: '$area'})", "(a /* $area */)", "(a) // $area\n"):
        assert "'area'" in refused(tmp_path, body("(a {id: $area})", hidden)).what.zh


def test_a_question_must_ask_about_a_day(tmp_path: Path) -> None:
    statement = (
        "MATCH (a {id: $area}) WHERE $tick > 0 AND size($scope) = 0 RETURN a.id AS id, 1 AS n"
    )
    assert "'as_of'" in refused(tmp_path, HEAD + statement).what.zh


@pytest.mark.parametrize("name", ["tick", "as_of", "scope", "rules", "limit"])
def test_a_parameter_cannot_have_the_name_of_a_built_in_one(tmp_path: Path, name: str) -> None:
    error = refused(tmp_path, head('// name = "area"', f'// name = "{name}"'))
    assert "固有参数" in error.what.zh


def test_a_parameter_is_declared_once(tmp_path: Path) -> None:
    start = HEAD.index("// [[parameters]]")
    block = HEAD[start : HEAD.index("// [[columns]]")]
    assert "重名" in refused(tmp_path, HEAD.replace(block, block * 2) + BODY).what.zh


def test_rules_need_a_rule_set_and_a_rule_set_needs_rules(tmp_path: Path) -> None:
    with_rules = BODY.replace("(b)\n", "(b)\nWHERE size($rules) > 0 WITH a, b\n")
    assert "规则集" in refused(tmp_path, HEAD + with_rules).what.zh
    named = '// rules = "figures"\n' + HEAD
    assert "'rules'" in refused(tmp_path, named + BODY).what.zh
    read(tmp_path, named + with_rules)
    unknown = '// rules = "figuers"\n' + HEAD
    assert "没有规则集 figuers" in refused(tmp_path, unknown + with_rules).what.zh


@pytest.mark.parametrize(
    "returned",
    [
        "RETURN a.id AS id",
        "RETURN count(b) AS n, a.id AS id",
        "RETURN a.id AS id, count(b) AS m",
        "RETURN a.id AS id, count(b)",
        "RETURN a.id, count(b) AS n",
        "RETURN *",
        "RETURN a.id AS id, count(b) AS n, 1 AS more",
        "RETURN a.id AS id, 1 AS x // , AS n",
        "WITH a.id AS id, count(b) AS n",
    ],
)
def test_other_columns_than_declared_are_refused(tmp_path: Path, returned: str) -> None:
    error = refused(tmp_path, body("RETURN a.id AS id, count(b) AS n", returned))
    assert "RETURN" in error.what.zh


@pytest.mark.parametrize(
    "returned",
    [
        "RETURN DISTINCT a.id AS id, count(b) AS n",
        "return a.id as id, count(b) as n ORDER BY n DESC, id",
        "RETURN a.id AS id,\n  CASE WHEN a.x IN [1, 2] THEN 0 ELSE count(b) END AS n",
        "RETURN a.id AS id, count(b) AS n // AS many",
        "RETURN a.id /* RETURN */ AS id, size('RETURN ,') AS n",
    ],
)
def test_the_same_columns_may_be_written_in_other_ways(tmp_path: Path, returned: str) -> None:
    read(tmp_path, body("RETURN a.id AS id, count(b) AS n", returned))


@pytest.mark.parametrize("cut", ["LIMIT 5", "ORDER BY id\nSKIP 2", "order by id offset 1"])
def test_the_rows_are_cut_by_who_asks(tmp_path: Path, cut: str) -> None:
    error = refused(tmp_path, f"{HEAD}{BODY.rstrip()}\n{cut}\n")
    assert "要多少行由提问者定" in error.what.zh
    last = FIRST_LINE_OF_BODY + BODY.count("\n") + cut.count("\n")
    assert error.where == f"small.cypher:{last}"


# ---- the first rows alone ----


def test_the_first_rows_are_chosen_where_the_file_says(tmp_path: Path) -> None:
    line = "// first: WITH a, b ORDER BY coalesce(a.name, ''), b.id"
    question = read(tmp_path, body("RETURN a.id", f"{line}\nRETURN a.id"))
    assert "first" not in question.statement
    assert question.statement == read(tmp_path, HEAD + BODY).statement
    *_, chosen, returned, last = question.beginning.splitlines()
    assert chosen == "WITH a, b ORDER BY coalesce(a.name, ''), b.id LIMIT $limit"
    assert (returned, last) == ("RETURN a.id AS id, count(b) AS n", "LIMIT $limit")
    in_file = question.cypher.splitlines().index(returned) + 1
    assert question.line_of(3, beginning=False) == question.line_of(4, beginning=True) == in_file


@pytest.mark.parametrize(
    "line",
    [
        "// first: WITH a, b",
        "// first: WITH DISTINCT a ORDER BY a.id",
        "// first: WITH a, b AS c ORDER BY a.id",
        "// first: WITH a ORDER BY a.id LIMIT 3;",
        "// first: WITH a ORDER BY [(a)--(b) | b.id]",
        "// first: WITH a WHERE a.x ORDER BY a.id",
        "// first:WITH a ORDER BY a.id",
        "// first:",
        "// first: WITH a ORDER BY a.id\n// first: WITH a, b ORDER BY a.id",
    ],
)
def test_what_chooses_the_first_rows_does_nothing_else(tmp_path: Path, line: str) -> None:
    error = refused(tmp_path, body("RETURN a.id", f"{line}\nRETURN a.id"))
    assert "first:" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 2}"


def test_a_column_is_declared_once_and_one_is_an_identity(tmp_path: Path) -> None:
    twice = HEAD.replace('name = "n"', 'name = "id"')
    assert "列名重复" in refused(tmp_path, twice + BODY).what.zh
    none = HEAD.replace("// identity = true\n", "")
    assert "标识列" in refused(tmp_path, none + BODY).what.zh


# ---- relationships ----


@pytest.mark.parametrize("missing", ["AND known", TICK])
@pytest.mark.parametrize(
    "damage",
    [
        "",
        "p.known_from <= $tick",
        "p.known_from < $tick < p.known_to",
        "p.known_from <= $tick <= p.known_to",
        "p.known_to <= $tick < p.known_from",
        "q.known_from <= $tick < q.known_to",
        "p.known_from <= $as_of < p.known_to",
        "NOT p.known_from <= $tick < p.known_to",
        "p.known_from <= $tick < p.known_to OR true",
        "(p.x OR p.known_from <= $tick < p.known_to)",
        "/* p.known_from <= $tick < p.known_to */ true",
        "p.x = 'p.known_from <= $tick < p.known_to'",
    ],
)
def test_recorded_time_must_be_said_as_everywhere(
    tmp_path: Path, damage: str, missing: str
) -> None:
    old = f"{TICK} AND {POSSIBLY}"
    new = f"{damage} AND {POSSIBLY}" if missing == TICK else f"{POSSIBLY} AND {damage}"
    new = new.removeprefix(" AND ").removesuffix(" AND ")
    # $tick must stand somewhere, or the parameter is missed first
    text = body(old, new).replace("WHERE size", "WHERE $tick > 0 AND size")
    error = refused(tmp_path, text)
    assert "批次谓词" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY}"


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "p.from_min <= $as_of",
        "p.from_min < $as_of < p.to_max",
        "p.from_min <= $as_of <= p.to_max",
        "p.from_min <= $as_of < p.to_min",
        "p.from_max <= $as_of < p.to_max",
        "p.from_min <= $tick < p.to_max",
        "p.from_min <= date() < p.to_max",
        "p.from_min <= day < p.to_max",
        "NOT p.from_min <= $as_of < p.to_max",
        "p.from_min <= $as_of < p.to_max OR p.x",
        "EXISTS { (x) WHERE p.from_min <= $as_of < p.to_max }",
        'p.x = "AND p.from_min <= $as_of < p.to_max"',
    ],
)
def test_valid_time_must_be_said_as_everywhere(tmp_path: Path, damage: str) -> None:
    text = body(f" AND {POSSIBLY}", f" AND {damage}".removesuffix(" AND "))
    error = refused(tmp_path, text.replace("WHERE size", "WHERE $as_of <> '' AND size"))
    assert "日期谓词" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY}"


@pytest.mark.parametrize(
    "inside",
    [
        f"p:PART_OF WHERE {TICK} AND {CERTAINLY}",
        f"p:PART_OF WHERE {POSSIBLY} AND {TICK}",  # the order does not matter
        f"p:PART_OF WHERE {TICK}\n  AND   {POSSIBLY}",
        f"p:PART_OF WHERE {TICK} AND p.x IN ['a', 'b'] AND {POSSIBLY}",
        f"p : PART_OF | SERVES WHERE {TICK} AND {POSSIBLY}",
        f"p:PART_OF {{key: 'x'}} WHERE {TICK} AND {POSSIBLY}",
        f"p:PART_OF where {TICK} and {POSSIBLY}",
        f"p:PART_OF WHERE {TICK} AND {POSSIBLY} // ]-[ SET DELETE $nothing\n",
        f"p:PART_OF WHERE {TICK} AND {POSSIBLY} AND p.note <> ']-(x) CREATE \\' $y'",
    ],
)
def test_the_predicates_may_stand_in_any_order_beside_others(tmp_path: Path, inside: str) -> None:
    read(tmp_path, body(f"p:PART_OF WHERE {TICK} AND {POSSIBLY}", inside))


def test_one_of_two_relationships_without_predicates_is_refused_on_its_line(
    tmp_path: Path,
) -> None:
    second = "WITH a, b\nMATCH (b)<-[q:CO_BUILDS]-(c)\nRETURN a.id"
    error = refused(tmp_path, body("RETURN a.id", second))
    assert "q 缺少批次谓词" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 3}"
    borrowed = second.replace("q:CO_BUILDS", f"q:CO_BUILDS WHERE {TICK} AND {POSSIBLY}")
    error = refused(tmp_path, body("RETURN a.id", borrowed))
    assert "q 缺少批次谓词" in error.what.zh


@pytest.mark.parametrize(
    "pattern",
    [
        "(a)--(b)", "(a)-->(b)", "(a)<--(b)", "(a)<-->(b)", "(a)- -(b)", "(a)-->{1,3}(b)",
        "(a)-[]-(b)", "(a)-[p]-(b)", "(a)-[:PART_OF]-(b)", "(a)-[p {x: 1}]-(b)", "(a)-[*1..2]-(b)",
        "(a)-[p:!PART_OF]-(b)", "(a)-[p:%]-(b)", "(a)-[p:PART_OF&SERVES]-(b)", "(a) - [p] - (b)",
        "(a)-[`p`:PART_OF]-(b)", "(a)-[p:`PART_OF`]-(b)", "(a)-[p:PART_OF|!SERVES]-(b)",
        f"(a)-[WHERE {TICK}]-(b)",
    ],
)  # fmt: skip
def test_a_relationship_needs_a_name_and_a_type(tmp_path: Path, pattern: str) -> None:
    text = body("RETURN a.id", f"WITH a, b\nMATCH {pattern}\nRETURN a.id")
    error = refused(tmp_path, text)
    assert "名字和类型" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 3}"


@pytest.mark.parametrize("types", ["PARTOF", "PART_OF|PARTOF", "PARTOF | PART_OF", "part_of"])
def test_an_unknown_type_is_refused(tmp_path: Path, types: str) -> None:
    error = refused(tmp_path, body("p:PART_OF", f"p:{types}"))
    assert "没有这种关系" in error.what.zh


LONG = "b:City|District|Street|Community|Grid|Site|Building {id: $area} "


@pytest.mark.parametrize(
    "path",
    [
        "BRACKET-*(b)", "BRACKET-+ (b)", "BRACKET->*(b)", "BRACKET->{2,}(b)",
        "BRACKET->{,}(b)", "BRACKET - > { 2 , } (b)", "BRACKET- + (b)",
        "(BRACKET->(b))+ (c)", "(BRACKET->(b)){1,} (c)", "((BRACKET->(b)))* (c)",
        "(BRACKET->(b) WHERE b.x > 1){0,} (c)", "(BRACKET->(" + LONG + "))+ (c)",
    ],
)  # fmt: skip
def test_a_path_without_upper_limit_is_refused(tmp_path: Path, path: str) -> None:
    pattern = path.replace("BRACKET", f"(x)-[p:PART_OF WHERE {TICK} AND {POSSIBLY}]")
    text = HEAD + f"MATCH (a {{id: $area}})\nMATCH {pattern}\n" + BODY.split("\n", 1)[1]
    error = refused(tmp_path, text)
    assert "没有上限" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 1}"


@pytest.mark.parametrize("star", ["*", "*1..3", "*2..", "*..4"])
def test_the_old_form_of_a_path_is_refused(tmp_path: Path, star: str) -> None:
    error = refused(tmp_path, body("p:PART_OF", f"p:PART_OF{star}"))
    assert "没有上限" in error.what.zh or "名字和类型" in error.what.zh


@pytest.mark.parametrize("times", ["{2,5}", "{0,5}", "{3}", "{,4}", "{ 1 , 2 }"])
def test_a_limited_path_is_in_order(tmp_path: Path, times: str) -> None:
    read(tmp_path, body("{0,3} (b)", f"{times} (b)"))
    read(tmp_path, body("{0,3} (b)", f" {times}(b)"))


@pytest.mark.parametrize("times", ["{2,5}", "{0,5}", "{3}", "{,4}", " { 1 , 2 }"])
@pytest.mark.parametrize("arrow", ["-", "->", " - > "])
def test_the_short_form_of_a_path_is_refused(tmp_path: Path, times: str, arrow: str) -> None:
    # One of the engines ignores whatever stands inside its brackets.
    error = refused(tmp_path, body("-()){0,3} (b)", f"{arrow}{times} ()) (b)"))
    assert "(()-[p:…]->())" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY}"


# ---- days ----

OWN_DAY = '// own_day = "because"\n' + HEAD
ON_DAY = f"x:SERVES WHERE {TICK} AND p.from_min <= day < p.to_max".replace("p.", "x.")


def with_day(pattern: str) -> str:
    return BODY.replace("RETURN a.id", f"WITH a, b, $as_of AS day\nMATCH {pattern}\nRETURN a.id")


def test_a_day_of_its_own_may_stand_on_a_single_step(tmp_path: Path) -> None:
    read(tmp_path, OWN_DAY + with_day(f"(b)<-[{ON_DAY}]-(c)"))
    error = refused(tmp_path, HEAD + with_day(f"(b)<-[{ON_DAY}]-(c)"))
    assert "日期谓词" in error.what.zh  # only where the head gives the reason


def test_a_day_of_its_own_may_stand_in_a_path_of_several_steps(tmp_path: Path) -> None:
    path = f"(b) (()<-[{ON_DAY}]-()){{1,3}} (c)"
    read(tmp_path, OWN_DAY + with_day(path))
    assert "x 缺少日期谓词" in refused(tmp_path, HEAD + with_day(path)).what.zh
    short = f"(b)<-[{ON_DAY}]-{{1,3}} (c)"
    assert "多步路径" in refused(tmp_path, OWN_DAY + with_day(short)).what.zh
    # said behind the path, of every step: the steps themselves must say it
    undated = path.replace(" AND x.from_min <= day < x.to_max", "")
    behind = f"{undated} WHERE all(e IN x WHERE e.from_min <= day < e.to_max)"
    assert "x 缺少日期谓词" in refused(tmp_path, OWN_DAY + with_day(behind)).what.zh


def test_any_time_excuses_the_day_of_that_type_and_never_recorded_time(tmp_path: Path) -> None:
    excused = '// any_time = {PART_OF = "whatever the day"}\n' + HEAD
    undated = BODY.replace(f" AND {POSSIBLY}", "")
    read(tmp_path, excused + undated)
    assert "日期谓词" in refused(tmp_path, HEAD + undated).what.zh
    two_types = undated.replace("p:PART_OF", "p:PART_OF|SERVES")
    assert "日期谓词" in refused(tmp_path, excused + two_types).what.zh
    undated = BODY.replace(f"{TICK} AND ", "").replace("size(", "$tick > 0 AND size(")
    assert "批次谓词" in refused(tmp_path, excused + undated).what.zh


def test_any_time_names_only_what_is_read(tmp_path: Path) -> None:
    for type_ in ("SERVES", "PARTOF"):
        named = f'// any_time = {{{type_} = "never read"}}\n' + HEAD
        assert type_ in refused(tmp_path, named + BODY).what.zh


# ---- nothing is written ----


@pytest.mark.parametrize(
    "clause",
    [
        "SET a.name = 'x'", "set a:Unit", "CREATE (x)", "CREATE INDEX i FOR (n:Unit) ON (n.x)",
        "MERGE (x:Unit)", "DELETE a", "DETACH DELETE a", "REMOVE a.name", "DROP INDEX i",
        "INSERT (x)", "FOREACH (x IN [1] | CREATE (y))", "LOAD CSV FROM 'file:///x' AS line",
        "LOAD\n  CSV FROM 'x' AS line", "CALL db.labels() YIELD label", "CALL apoc.do.it('x')",
        "CALL `db`.labels()", "CALL proc()", "call dbms.components() YIELD name",
        "CALL (a) { SET a.x = 1 }", "CALL/* */db.labels()",
    ],
)  # fmt: skip
def test_a_clause_that_writes_is_refused_on_its_line(tmp_path: Path, clause: str) -> None:
    error = refused(tmp_path, body("RETURN a.id", f"WITH a, b\n{clause}\nRETURN a.id"))
    assert "不得写入" in error.what.zh
    assert error.where == f"small.cypher:{FIRST_LINE_OF_BODY + 3}"


@pytest.mark.parametrize(
    "harmless",
    [
        "// SET CREATE CALL db.labels()",
        "/* DELETE\n everything */",
        "WITH a, b WHERE a.name <> 'SET' AND a.name <> \"DROP it's\"",
        "WITH a, b WHERE a.set <> 1 AND a.created <> 2 AND a.offset > 1",
        "CALL (a) { RETURN 1 AS one }",
        "CALL () { RETURN 1 AS one }",
        "CALL { RETURN 1 AS one }",
    ],
)
def test_words_in_strings_comments_and_names_are_harmless(tmp_path: Path, harmless: str) -> None:
    read(tmp_path, body("RETURN a.id", f"{harmless}\nRETURN a.id"))


def test_a_comment_moves_no_line(tmp_path: Path) -> None:
    comments = "WITH a, b\n// one\n// two\n/* three\nfour */\nSET a.x = 1\nRETURN a.id"
    text = body("RETURN a.id", comments)
    assert refused(tmp_path, text).where == f"small.cypher:{FIRST_LINE_OF_BODY + 7}"
