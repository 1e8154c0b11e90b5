// name = "areas-changed"
// family = "areas"
// title.zh = "一段日子里新设、撤销的区域"
// title.en = "Areas that appeared or went in a period"
// about.zh = "直接隶属关系在 since（不含）到该日之间最早开始或最晚结束的下级区域。"
// about.en = "Areas below whose membership began after `since` and by the day, or ended in that time."
//
// [any_time]
// PART_OF = "what began or ended in the period is looked for"
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
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
//
// [[columns]]
// name = "area"
// type = "string"
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "above"
// type = "string"
// title = {zh = "上级", en = "above"}
//
// [[columns]]
// name = "change"
// type = "string"
// title = {zh = "变化", en = "change"}
//
// [[columns]]
// name = "day"
// type = "date"
// title = {zh = "日期", en = "day"}
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
//
// # areas.csv: 万通路街道 and 东客站 (2024), 外运小区 (2023-04) came after the list of 2021.
// [[examples]]
// parameters = {area = "新城区", since = "2021-06-01"}
// as_of = 2024-12-31
// columns = ["area", "above", "change", "dates_text"]
// rows = [
//   ["外运小区", "新城区", "设立", "2023-04 报告"],
//   ["东客站", "万通路街道", "设立", "2024 报告"],
//   ["万通路街道", "新城区", "设立", "2024 报告"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]-()){0,4} (b)
WITH DISTINCT b
WHERE size($scope) = 0 OR EXISTS {
  (b) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (a)-[u:PART_OF WHERE u.known_from <= $tick < u.known_to]->(b)
WITH a, b, u, u.from_min > $since AND u.from_min <= $as_of AS came,
     u.to_max > $since AND u.to_max <= $as_of AS went
WHERE came OR went
RETURN u.key AS fact,
       a.id AS area_id,
       a.name AS area,
       b.name AS above,
       CASE WHEN came AND went THEN '设立又撤销' WHEN came THEN '设立' ELSE '撤销' END AS change,
       CASE WHEN went THEN u.to_max ELSE u.from_min END AS day,
       coalesce(u.dates_text, '') AS dates_text,
       u.sources AS sources
ORDER BY day, above, area, fact
