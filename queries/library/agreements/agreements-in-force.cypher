// name = "agreements-in-force"
// family = "agreements"
// title.zh = "一个区域有效的共建协议"
// title.en = "Agreements in force in an area"
// about.zh = "以该区域或其下级为共建地区的协议，每份协议每个地区一行：编号、签约方、该日确定或可能有效。"
// about.en = "A row for each agreement and host area, the area itself or one below it: number, parties, and whether it is certainly or possibly in force that day."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
// identity = true
//
// [[columns]]
// name = "number"
// type = "string"
// title = {zh = "协议编号", en = "number"}
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "协议", en = "agreement"}
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
// title = {zh = "共建地区", en = "host area"}
//
// [[columns]]
// name = "parties"
// type = "string"
// title = {zh = "签约方", en = "parties"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
//
// [[columns]]
// name = "ends"
// type = "date"
// title = {zh = "最晚止于", en = "ends by"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # agreements.csv A0-1: four parties (O007, O005, O008, O009) in 航苑小区, known from an article of 2020.
// [[examples]]
// parameters = {area = "东街街道"}
// as_of = 2021-01-01
// columns = ["number", "area", "parties", "in_force"]
// rows = [
//   ["A0-1", "航苑小区", "日富物业公司党支部、河西社区党总支、航苑小区业主委员会、航苑小区社保党支部", "可能"],
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
  MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
  MATCH (g:Agreement {id: c.agreement})
  WITH g, x.name AS party, c ORDER BY party, c.key
  RETURN g, collect(DISTINCT party) AS parties, max(c.to_max) AS ends,
         max(CASE WHEN c.from_max <= $as_of < c.to_min THEN 1 ELSE 0 END) AS certain, head(collect(c)) AS one
}
CALL (g) {
  OPTIONAL MATCH (g)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(g)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN g.id AS agreement,
       coalesce(state.number, '') AS number,
       coalesce(state.name, g.name) AS name,
       a.id AS area_id,
       a.name AS area,
       reduce(t = '', x IN parties | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS parties,
       CASE WHEN certain = 1 THEN '确定' ELSE '可能' END AS in_force,
       ends AS ends,
       one.sources AS sources
ORDER BY number, agreement, area_id
