// name = "doubtful-sizes"
// family = "quality"
// title.zh = "人数与类别对不上的组织"
// title.en = "Sizes that contradict the kind"
// about.zh = "该区域及其下级：党员多于从业人数的单位；类别与党员数不合规则集门槛的党组织。经批准可以例外，故只作提示。"
// about.en = "In the area or below it: bodies with more party members than people at work; party organisations whose kind does not fit their size by the rule set. Exceptions are granted, so it only advises."
// rules = "organisations"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "node_id"
// type = "id"
// title = {zh = "标识", en = "id"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "党员数", en = "party members"}
//
// [[columns]]
// name = "staff"
// type = "integer"
// title = {zh = "从业人数", en = "people at work"}
//
// [[columns]]
// name = "finding"
// type = "string"
// title = {zh = "规则", en = "rule"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "规则出处", en = "source of the rule"}
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
MATCH (b:Unit|Enterprise|Branch)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH DISTINCT b
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH b, state, CASE WHEN 'Branch' IN labels(b) THEN head([r IN $rules
       WHERE r.kind = state.kind AND (state.members < r.least OR state.members > r.most)]) END AS rule,
     NOT 'Branch' IN labels(b) AND coalesce(state.members > state.staff, false) AS crowded
WHERE rule IS NOT NULL OR crowded
RETURN b.id AS node_id,
       coalesce(state.name, b.name) AS name,
       coalesce(state.kind, '') AS kind,
       state.members AS members,
       state.staff AS staff,
       CASE WHEN crowded THEN '党员不多于从业人数' ELSE rule.says END AS finding,
       CASE WHEN crowded THEN '' ELSE rule.source END AS source,
       state.sources AS sources
ORDER BY finding, name, node_id
