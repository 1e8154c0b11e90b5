// name = "coverage-gaps"
// family = "coverage"
// title.zh = "哪些区域没有有效的共建协议"
// title.en = "Areas without an agreement in force"
// about.zh = "该日连可能有效的协议也没有的区域；曾有过的，列出最后一份何时结束、与谁签的。"
// about.en = "Areas with no agreement even possibly in force that day; where there was one, when the last ended and with whom."
//
// [any_time]
// CO_BUILDS = "the last agreement has ended"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "level"
// type = "string"
// title = {zh = "看哪一级", en = "level"}
// default = "Community"
// choices = ["District", "Street", "Community", "Grid", "Site"]
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
//
// [[columns]]
// name = "code"
// type = "string"
// title = {zh = "代码", en = "code"}
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
// name = "last_end"
// type = "date"
// title = {zh = "最后一份止于", en = "last one ended"}
//
// [[columns]]
// name = "last_party"
// type = "string"
// title = {zh = "与谁", en = "with whom"}
//
// [[columns]]
// name = "list_date"
// type = "string"
// title = {zh = "名单日期", en = "date of the list"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # Two sites of 新城区 are named: 航苑小区 has agreement A0-1, the lane 老缸房街 has none.
// [[examples]]
// parameters = {area = "新城区", level = "Site"}
// as_of = 2021-01-01
// columns = ["area", "above", "last_party"]
// rows = [
//   ["老缸房街", "新城区", ""],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WHERE $level IN labels(a)
WITH DISTINCT a
WHERE (size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope })
  AND NOT EXISTS { (a)<-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]-(x) }
MATCH (a)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to AND up.from_min <= $as_of < up.to_max]->(above)
WITH a, up, above ORDER BY up.from_max, up.key
WITH a, last(collect(up)) AS up, last(collect(above)) AS above
CALL (a) {
  OPTIONAL MATCH (a)<-[o:CO_BUILDS WHERE o.known_from <= $tick < o.known_to]-(y) WHERE o.to_max <= $as_of
  WITH o, y ORDER BY o.to_max, y.name, o.key
  RETURN last(collect(o.to_max)) AS ended, last(collect(y.name)) AS party
}
RETURN a.id AS area_id,
       coalesce(a.code, '') AS code,
       a.name AS area,
       above.name AS above,
       ended AS last_end,
       coalesce(party, '') AS last_party,
       coalesce(up.dates_text, '') AS list_date,
       up.sources AS sources
ORDER BY code = '', code, area, area_id
