// name = "several-agreements"
// family = "agreements"
// title.zh = "签了几份协议的单位"
// title.en = "Bodies with several agreements"
// about.zh = "在该区域及其下级可能有效的协议至少有 least 份的签约方，以及它们涉及几个地区。"
// about.en = "Parties with at least `least` agreements possibly in force in the area or below it, and in how many areas."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "least"
// type = "integer"
// title = {zh = "至少几份", en = "at least"}
// default = 2
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
// name = "label"
// type = "string"
// title = {zh = "类型", en = "type"}
//
// [[columns]]
// name = "agreements"
// type = "integer"
// title = {zh = "协议数", en = "agreements"}
//
// [[columns]]
// name = "areas"
// type = "integer"
// title = {zh = "地区数", en = "areas"}
//
// # Nobody in 新城区 is known with more than one agreement; with one there are four.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2021-01-01
// columns = ["party", "agreements"]
// rows = [
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
WITH x, count(DISTINCT c.agreement) AS agreements, count(DISTINCT a.id) AS areas
WHERE agreements >= $least
RETURN x.id AS party_id,
       x.name AS party,
       labels(x)[0] AS label,
       agreements AS agreements,
       areas AS areas
ORDER BY agreements DESC, party, party_id
