// name = "body-agreements"
// family = "agreements"
// title.zh = "一个单位签的共建协议"
// title.en = "Agreements that a body has signed"
// about.zh = "该单位、企业或党组织签署的协议，不论共建地区，每份一行：哪一方、与谁、该日是否有效。"
// about.en = "Every agreement that the body signed, wherever it is hosted: on which side, with whom, and whether it is in force that day."
//
// [any_time]
// SIGNED = "agreements that have ended are listed too"
// STATE = "the same"
//
// [[parameters]]
// name = "body"
// type = "body"
// title = {zh = "单位或组织", en = "body"}
// required = true
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
// identity = true
//
// [[columns]]
// name = "number"
// type = "string"
// title = {zh = "协议编号", en = "number"}
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "协议", en = "agreement"}
//
// [[columns]]
// name = "side"
// type = "string"
// title = {zh = "签约方", en = "side"}
// identity = true
//
// [[columns]]
// name = "others"
// type = "string"
// title = {zh = "其他各方", en = "other parties"}
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
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # agreements.csv A0-1: O007 is 甲方, the other three stand beside it.
// [[examples]]
// parameters = {body = "日富物业公司党支部"}
// as_of = 2021-01-01
// columns = ["number", "side", "others", "in_force"]
// rows = [
//   ["A0-1", "甲方", "河西社区党总支、航苑小区业主委员会、航苑小区社保党支部", "可能"],
// ]
MATCH (b:Unit|Enterprise|Branch|Committee {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to
               AND v.from_min <= $as_of < v.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b)-[m:SIGNED WHERE m.known_from <= $tick < m.known_to]->(g:Agreement)
WITH b, g, coalesce(m.side, '') AS side, m ORDER BY m.from_max, m.key
WITH b, g, side, last(collect(m)) AS one
CALL (b, g) {
  OPTIONAL MATCH (x)-[n:SIGNED WHERE n.known_from <= $tick < n.known_to]->(g) WHERE x <> b
  WITH DISTINCT x.name AS other ORDER BY other
  RETURN collect(other) AS others
}
CALL (g) {
  OPTIONAL MATCH (g)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(g)
  WITH st ORDER BY st.from_max, st.key
  RETURN last(collect(st)) AS state
}
RETURN g.id AS agreement,
       coalesce(state.number, '') AS number,
       coalesce(state.name, g.name) AS name,
       side AS side,
       reduce(t = '', x IN others | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS others,
       CASE WHEN one.from_max <= $as_of < one.to_min THEN '确定' WHEN one.from_min <= $as_of < one.to_max THEN '可能' ELSE '否' END AS in_force,
       one.from_min AS from_min,
       one.from_max AS from_max,
       one.to_min AS to_min,
       one.to_max AS to_max,
       one.sources AS sources
ORDER BY number, name, agreement, side
