// name = "agreements-unsigned"
// family = "quality"
// title.zh = "共建与签署对不上的协议"
// title.en = "Agreements whose co-building and signatures disagree"
// about.zh = "以该区域及其下级为共建地区：有共建边而没有对应签署的签约方。两者由同一行写出，应当一致。"
// about.en = "In the area or below it: parties that co-build under an agreement that they are not recorded to have signed. One row of the register writes both, so they should agree."
//
// [any_time]
// SIGNED = "a signature of any day counts"
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
// title = {zh = "共建方", en = "party"}
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
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
OPTIONAL MATCH (g:Agreement {id: c.agreement})
WITH x, g, c
WHERE g IS NULL OR NOT EXISTS { (x)-[m:SIGNED WHERE m.known_from <= $tick < m.known_to]->(g) }
WITH x, c.agreement AS paper, g, c ORDER BY c.key
WITH x, paper, g, head(collect(c)) AS one
RETURN coalesce(paper, '') AS agreement,
       coalesce(g.name, '') AS name,
       x.id AS party_id,
       x.name AS party,
       one.sources AS sources
ORDER BY name, party, agreement, party_id
