// name = "organisation-coverage"
// family = "coverage"
// title.zh = "两个覆盖：组织覆盖与工作覆盖"
// title.en = "Coverage of enterprises by organisation and by work"
// about.zh = "按所在地：正常经营的非公企业，单独、联合组建党组织的，只有工作覆盖的，都没有的；分母给两个：全部与应建。停业、注销、空壳的剔除。只计该日确定或可能有效的覆盖。"
// about.en = "By area: non-public enterprises in operation, with an organisation alone or jointly, with work coverage only, with neither. Two denominators: all, and those that should have one. Suspended, deregistered and shell enterprises are left out."
// empty.zh = "没有企业和社会组织的底册：覆盖率不知道，不是 0"
// empty.en = "no register of enterprises and social organisations: the rate is unknown, not 0"
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
// name = "operating"
// type = "integer"
// title = {zh = "正常经营", en = "operating"}
//
// [[columns]]
// name = "alone"
// type = "integer"
// title = {zh = "单独组建", en = "alone"}
//
// [[columns]]
// name = "joint"
// type = "integer"
// title = {zh = "联合组建", en = "joint"}
//
// [[columns]]
// name = "by_work"
// type = "integer"
// title = {zh = "仅工作覆盖", en = "work coverage only"}
//
// [[columns]]
// name = "none"
// type = "integer"
// title = {zh = "未覆盖", en = "neither"}
//
// [[columns]]
// name = "should"
// type = "integer"
// title = {zh = "应建", en = "should have one"}
//
// [[columns]]
// name = "should_have"
// type = "integer"
// title = {zh = "应建已建", en = "should and have"}
//
// [[columns]]
// name = "rate"
// type = "share"
// title = {zh = "组织覆盖率", en = "organisation coverage"}
//
// [[columns]]
// name = "rate_should"
// type = "share"
// title = {zh = "应建已建率", en = "of those that should"}
//
// # No register of enterprises is public: none is known to be in operation, so there is no rate.
// [[examples]]
// parameters = {area = "呼和浩特市"}
// as_of = 2024-12-31
// columns = ["area", "operating"]
// rows = [
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b:Enterprise)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH DISTINCT a, b
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, b, state
WHERE state.kind = '非公企业' AND coalesce(state.status, '正常') = '正常'
CALL (b) {
  OPTIONAL MATCH (o:Branch)-[c:COVERS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(b)
  RETURN max(CASE WHEN c.mode = '组织' AND c.share = '单独' THEN 1 ELSE 0 END) AS alone,
         max(CASE WHEN c.mode = '组织' THEN 1 ELSE 0 END) AS organised,
         max(CASE WHEN c.mode = '工作' THEN 1 ELSE 0 END) AS worked
}
WITH a, count(b) AS operating, sum(alone) AS alone, sum(organised) AS organised,
     sum(CASE WHEN organised = 0 THEN worked ELSE 0 END) AS by_work,
     sum(CASE WHEN state.should_organise THEN 1 ELSE 0 END) AS should,
     sum(CASE WHEN state.should_organise THEN organised ELSE 0 END) AS should_have
RETURN a.id AS area_id,
       a.name AS area,
       operating AS operating,
       alone AS alone,
       organised - alone AS joint,
       by_work AS by_work,
       operating - organised - by_work AS none,
       should AS should,
       should_have AS should_have,
       1.0 * organised / operating AS rate,
       CASE WHEN should > 0 THEN 1.0 * should_have / should END AS rate_should
ORDER BY area, area_id
