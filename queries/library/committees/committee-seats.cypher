// name = "committee-seats"
// family = "committees"
// title.zh = "委员会的席位构成"
// title.en = "Make-up of the seats of committees"
// about.zh = "每个机构的席位：专职、兼职、到位、空缺；persons 是该日到位的席位数，即专兼职委员总数。"
// about.en = "Seats of each committee: full time, part time, filled, vacant; persons is how many are filled that day, the number that rules speak of."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
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
// name = "seats"
// type = "integer"
// title = {zh = "席位", en = "seats"}
//
// [[columns]]
// name = "full_time"
// type = "integer"
// title = {zh = "专职", en = "full time"}
//
// [[columns]]
// name = "part_time"
// type = "integer"
// title = {zh = "兼职", en = "part time"}
//
// [[columns]]
// name = "vacant"
// type = "integer"
// title = {zh = "空缺", en = "vacant"}
//
// [[columns]]
// name = "persons"
// type = "integer"
// title = {zh = "专兼职委员总数", en = "persons"}
//
// [[columns]]
// name = "odd"
// type = "boolean"
// title = {zh = "是否奇数", en = "odd"}
//
// # posts.csv P11: the one seat of C03 that is named.
// [[examples]]
// parameters = {area = "小店区"}
// as_of = 2020-12-31
// columns = ["committee", "seats", "part_time", "vacant", "odd"]
// rows = [
//   ["小店区党建工作协调委员会", 1, 1, 0, true],
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
MATCH (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(k)
WITH DISTINCT a, k, n
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, k, count(n) AS seats,
     sum(CASE WHEN state.kind = '专职' THEN 1 ELSE 0 END) AS full_time,
     sum(CASE WHEN state.kind = '兼职' THEN 1 ELSE 0 END) AS part_time,
     sum(CASE WHEN state.status = '空缺' THEN 1 ELSE 0 END) AS vacant
RETURN k.id AS committee_id,
       k.name AS committee,
       a.id AS area_id,
       a.name AS area,
       seats AS seats,
       full_time AS full_time,
       part_time AS part_time,
       vacant AS vacant,
       seats - vacant AS persons,
       (seats - vacant) % 2 = 1 AS odd
ORDER BY area, committee, committee_id, area_id
