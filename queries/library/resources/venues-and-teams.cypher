// name = "venues-and-teams"
// family = "resources"
// title.zh = "阵地、队伍与机制"
// title.en = "Venues, teams and initiatives"
// about.zh = "位于该区域及其下级的阵地、队伍、机制品牌平台：类别、规模、由谁运行或依托谁。"
// about.en = "Venues, teams and initiatives in the area or below it: kind, size, and who runs them or whom they belong to."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "sort"
// type = "string"
// title = {zh = "哪一种", en = "which"}
// choices = ["Venue", "Team", "Initiative"]
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
// name = "sort"
// type = "string"
// title = {zh = "种类", en = "sort"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "size"
// type = "integer"
// title = {zh = "面积或人数", en = "size"}
//
// [[columns]]
// name = "run_by"
// type = "string"
// title = {zh = "由谁运行", en = "run by"}
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
MATCH (n:Venue|Team|Initiative)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WHERE $sort IS NULL OR $sort IN labels(n)
WITH a, n, l ORDER BY l.from_max, l.key
WITH a, n, head(collect(l)) AS l
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
CALL (n) {
  OPTIONAL MATCH (b)-[r:RUNS WHERE r.known_from <= $tick < r.known_to AND r.from_min <= $as_of < r.to_max]->(n) RETURN b.name AS name
  UNION
  OPTIONAL MATCH (n)-[w:BELONGS_TO WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(c) RETURN c.name AS name
}
WITH a, n, l, state, name ORDER BY name
WITH a, n, l, state, collect(DISTINCT name) AS names
RETURN n.id AS node_id,
       coalesce(state.name, n.name) AS name,
       labels(n)[0] AS sort,
       coalesce(state.kind, '') AS kind,
       coalesce(state.square_metres, state.staff) AS size,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS run_by,
       a.id AS area_id,
       a.name AS area,
       l.sources AS sources
ORDER BY sort, kind, name, node_id, area_id
