// name = "agreements-renewed"
// family = "agreements"
// title.zh = "续签的共建协议"
// title.en = "Agreements that renew another"
// about.zh = "承继另一份协议的协议，连同被续签的那份。新协议最早开始日不晚于旧协议最晚结束日，即为衔接。"
// about.en = "Agreements that succeed another one, with the one they renew. It was renewed without a gap where the new one may begin by the day on which the old one ends at the latest."
//
// [any_time]
// CO_BUILDS = "the older one has ended"
// STATE = "the same"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "newer"
// type = "id"
// title = {zh = "新协议标识", en = "newer agreement"}
// identity = true
//
// [[columns]]
// name = "newer_name"
// type = "string"
// title = {zh = "新协议", en = "newer"}
//
// [[columns]]
// name = "older"
// type = "id"
// title = {zh = "旧协议标识", en = "older agreement"}
// identity = true
//
// [[columns]]
// name = "older_name"
// type = "string"
// title = {zh = "旧协议", en = "older"}
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
// name = "older_ends"
// type = "date"
// title = {zh = "旧协议止于", en = "older ends"}
//
// [[columns]]
// name = "newer_begins"
// type = "date"
// title = {zh = "新协议始于", en = "newer begins"}
//
// [[columns]]
// name = "in_time"
// type = "boolean"
// title = {zh = "是否衔接", en = "without a gap"}
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
CALL (a) {
  MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to]->(a)
  WITH c.agreement AS newer_id, min(c.from_min) AS begins
  MATCH (n:Agreement {id: newer_id})-[r:SUCCEEDS WHERE r.known_from <= $tick < r.known_to AND r.from_min <= $as_of < r.to_max]->(o:Agreement)
  WITH n, begins, o, r ORDER BY r.key
  RETURN n, begins, o, head(collect(r)) AS one
}
CALL (o) {
  OPTIONAL MATCH (o)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(o)
  RETURN max(st.to_max) AS ends
}
RETURN n.id AS newer,
       n.name AS newer_name,
       o.id AS older,
       o.name AS older_name,
       a.id AS area_id,
       a.name AS area,
       ends AS older_ends,
       begins AS newer_begins,
       coalesce(begins <= ends, false) AS in_time,
       one.sources AS sources
ORDER BY newer_name, newer, older, area_id
