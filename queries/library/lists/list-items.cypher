// name = "list-items"
// family = "lists"
// title.zh = "三张清单上的事项"
// title.en = "Items on the lists"
// about.zh = "该区域及其下级的协议所列资源、需求、项目，每项一行：编号、时限、实际完成、是否逾期。逾期按该日计算；撤销、完成的不算。"
// about.en = "Resources, needs and projects that the agreements of the area or below it list: number, due day, day it was done, and whether it is overdue that day. Done and withdrawn items never are."
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
// [[parameters]]
// name = "list"
// type = "string"
// title = {zh = "哪张清单", en = "which list"}
// choices = ["资源清单", "需求清单", "项目清单", "责任清单", "问题清单", "整改清单"]
//
// [[columns]]
// name = "list"
// type = "string"
// title = {zh = "清单", en = "list"}
// identity = true
//
// [[columns]]
// name = "number"
// type = "string"
// title = {zh = "清单编号", en = "number"}
// identity = true
//
// [[columns]]
// name = "item_id"
// type = "id"
// title = {zh = "事项标识", en = "item id"}
// identity = true
//
// [[columns]]
// name = "item"
// type = "string"
// title = {zh = "事项", en = "item"}
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
// identity = true
//
// [[columns]]
// name = "agreement_name"
// type = "string"
// title = {zh = "协议", en = "agreement"}
//
// [[columns]]
// name = "due"
// type = "string"
// title = {zh = "完成时限", en = "due"}
//
// [[columns]]
// name = "done"
// type = "string"
// title = {zh = "实际完成", en = "done"}
//
// [[columns]]
// name = "outcome"
// type = "string"
// title = {zh = "完成情况", en = "outcome"}
//
// [[columns]]
// name = "overdue"
// type = "boolean"
// title = {zh = "是否逾期", en = "overdue"}
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
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to]->(a)
WITH DISTINCT c.agreement AS paper
MATCH (g:Agreement {id: paper})
CALL (g) {
  MATCH (g)-[h:HAS_ITEM WHERE h.known_from <= $tick < h.known_to AND h.from_min <= $as_of < h.to_max]->(i)
  WHERE $list IS NULL OR h.list = $list
  WITH i, coalesce(h.list, '') AS list, coalesce(h.number, '') AS number, h ORDER BY h.from_max, h.key
  RETURN i, list, number, last(collect(h)) AS h
}
// first: WITH g, i, list, number, h ORDER BY list, number, g.name, g.id, i.id
CALL (i) {
  OPTIONAL MATCH (i)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(i)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN list AS list,
       number AS number,
       i.id AS item_id,
       coalesce(state.name, i.name) AS item,
       g.id AS agreement,
       g.name AS agreement_name,
       coalesce(h.due, '') AS due,
       coalesce(h.done, '') AS done,
       coalesce(state.outcome, '') AS outcome,
       h.done IS NULL AND h.due IS NOT NULL AND h.due < toString($as_of)
         AND NOT coalesce(state.outcome, '') IN ['完成', '撤销'] AS overdue,
       h.sources AS sources
ORDER BY list, number, agreement_name, agreement, item_id
