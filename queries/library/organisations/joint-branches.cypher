// name = "joint-branches"
// family = "organisations"
// title.zh = "联合党支部及其覆盖的单位"
// title.en = "Joint branches and the bodies they cover"
// about.zh = "该区域及其下级的联合党支部：覆盖哪些单位，其中有无已满三名党员、应当单独组建的。"
// about.en = "Joint branches in the area or below it: which bodies they cover, and which of these have three members or more and should have their own."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "branch_id"
// type = "id"
// title = {zh = "党组织标识", en = "branch id"}
// identity = true
//
// [[columns]]
// name = "branch"
// type = "string"
// title = {zh = "联合党支部", en = "joint branch"}
//
// [[columns]]
// name = "bodies"
// type = "integer"
// title = {zh = "覆盖单位数", en = "bodies covered"}
//
// [[columns]]
// name = "covered"
// type = "string"
// title = {zh = "覆盖", en = "covers"}
//
// [[columns]]
// name = "too_large"
// type = "string"
// title = {zh = "应单独组建的", en = "should have their own"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b:Branch)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH DISTINCT b
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH b, state WHERE state.kind = '联合党支部'
OPTIONAL MATCH (b)-[c:COVERS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(x:Unit|Enterprise)
WITH DISTINCT b, state, x
CALL (x) {
  OPTIONAL MATCH (x)-[xt:STATE WHERE xt.known_from <= $tick < xt.known_to
                              AND xt.from_min <= $as_of < xt.to_max]->(x)
  WITH xt ORDER BY xt.from_max, xt.key
  RETURN head(collect(xt)) AS xs
}
WITH b, state, x, xs ORDER BY x.name, x.id
WITH b, state, collect(x.name) AS names,
     collect(CASE WHEN xs.members >= 3 THEN x.name END) AS large
RETURN b.id AS branch_id,
       coalesce(state.name, b.name) AS branch,
       size(names) AS bodies,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS covered,
       reduce(t = '', x IN large | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS too_large
ORDER BY branch, branch_id
