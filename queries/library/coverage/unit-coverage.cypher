// name = "unit-coverage"
// family = "coverage"
// title.zh = "驻区单位底册：应签未签"
// title.en = "Units that should sign, and whether they have"
// about.zh = "驻区单位底册中标明应签共建协议的单位和企业，在任何地区签的都算。没有标明的不计入分母，另列“未标明”。"
// about.en = "Units and enterprises that the base list says should sign, and whether they have, in whatever area. Those without such a mark are no part of the denominator and are listed as not marked."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "only"
// type = "string"
// title = {zh = "只看", en = "only"}
// default = "全部"
// choices = ["全部", "未签"]
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
// name = "kind"
// type = "string"
// title = {zh = "性质", en = "kind"}
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
// name = "duty"
// type = "string"
// title = {zh = "是否应签", en = "should sign"}
//
// [[columns]]
// name = "signed"
// type = "certainty"
// title = {zh = "是否已签", en = "has signed"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # organisations.csv has three bodies in 航苑小区; no public list says who should sign. The company's branch
// # signed, not the company.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2021-01-01
// columns = ["body", "duty", "signed"]
// rows = [
//   ["日富物业公司", "未标明", "否"],
//   ["日富物业航苑项目部", "未标明", "否"],
//   ["航苑小区业主委员会", "未标明", "可能"],
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
  MATCH (b:Unit|Enterprise)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  WITH b, l ORDER BY l.from_max, l.key
  RETURN b, head(collect(l)) AS l
}
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, b, l, state
WHERE $only = '全部' OR (state.should_sign AND NOT EXISTS {
  (b)-[n:CO_BUILDS WHERE n.known_from <= $tick < n.known_to AND n.from_min <= $as_of < n.to_max]->(z) })
// first: WITH a, b, l, state ORDER BY a.name, b.name, b.id, a.id
RETURN b.id AS body_id,
       b.name AS body,
       coalesce(state.kind, '') AS kind,
       a.id AS area_id,
       a.name AS area,
       CASE state.should_sign WHEN true THEN '应签' WHEN false THEN '不应签' ELSE '未标明' END AS duty,
       CASE WHEN EXISTS { (b)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_max <= $as_of < c.to_min]->(x) } THEN '确定'
            WHEN EXISTS { (b)-[d:CO_BUILDS WHERE d.known_from <= $tick < d.known_to AND d.from_min <= $as_of < d.to_max]->(y) } THEN '可能' ELSE '否' END AS signed,
       l.sources AS sources
ORDER BY area, body, body_id, area_id
