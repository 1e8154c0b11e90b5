// name = "unpaired-areas"
// family = "pairing"
// title.zh = "没有单位包联的区域"
// title.en = "Areas that nobody is paired with"
// about.zh = "该日没有任何单位以所问的类别与之包联的区域。"
// about.en = "Areas with which no body is possibly paired that day in the kind that is asked for."
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
// [[parameters]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
// default = "包联"
// choices = ["包联", "结对", "联系点", "挂点"]
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
// name = "other_kinds"
// type = "string"
// title = {zh = "其他结对", en = "paired otherwise"}
//
// # No public register says who looks after 东街街道 or any other street of 新城区.
// [[examples]]
// parameters = {area = "东街街道", level = "Street"}
// as_of = 2021-01-01
// columns = ["code", "area", "other_kinds"]
// rows = [
//   ["150102004", "东街街道", ""],
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
CALL (a) {
  OPTIONAL MATCH (b)-[w:PAIRED_WITH WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(a)
  WITH DISTINCT w.kind AS kind ORDER BY kind
  RETURN collect(kind) AS kinds
}
WITH a, kinds WHERE NOT $kind IN kinds
RETURN a.id AS area_id,
       coalesce(a.code, '') AS code,
       a.name AS area,
       reduce(t = '', x IN kinds | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS other_kinds
ORDER BY code = '', code, area, area_id
