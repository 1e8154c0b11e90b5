// name = "items-by-outcome"
// family = "lists"
// title.zh = "清单完成情况"
// title.en = "How the lists are doing"
// about.zh = "该区域及其下级各清单的项数，按完成情况清点；完成率＝完成 ÷（全部－撤销）。按时完成另计。"
// about.en = "Items of each list in the area or below it by outcome; the rate is done ÷ (all − withdrawn). Those done in time are counted beside."
//
// [any_time]
// CO_BUILDS = "items outlive their agreement"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "list"
// type = "string"
// title = {zh = "清单", en = "list"}
// identity = true
//
// [[columns]]
// name = "items"
// type = "integer"
// title = {zh = "项数", en = "items"}
//
// [[columns]]
// name = "done"
// type = "integer"
// title = {zh = "完成", en = "done"}
//
// [[columns]]
// name = "in_time"
// type = "integer"
// title = {zh = "按时完成", en = "done in time"}
//
// [[columns]]
// name = "withdrawn"
// type = "integer"
// title = {zh = "撤销", en = "withdrawn"}
//
// [[columns]]
// name = "carried"
// type = "integer"
// title = {zh = "结转", en = "carried over"}
//
// [[columns]]
// name = "rate"
// type = "share"
// title = {zh = "完成率", en = "rate"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to]->(a)
WITH DISTINCT c.agreement AS paper
MATCH (g:Agreement {id: paper})-[h:HAS_ITEM WHERE h.known_from <= $tick < h.known_to AND h.from_min <= $as_of < h.to_max]->(i)
WITH i, coalesce(h.list, '') AS list, min(h.done) AS done, max(h.due) AS due
CALL (i) {
  OPTIONAL MATCH (i)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(i)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH list, done, due,
     CASE WHEN coalesce(state.outcome, '') = '完成' OR (state.outcome IS NULL AND done IS NOT NULL)
          THEN 1 ELSE 0 END AS finished, coalesce(state.outcome, '') AS outcome
WITH list, count(list) AS items, sum(finished) AS finished,
     sum(CASE WHEN finished = 1 AND done <= due THEN 1 ELSE 0 END) AS in_time,
     sum(CASE WHEN outcome = '撤销' THEN 1 ELSE 0 END) AS withdrawn,
     sum(CASE WHEN outcome = '结转' THEN 1 ELSE 0 END) AS carried
RETURN list AS list,
       items AS items,
       finished AS done,
       in_time AS in_time,
       withdrawn AS withdrawn,
       carried AS carried,
       CASE WHEN items > withdrawn THEN 1.0 * finished / (items - withdrawn) END AS rate
ORDER BY list
