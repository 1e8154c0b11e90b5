// name = "agreements-ending"
// family = "agreements"
// title.zh = "一段日子内到期的共建协议"
// title.en = "Agreements that end before a day"
// about.zh = "该日可能有效、并在 until 之前（不含）确定或可能结束的协议。没有载明止期的不列。"
// about.en = "Agreements possibly in force that day that certainly or possibly end before `until`. Those without a stated end are left out."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "until"
// type = "date"
// title = {zh = "在此日之前", en = "before this day"}
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
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
//
// [[columns]]
// name = "area"
// type = "string"
// title = {zh = "共建地区", en = "host area"}
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
// name = "ends"
// type = "certainty"
// title = {zh = "是否在此前结束", en = "ends before it"}
//
// [[columns]]
// name = "dates_text"
// type = "string"
// title = {zh = "日期原文", en = "dates as stated"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
WHERE c.to_min < $until AND c.to_max < date('9999-12-31')
MATCH (g:Agreement {id: c.agreement})
WITH a, g, c ORDER BY c.to_max, c.key
WITH a, g, head(collect(c)) AS one
CALL (g) {
  OPTIONAL MATCH (g)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(g)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN g.id AS agreement,
       coalesce(state.number, '') AS number,
       coalesce(state.name, g.name) AS name,
       a.id AS area_id,
       a.name AS area,
       one.to_min AS to_min,
       one.to_max AS to_max,
       CASE WHEN one.to_max <= $until THEN '确定' ELSE '可能' END AS ends,
       one.dates_text AS dates_text,
       one.sources AS sources
ORDER BY to_max, number, agreement, area_id
