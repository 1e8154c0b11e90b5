// name = "resources"
// family = "resources"
// title.zh = "这里谁能提供什么资源"
// title.en = "Who lends what here"
// about.zh = "该区域及其下级的资源：谁提供、类别、数量、开放时间。例如哪家单位出借场地。"
// about.en = "Resources in the area or below it: who offers them, of which kind, how much, open when. For example which unit lends a hall."
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
// choices = ["场地", "人才", "设施", "资金", "服务", "其他"]
//
// [[columns]]
// name = "resource_id"
// type = "id"
// title = {zh = "资源标识", en = "resource id"}
// identity = true
//
// [[columns]]
// name = "resource"
// type = "string"
// title = {zh = "资源", en = "resource"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "quantity"
// type = "number"
// title = {zh = "数量", en = "quantity"}
//
// [[columns]]
// name = "unit"
// type = "string"
// title = {zh = "单位", en = "unit"}
//
// [[columns]]
// name = "opening"
// type = "string"
// title = {zh = "开放时间", en = "open when"}
//
// [[columns]]
// name = "offered_by"
// type = "string"
// title = {zh = "提供方", en = "offered by"}
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
// title = {zh = "所在", en = "in"}
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
MATCH (r:Resource)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH a, r, l ORDER BY l.from_max, l.key
WITH a, r, head(collect(l)) AS l
CALL (r) {
  OPTIONAL MATCH (r)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(r)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, r, l, state WHERE $kind IS NULL OR state.kind = $kind
CALL (r) {
  OPTIONAL MATCH (b)-[o:OFFERS WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(r)
  WITH DISTINCT b.name AS name ORDER BY name
  RETURN collect(name) AS names
}
RETURN r.id AS resource_id,
       coalesce(state.name, r.name) AS resource,
       coalesce(state.kind, '') AS kind,
       state.quantity AS quantity,
       coalesce(state.unit, '') AS unit,
       coalesce(state.opening, '') AS opening,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS offered_by,
       a.id AS area_id,
       a.name AS area,
       l.sources AS sources
ORDER BY kind, area, resource, resource_id, area_id
