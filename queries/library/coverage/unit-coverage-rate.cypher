// name = "unit-coverage-rate"
// family = "coverage"
// title.zh = "驻区单位签约覆盖率"
// title.en = "Share of units that should sign and have"
// about.zh = "按社区等所在地：底册标明应签的单位和企业中，签有有效协议的。没有底册标明则比率不明。"
// about.en = "By the area they are in: of the units and enterprises that should sign, those with an agreement in force. With no such mark the rate is unknown."
// empty.zh = "没有驻区单位底册：覆盖率不知道，不是 0"
// empty.en = "no register of units: the rate is unknown, not 0"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
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
// name = "bodies"
// type = "integer"
// title = {zh = "单位数", en = "bodies"}
//
// [[columns]]
// name = "should"
// type = "integer"
// title = {zh = "应签", en = "should sign"}
//
// [[columns]]
// name = "certain"
// type = "integer"
// title = {zh = "确定已签", en = "certainly signed"}
//
// [[columns]]
// name = "possible"
// type = "integer"
// title = {zh = "可能已签", en = "possibly signed"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "覆盖率下限", en = "rate, low"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "覆盖率上限", en = "rate, high"}
//
// # The same three bodies: without a list of who should sign the rate is unknown, not 0.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2021-01-01
// columns = ["area", "bodies", "should", "certain"]
// rows = [
//   ["航苑小区", 3, 0, 0],
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
  WITH DISTINCT b
  CALL (b) {
    OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                                AND st.from_min <= $as_of < st.to_max]->(b)
    WITH st ORDER BY st.from_max, st.key
    RETURN head(collect(st)) AS state
  }
  WITH b, coalesce(state.should_sign, false) AS duty
  WITH duty,
       CASE WHEN duty THEN EXISTS { (b)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_max <= $as_of < c.to_min]->(x) } ELSE false END AS certain,
       CASE WHEN duty THEN EXISTS { (b)-[d:CO_BUILDS WHERE d.known_from <= $tick < d.known_to AND d.from_min <= $as_of < d.to_max]->(y) } ELSE false END AS possible
  RETURN count(*) AS bodies, sum(CASE WHEN duty THEN 1 ELSE 0 END) AS should,
         sum(CASE WHEN certain THEN 1 ELSE 0 END) AS certain,
         sum(CASE WHEN possible THEN 1 ELSE 0 END) AS possible
}
WITH a, bodies, should, certain, possible WHERE bodies > 0
RETURN a.id AS area_id,
       a.name AS area,
       bodies AS bodies,
       should AS should,
       certain AS certain,
       possible AS possible,
       CASE WHEN should > 0 THEN 1.0 * certain / should END AS low,
       CASE WHEN should > 0 THEN 1.0 * possible / should END AS high
ORDER BY area, area_id
