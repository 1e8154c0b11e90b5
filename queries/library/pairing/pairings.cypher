// name = "pairings"
// family = "pairing"
// title.zh = "谁包联一个区域"
// title.en = "Who is paired with an area"
// about.zh = "与该区域及其下级包联、结对、联系、挂点的单位。四类各计各的，不能相加。"
// about.en = "Bodies responsible for, paired with, in contact with or stationed at the area or one below it. Four kinds that must not be added up."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
// choices = ["包联", "结对", "联系点", "挂点"]
//
// [[columns]]
// name = "body_id"
// type = "id"
// title = {zh = "单位标识", en = "body id"}
// identity = true
//
// [[columns]]
// name = "body"
// type = "string"
// title = {zh = "单位", en = "body"}
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
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
// identity = true
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
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
MATCH (b)-[w:PAIRED_WITH WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(a)
WHERE $kind IS NULL OR w.kind = $kind
WITH a, b, coalesce(w.kind, '') AS kind, w ORDER BY w.from_max, w.key
WITH a, b, kind, head(collect(w)) AS w
RETURN b.id AS body_id,
       b.name AS body,
       a.id AS area_id,
       a.name AS area,
       kind AS kind,
       CASE WHEN w.from_max <= $as_of < w.to_min THEN '确定' ELSE '可能' END AS in_force,
       w.sources AS sources
ORDER BY area, kind, body, body_id, area_id
