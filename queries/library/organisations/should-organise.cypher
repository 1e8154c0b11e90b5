// name = "should-organise"
// family = "organisations"
// title.zh = "应建党组织而未建的单位"
// title.en = "Bodies that should have a party organisation and have none"
// about.zh = "底册标明应建党组织、该日没有任何组织覆盖的单位和企业；by_work 说明是否有工作覆盖。"
// about.en = "Units and enterprises that should have a party organisation and that none covers that day; by_work tells whether work coverage stands in."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
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
// name = "label"
// type = "string"
// title = {zh = "类型", en = "type"}
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
// title = {zh = "所在", en = "located in"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "党员数", en = "party members"}
//
// [[columns]]
// name = "by_work"
// type = "boolean"
// title = {zh = "有工作覆盖", en = "work coverage"}
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
MATCH (b:Unit|Enterprise)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH a, b, l
WHERE NOT EXISTS { (o:Branch)-[c:COVERS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(b) WHERE c.mode = '组织' }
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, b, l, state WHERE state.should_organise
WITH a, b, state, l ORDER BY l.from_max, l.key
WITH a, b, state, head(collect(l)) AS l
RETURN b.id AS body_id,
       b.name AS body,
       labels(b)[0] AS label,
       a.id AS area_id,
       a.name AS area,
       state.members AS members,
       EXISTS { (w:Branch)-[d:COVERS WHERE d.known_from <= $tick < d.known_to AND d.from_min <= $as_of < d.to_max]->(b) WHERE d.mode = '工作' } AS by_work,
       l.sources AS sources
ORDER BY members DESC, body, body_id, area_id
