// name = "area-network"
// family = "areas"
// title.zh = "一个区域的议事机构和共建协议"
// title.en = "Committees and agreements of an area"
// about.zh = "列出服务于该区域及其下级的大工委、大党委、联席会等，以及以它们为共建地区的协议和签约方。"
// about.en = "Committees that serve the area or an area below it, and the agreements hosted there with their parties."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
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
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
//
// [[columns]]
// name = "area_name"
// type = "string"
// title = {zh = "服务或共建区域", en = "area served"}
//
// [[columns]]
// name = "parties"
// type = "string"
// title = {zh = "成员或签约方", en = "members or parties"}
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
// # Agreement A0-1 and committee C01 are of 2020, known to the year: possible on any day of it.
// [[examples]]
// parameters = {area = "东街街道"}
// as_of = 2021-01-01
// columns = ["kind", "name", "area_name", "parties", "in_force"]
// rows = [
//   ["共建协议", "航苑小区“四位一体”共建", "航苑小区", "日富物业公司党支部、河西社区党总支、航苑小区业主委员会、航苑小区社保党支部", "可能"],
//   ["联合党组织", "航苑小区联合党组织", "航苑小区", "日富物业公司党支部、河西社区党总支、航苑小区业主委员会、航苑小区社保党支部", "可能"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,5} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (body:Committee)-[v:SERVES WHERE v.known_from <= $tick < v.known_to
                                     AND v.from_min <= $as_of < v.to_max]->(a)
  WITH body, v ORDER BY v.from_max, v.key
  WITH body, head(collect(v)) AS v
  OPTIONAL MATCH (body)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                                    AND st.from_min <= $as_of < st.to_max]->(body)
  WITH body, v, st ORDER BY st.from_max, st.key
  WITH body, v, head(collect(st)) AS state
  OPTIONAL MATCH (member)-[m:MEMBER_OF WHERE m.known_from <= $tick < m.known_to
                                         AND m.from_min <= $as_of < m.to_max]->(body)
  WITH body, v, state, member.name AS party ORDER BY party
  WITH body, v, state, collect(DISTINCT party) AS parties
  RETURN coalesce(state.kind, '委员会') AS kind, body.id AS node_id,
         coalesce(state.name, body.name) AS name, parties AS parties,
         v.from_max <= $as_of < v.to_min AS certain,
         v.from_min AS from_min, v.from_max AS from_max, v.to_min AS to_min, v.to_max AS to_max,
         v.sources AS sources
  UNION ALL
  MATCH (party)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to
                               AND c.from_min <= $as_of < c.to_max]->(a)
  MATCH (paper:Agreement {id: c.agreement})
  WITH paper, c, party ORDER BY party.name, c.key
  WITH paper, collect(DISTINCT party.name) AS parties, head(collect(c)) AS one
  RETURN '共建协议' AS kind, paper.id AS node_id, paper.name AS name, parties AS parties,
         one.from_max <= $as_of < one.to_min AS certain,
         one.from_min AS from_min, one.from_max AS from_max,
         one.to_min AS to_min, one.to_max AS to_max, one.sources AS sources
}
RETURN kind AS kind,
       node_id AS node_id,
       name AS name,
       a.id AS area_id,
       a.name AS area_name,
       reduce(text = '', x IN parties | CASE WHEN text = '' THEN x ELSE text + '、' + x END) AS parties,
       CASE WHEN certain THEN '确定' ELSE '可能' END AS in_force,
       from_min AS from_min,
       from_max AS from_max,
       to_min AS to_min,
       to_max AS to_max,
       sources AS sources
ORDER BY kind, name, node_id, area_id
