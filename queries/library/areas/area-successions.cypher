// name = "area-successions"
// family = "areas"
// title.zh = "区域的拆分、合并与更名"
// title.en = "Splits, mergers and renamings of areas"
// about.zh = "该区域及其下级中承继了别的区域、或被别的区域承继的，不论哪一天。"
// about.en = "Areas, the area itself or below it, that succeeded another one or were succeeded, whatever the day."
//
// [any_time]
// SUCCEEDS = "successions are listed whatever the day"
// PART_OF = "an area that has gone has no place today"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "newer_id"
// type = "id"
// title = {zh = "新区域标识", en = "newer id"}
// identity = true
//
// [[columns]]
// name = "newer"
// type = "string"
// title = {zh = "新区域", en = "newer"}
//
// [[columns]]
// name = "older_id"
// type = "id"
// title = {zh = "原区域标识", en = "older id"}
// identity = true
//
// [[columns]]
// name = "older"
// type = "string"
// title = {zh = "原区域", en = "older"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "方式", en = "kind"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早", en = "earliest"}
//
// [[columns]]
// name = "from_max"
// type = "date"
// title = {zh = "最晚", en = "latest"}
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (a)-[r:SUCCEEDS WHERE r.known_from <= $tick < r.known_to]->(o) RETURN a AS n, o AS o, r AS r
  UNION
  MATCH (n)-[r:SUCCEEDS WHERE r.known_from <= $tick < r.known_to]->(a) RETURN n AS n, a AS o, r AS r
}
WITH DISTINCT n, o, r
RETURN n.id AS newer_id,
       n.name AS newer,
       o.id AS older_id,
       o.name AS older,
       coalesce(r.kind, '') AS kind,
       r.from_min AS from_min,
       r.from_max AS from_max,
       r.key AS fact,
       r.sources AS sources
ORDER BY from_max, newer, older, fact, newer_id, older_id
