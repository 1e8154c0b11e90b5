// name = "open-needs"
// family = "lists"
// title.zh = "没有完成回应的需求"
// title.en = "Needs that nothing has met"
// about.zh = "该区域及其下级提出的需求，没有已完成的项目或资源回应。answers 是正在回应的个数。"
// about.en = "Needs raised in the area or below it that no finished project and no resource answers. `answers` counts what is under way."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "need_id"
// type = "id"
// title = {zh = "需求标识", en = "need id"}
// identity = true
//
// [[columns]]
// name = "need"
// type = "string"
// title = {zh = "需求", en = "need"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "urgency"
// type = "string"
// title = {zh = "紧急程度", en = "urgency"}
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
// title = {zh = "提出的区域", en = "raised in"}
//
// [[columns]]
// name = "answers"
// type = "integer"
// title = {zh = "正在回应", en = "under way"}
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
MATCH (a)-[r:RAISES WHERE r.known_from <= $tick < r.known_to AND r.from_min <= $as_of < r.to_max]->(n:Need)
WITH a, n, r ORDER BY r.from_max, r.key
WITH a, n, head(collect(r)) AS one
CALL (n) {
  OPTIONAL MATCH (x:Project|Resource)-[w:ANSWERS WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(n)
  OPTIONAL MATCH (x)-[ps:STATE WHERE ps.known_from <= $tick < ps.known_to AND ps.from_min <= $as_of < ps.to_max]->(x)
  WITH x, max(CASE WHEN ps.outcome = '完成' THEN 1 ELSE 0 END) AS done
  RETURN count(x) AS answers,
         sum(CASE WHEN done = 1 OR 'Resource' IN labels(x) THEN 1 ELSE 0 END) AS met
}
WITH a, n, one, answers, met WHERE met = 0
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN n.id AS need_id,
       coalesce(state.name, n.name) AS need,
       coalesce(state.kind, '') AS kind,
       coalesce(state.urgency, '') AS urgency,
       a.id AS area_id,
       a.name AS area,
       answers AS answers,
       one.sources AS sources
ORDER BY urgency DESC, need, need_id, area_id
