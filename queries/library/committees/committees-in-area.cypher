// name = "committees-in-area"
// family = "committees"
// title.zh = "一个区域的议事协调机构"
// title.en = "Committees of an area"
// about.zh = "服务于该区域及其下级的大工委、大党委、联席会、联盟等，按机构计成员单位，按席位计席位，二者分开。"
// about.en = "Committees that serve the area or one below it. Members count bodies, seats count posts; the two are kept apart."
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
// choices = ["大工委", "大党委", "联席会", "联盟", "联合党组织", "协调委员会", "领导小组"]
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
// name = "members"
// type = "integer"
// title = {zh = "成员单位", en = "member bodies"}
//
// [[columns]]
// name = "seats"
// type = "integer"
// title = {zh = "席位", en = "seats"}
//
// [[columns]]
// name = "appointed"
// type = "integer"
// title = {zh = "交叉任职", en = "joint appointments"}
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
//
// # committees.csv C01 with the four members of members.csv; posts.csv names no seat there.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2020-12-31
// columns = ["committee", "kind", "members", "seats", "in_force"]
// rows = [
//   ["航苑小区联合党组织", "联合党组织", 4, 0, "可能"],
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
  OPTIONAL MATCH (k)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(k)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, k, v, state WHERE $kind IS NULL OR state.kind = $kind
CALL (k) {
  OPTIONAL MATCH (m)-[mo:MEMBER_OF WHERE mo.known_from <= $tick < mo.known_to AND mo.from_min <= $as_of < mo.to_max]->(k) RETURN count(DISTINCT m.id) AS members
}
CALL (k) {
  OPTIONAL MATCH (s:Post)-[po:POST_OF WHERE po.known_from <= $tick < po.known_to AND po.from_min <= $as_of < po.to_max]->(k) RETURN count(DISTINCT s.id) AS seats
}
CALL (k) {
  OPTIONAL MATCH (h)-[ja:JOINTLY_APPOINTED WHERE ja.known_from <= $tick < ja.known_to AND ja.from_min <= $as_of < ja.to_max]->(k) RETURN count(DISTINCT ja.key) AS appointed
}
RETURN k.id AS committee_id,
       coalesce(state.name, k.name) AS committee,
       coalesce(state.kind, '') AS kind,
       a.id AS area_id,
       a.name AS area,
       members AS members,
       seats AS seats,
       appointed AS appointed,
       CASE WHEN v.from_max <= $as_of < v.to_min THEN '确定' ELSE '可能' END AS in_force,
       v.sources AS sources
ORDER BY kind, area, committee, committee_id, area_id
