// name = "enterprise-states"
// family = "ownership"
// title.zh = "一家企业在时间里的名称与状况"
// title.en = "Names and states of an enterprise in time"
// about.zh = "企业、单位或持股方先后有过的名称、代码、类别和状态，以及来源用过的别称，不论哪一天；该日是否有效另列。"
// about.en = "The names, codes, kinds and statuses that an enterprise, unit or holder has had, and other names that sources use, whatever the day; whether each holds on the day is a column."
// any_time = {STATE = "the question is how it changed", NAMED = "the same"}
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
// required = true
//
// [[columns]]
// name = "body_id"
// type = "id"
// title = {zh = "标识", en = "id"}
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
// name = "level"
// type = "string"
// title = {zh = "是什么", en = "what it is"}
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
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
MATCH (c:Enterprise|Unit|Holder {id: $company})
OPTIONAL MATCH (c)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to
                                   AND l.from_min <= $as_of < l.to_max]->(area)
    (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                     AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
WHERE s.id IN $scope
WITH c, count(s) AS inside
WHERE size($scope) = 0 OR inside > 0
CALL (c) {
  MATCH (c)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(c)
  RETURN '状况' AS aspect, 1 AS place, st.name AS name, st.code AS code, st.kind AS kind,
         st.status AS status, st.key AS fact, st.sources AS sources, st.from_min AS from_min,
         st.from_max AS from_max, st.to_min AS to_min, st.to_max AS to_max
  UNION ALL
  MATCH (c)-[n:NAMED WHERE n.known_from <= $tick < n.known_to]->(c)
  RETURN '别称' AS aspect, 2 AS place, n.name AS name, '' AS code, '' AS kind,
         '' AS status, n.key AS fact, n.sources AS sources, n.from_min AS from_min,
         n.from_max AS from_max, n.to_min AS to_min, n.to_max AS to_max
}
RETURN c.id AS body_id,
       aspect AS aspect,
       coalesce(name, '') AS name,
       coalesce(code, '') AS code,
       labels(c)[0] AS level,
       coalesce(kind, '') AS kind,
       coalesce(status, '') AS status,
       CASE WHEN from_max <= $as_of < to_min THEN '确定'
            WHEN from_min <= $as_of < to_max THEN '可能' ELSE '否' END AS in_force,
       from_min AS from_min,
       from_max AS from_max,
       to_min AS to_min,
       to_max AS to_max,
       fact AS fact,
       sources AS sources
ORDER BY place, from_max, to_max, name, fact
