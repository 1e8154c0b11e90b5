// name = "agreements-lapsed"
// family = "agreements"
// title.zh = "已到期而没有续签的共建协议"
// title.en = "Agreements that ended and were not renewed"
// about.zh = "该日确定已结束、没有续签协议承继、同一签约方在同一地区也没有别的有效协议。"
// about.en = "Ended for certain by that day, with no renewal that succeeds it and no other agreement of the same party in the same area."
//
// [any_time]
// CO_BUILDS = "what has ended is looked for"
// SUCCEEDS = "a renewal may begin later"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "协议", en = "agreement"}
//
// [[columns]]
// name = "party_id"
// type = "id"
// title = {zh = "签约方标识", en = "party id"}
// identity = true
//
// [[columns]]
// name = "party"
// type = "string"
// title = {zh = "签约方", en = "party"}
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
// name = "ended"
// type = "date"
// title = {zh = "结束于", en = "ended on"}
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
  WHERE c.to_max <= $as_of
    AND NOT EXISTS { (x)-[o:CO_BUILDS WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(a) }
  MATCH (g:Agreement {id: c.agreement})
  WHERE NOT EXISTS { (newer:Agreement)-[r:SUCCEEDS WHERE r.known_from <= $tick < r.known_to]->(g) }
  WITH x, g, c ORDER BY c.to_max, c.key
  RETURN x, g, last(collect(c)) AS one
}
RETURN g.id AS agreement,
       g.name AS name,
       x.id AS party_id,
       x.name AS party,
       a.id AS area_id,
       a.name AS area,
       one.to_max AS ended,
       one.sources AS sources
ORDER BY ended, name, agreement, party_id, area_id
