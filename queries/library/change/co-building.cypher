// name = "co-building"
// family = "change"
// title.zh = "共建关系逐条"
// title.en = "Co-building, fact by fact"
// about.zh = "以该区域及其下级为共建地区的每一条共建事实，连同该日无效的。事实标识不随更正而变，变化分析据此分辨补录与更正。"
// about.en = "Every fact of co-building hosted in the area or below it, those not in force included. The key of a fact stays when it is corrected, which tells late records from corrections."
//
// [any_time]
// CO_BUILDS = "facts that are not in force are listed too"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
//
// [[columns]]
// name = "party_id"
// type = "id"
// title = {zh = "签约方标识", en = "party id"}
//
// [[columns]]
// name = "party"
// type = "string"
// title = {zh = "签约方", en = "party"}
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
//
// [[columns]]
// name = "area"
// type = "string"
// title = {zh = "共建地区", en = "host area"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早开始", en = "earliest start"}
//
// [[columns]]
// name = "from_max"
// type = "date"
// title = {zh = "最晚开始", en = "latest start"}
//
// [[columns]]
// name = "to_min"
// type = "date"
// title = {zh = "最早结束", en = "earliest end"}
//
// [[columns]]
// name = "to_max"
// type = "date"
// title = {zh = "最晚结束", en = "latest end"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # agreements.csv A0-1 has four parties in 航苑小区.
// [[examples]]
// parameters = {area = "东街街道"}
// as_of = 2021-01-01
// columns = ["party", "area", "in_force"]
// rows = [
//   ["日富物业公司党支部", "航苑小区", "可能"],
//   ["河西社区党总支", "航苑小区", "可能"],
//   ["航苑小区业主委员会", "航苑小区", "可能"],
//   ["航苑小区社保党支部", "航苑小区", "可能"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to]->(a)
RETURN c.key AS fact,
       coalesce(c.agreement, '') AS agreement,
       x.id AS party_id,
       x.name AS party,
       a.id AS area_id,
       a.name AS area,
       CASE WHEN c.from_max <= $as_of < c.to_min THEN '确定' WHEN c.from_min <= $as_of < c.to_max THEN '可能' ELSE '否' END AS in_force,
       c.from_min AS from_min,
       c.from_max AS from_max,
       c.to_min AS to_min,
       c.to_max AS to_max,
       c.sources AS sources
ORDER BY area, party, agreement, fact
