// name = "area-states"
// family = "areas"
// title.zh = "一个区域在时间里的名称与状况"
// title.en = "Names and states of an area in time"
// about.zh = "同一个区域先后有过的名称、代码、类别和上级，以及来源用过的别称，不论哪一天；该日是否有效另列。改名、改码仍是同一个区域。"
// about.en = "The names, codes, kinds and areas above that one area has had, and other names that sources use, whatever the day; whether each holds on the day is a column. A renamed or re-coded area stays one area."
// any_time = {STATE = "the question is how it changed", NAMED = "the same", PART_OF = "the same"}
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "aspect"
// type = "string"
// title = {zh = "方面", en = "aspect"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "code"
// type = "string"
// title = {zh = "代码", en = "code"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "status"
// type = "string"
// title = {zh = "状态", en = "status"}
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "所指区域标识", en = "id of the area named"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早开始", en = "earliest start"}
//
// [[columns]]
// name = "from_max"
// type = "date"
// title = {zh = "最晚开始", en = "latest start"}
//
// [[columns]]
// name = "to_min"
// type = "date"
// title = {zh = "最早结束", en = "earliest end"}
//
// [[columns]]
// name = "to_max"
// type = "date"
// title = {zh = "最晚结束", en = "latest end"}
//
// [[columns]]
// name = "dates_text"
// type = "string"
// title = {zh = "日期原文", en = "dates as stated"}
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # The list and an article of 2020 call it 昭乌达路街道, an article of April 2023 昭乌达南路街道: it was
// # renamed between the two, and nobody says for how long. It lies in 赛罕区 by all of them.
// [[examples]]
// parameters = {area = "150105006"}
// as_of = 2024-01-01
// columns = ["aspect", "name", "code", "in_force"]
// rows = [
//   ["状况", "昭乌达路街道", "150105006", "否"],
//   ["状况", "昭乌达南路街道", "150105006", "可能"],
//   ["隶属区域", "赛罕区", "", "确定"],
// ]
MATCH (a:City|District|Street|Community|Grid|Site|Building {id: $area})
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(a)
  RETURN '状况' AS aspect, 1 AS place, st.name AS name, st.code AS code, st.kind AS kind,
         st.status AS status, '' AS area_id, st.key AS fact, st.sources AS sources,
         st.from_min AS from_min, st.from_max AS from_max, st.to_min AS to_min,
         st.to_max AS to_max, st.dates_text AS dates_text
  UNION ALL
  MATCH (a)-[n:NAMED WHERE n.known_from <= $tick < n.known_to]->(a)
  RETURN '别称' AS aspect, 2 AS place, n.name AS name, '' AS code, '' AS kind,
         '' AS status, '' AS area_id, n.key AS fact, n.sources AS sources,
         n.from_min AS from_min, n.from_max AS from_max, n.to_min AS to_min,
         n.to_max AS to_max, n.dates_text AS dates_text
  UNION ALL
  MATCH (a)-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]->(b)
  RETURN '隶属区域' AS aspect, 3 AS place, b.name AS name, '' AS code, '' AS kind,
         '' AS status, b.id AS area_id, p.key AS fact, p.sources AS sources,
         p.from_min AS from_min, p.from_max AS from_max, p.to_min AS to_min,
         p.to_max AS to_max, p.dates_text AS dates_text
}
RETURN aspect AS aspect,
       coalesce(name, '') AS name,
       coalesce(code, '') AS code,
       coalesce(kind, '') AS kind,
       coalesce(status, '') AS status,
       area_id AS area_id,
       CASE WHEN from_max <= $as_of < to_min THEN '确定'
            WHEN from_min <= $as_of < to_max THEN '可能' ELSE '否' END AS in_force,
       from_min AS from_min,
       from_max AS from_max,
       to_min AS to_min,
       to_max AS to_max,
       dates_text AS dates_text,
       fact AS fact,
       sources AS sources
ORDER BY place, from_max, to_max, name, fact
