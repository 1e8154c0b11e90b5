// name = "effective-coverage"
// family = "coverage"
// title.zh = "有形与有效：设立与活动"
// title.en = "Set up, and at work"
// about.zh = "该区域及其下级每个大工委、大党委等机构：设立即“有形”；since 起至该日召开过会议或活动，即“有效”。"
// about.en = "Every committee that serves the area or one below it: to be set up is one thing; to have held a meeting or activity from `since` to the day is another."
//
// [any_time]
// HELD = "activities of the whole period count"
// STATE = "an activity has its own day"
// TAKES_PART = "the same"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "since"
// type = "date"
// title = {zh = "从哪天起", en = "since"}
// required = true
//
// [[columns]]
// name = "committee_id"
// type = "id"
// title = {zh = "机构标识", en = "committee id"}
// identity = true
//
// [[columns]]
// name = "committee"
// type = "string"
// title = {zh = "机构", en = "committee"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
//
// [[columns]]
// name = "area"
// type = "string"
// title = {zh = "服务区域", en = "area served"}
//
// [[columns]]
// name = "meetings"
// type = "integer"
// title = {zh = "会议数", en = "meetings"}
//
// [[columns]]
// name = "activities"
// type = "integer"
// title = {zh = "其他活动数", en = "other activities"}
//
// [[columns]]
// name = "attending"
// type = "integer"
// title = {zh = "参加单位数", en = "bodies attending"}
//
// [[columns]]
// name = "effective"
// type = "boolean"
// title = {zh = "是否有效", en = "at work"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # C01 exists (有形); W012 is its meeting of 2020: a day in that year is not known.
// [[examples]]
// parameters = {area = "新城区", since = "2020-01-01"}
// as_of = 2020-12-31
// columns = ["committee", "meetings", "effective"]
// rows = [
//   ["航苑小区联合党组织", 1, true],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (k:Committee)-[v:SERVES WHERE v.known_from <= $tick < v.known_to AND v.from_min <= $as_of < v.to_max]->(a)
WITH a, k, v ORDER BY v.from_max, v.key
WITH a, k, head(collect(v)) AS v
CALL (k) {
  OPTIONAL MATCH (k)-[h:HELD WHERE h.known_from <= $tick < h.known_to]->(y:Activity)
  WHERE h.from_min <= $as_of AND h.to_max > $since
  OPTIONAL MATCH (y)-[ys:STATE WHERE ys.known_from <= $tick < ys.known_to]->(y)
  OPTIONAL MATCH (x)-[tp:TAKES_PART WHERE tp.known_from <= $tick < tp.known_to]->(y)
  WITH y, x, max(CASE WHEN ys.kind IN ['联席会议', '议事会'] THEN 1 ELSE 0 END) AS met
  WITH y, max(met) AS met, collect(DISTINCT x.id) AS who
  UNWIND CASE WHEN size(who) = 0 THEN [null] ELSE who END AS one
  RETURN count(DISTINCT y.id) AS held,
         count(DISTINCT CASE WHEN met = 1 THEN y.id END) AS meetings,
         count(DISTINCT one) AS attending
}
CALL (k) {
  OPTIONAL MATCH (k)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(k)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN k.id AS committee_id,
       coalesce(state.name, k.name) AS committee,
       coalesce(state.kind, '') AS kind,
       a.id AS area_id,
       a.name AS area,
       meetings AS meetings,
       held - meetings AS activities,
       attending AS attending,
       held > 0 AS effective,
       v.sources AS sources
ORDER BY area, committee, committee_id, area_id
