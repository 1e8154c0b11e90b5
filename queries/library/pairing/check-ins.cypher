// name = "check-ins"
// family = "pairing"
// title.zh = "双报到：单位报到与在职党员报到"
// title.en = "Check-ins of units and of their members"
// about.zh = "向该区域及其下级报到的单位；在职党员报到只计人数，不计人。两类分列，单位数与人数各计各的。"
// about.en = "Units that checked in at the area or one below it; of members only their number. The two kinds stand apart."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
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
// name = "units"
// type = "integer"
// title = {zh = "报到单位", en = "units"}
//
// [[columns]]
// name = "member_units"
// type = "integer"
// title = {zh = "有党员报到的单位", en = "units of members"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "报到党员（已知的）", en = "members, as far as known"}
//
// [[columns]]
// name = "services"
// type = "integer"
// title = {zh = "服务次数", en = "services"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b)-[w:CHECKED_IN WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(a)
WITH a, b, coalesce(w.kind, '') AS kind, max(coalesce(w.members, 0)) AS members, max(coalesce(w.services, 0)) AS services
RETURN a.id AS area_id,
       a.name AS area,
       count(DISTINCT CASE WHEN kind = '单位报到' THEN b.id END) AS units,
       count(DISTINCT CASE WHEN kind = '在职党员报到' THEN b.id END) AS member_units,
       sum(CASE WHEN kind = '在职党员报到' THEN members ELSE 0 END) AS members,
       sum(services) AS services
ORDER BY area, area_id
