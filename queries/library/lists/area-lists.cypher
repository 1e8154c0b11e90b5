// name = "area-lists"
// family = "lists"
// title.zh = "一个区域自己的清单"
// title.en = "Lists that an area keeps itself"
// about.zh = "该区域及其下级，以及位于其中或为其服务的单位，自己列入清单的事项：资源、需求、项目，以及责任、问题、整改清单。协议名下的清单见 list-items。"
// about.en = "What an area or those below it, and the bodies that lie in or serve them, have on lists of their own: resources, needs, projects, and lists of duties, problems and corrections. Lists of agreements are in list-items."
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
// title = {zh = "编号", en = "number"}
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
// name = "holder_id"
// type = "id"
// title = {zh = "列入者标识", en = "holder id"}
// identity = true
//
// [[columns]]
// name = "holder"
// type = "string"
// title = {zh = "列入者", en = "listed by"}
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
//
// [[examples]]
// parameters = {area = "官渡区"}
// as_of = 2024-01-01
// columns = ["list", "item", "holder", "overdue"]
// rows = [
//   ["整改清单", "三级书记整改清单", "官渡区", false],
//   ["责任清单", "三级书记责任清单", "官渡区", false],
//   ["问题清单", "三级书记问题清单", "官渡区", false],
//   ["项目清单", "三级书记项目清单", "官渡区", false],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  RETURN a AS holder
  UNION
  MATCH (b:Unit|Enterprise|Branch|Committee)-[l:SERVES|LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  RETURN b AS holder
}
MATCH (holder)-[h:HAS_ITEM WHERE h.known_from <= $tick < h.known_to AND h.from_min <= $as_of < h.to_max]->(i)
WHERE $list IS NULL OR h.list = $list
WITH a, holder, i, coalesce(h.list, '') AS list, coalesce(h.number, '') AS number, h ORDER BY h.from_max, h.key
WITH a, holder, i, list, number, last(collect(h)) AS h
CALL (i) {
  OPTIONAL MATCH (i)-[st:STATE WHERE st.known_from <= $tick < st.known_to AND st.from_min <= $as_of < st.to_max]->(i)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN list AS list,
       number AS number,
       i.id AS item_id,
       coalesce(state.name, i.name) AS item,
       holder.id AS holder_id,
       holder.name AS holder,
       coalesce(h.due, '') AS due,
       coalesce(h.done, '') AS done,
       coalesce(state.outcome, '') AS outcome,
       h.done IS NULL AND h.due IS NOT NULL AND h.due < toString($as_of)
         AND NOT coalesce(state.outcome, '') IN ['完成', '撤销'] AS overdue,
       a.id AS area_id,
       a.name AS area,
       h.sources AS sources
ORDER BY list, number, item, item_id, holder, holder_id, area_id
