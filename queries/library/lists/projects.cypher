// name = "projects"
// family = "lists"
// title.zh = "一个区域的项目和承担单位"
// title.en = "Projects of an area and who undertakes them"
// about.zh = "位于该区域及其下级的项目，按承担方式列出单位。"
// about.en = "Projects in the area or below it, with who leads, assists or claimed each."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "project_id"
// type = "id"
// title = {zh = "项目标识", en = "project id"}
// identity = true
//
// [[columns]]
// name = "project"
// type = "string"
// title = {zh = "项目", en = "project"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "outcome"
// type = "string"
// title = {zh = "完成情况", en = "outcome"}
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
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "leads"
// type = "string"
// title = {zh = "牵头", en = "leads"}
//
// [[columns]]
// name = "others"
// type = "string"
// title = {zh = "其他承担方", en = "others"}
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
  MATCH (j:Project)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  WITH j, l ORDER BY l.from_max, l.key
  RETURN j, head(collect(l)) AS one
}
CALL (j) {
  OPTIONAL MATCH (x)-[u:UNDERTAKES WHERE u.known_from <= $tick < u.known_to AND u.from_min <= $as_of < u.to_max]->(j)
  WITH DISTINCT x.name AS name, coalesce(u.part, '') AS part ORDER BY name
  RETURN collect(CASE WHEN part = '牵头' THEN name END) AS leads,
         collect(CASE WHEN part <> '牵头' THEN name END) AS others
}
CALL (j) {
  OPTIONAL MATCH (j)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(j)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN j.id AS project_id,
       coalesce(state.name, j.name) AS project,
       coalesce(state.kind, '') AS kind,
       coalesce(state.outcome, '') AS outcome,
       a.id AS area_id,
       a.name AS area,
       reduce(t = '', x IN leads | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS leads,
       reduce(t = '', x IN others | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS others,
       one.sources AS sources
ORDER BY project, project_id, area_id
