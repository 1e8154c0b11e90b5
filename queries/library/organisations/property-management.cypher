// name = "property-management"
// family = "organisations"
// title.zh = "红色物业与业委会"
// title.en = "Red property management and owners' committees"
// about.zh = "该区域及其下级的小区：谁管理、是否红色物业、物业有无党组织、业委会情况。没有登记的为空，不等于没有。"
// about.en = "Compounds in the area or below it: who manages them, whether it is red property management, whether the manager has a party organisation, and the owners' committee. Empty means not recorded."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "site_id"
// type = "id"
// title = {zh = "小区标识", en = "site id"}
// identity = true
//
// [[columns]]
// name = "site"
// type = "string"
// title = {zh = "小区", en = "compound"}
//
// [[columns]]
// name = "above"
// type = "string"
// title = {zh = "所属", en = "part of"}
//
// [[columns]]
// name = "manager_id"
// type = "id"
// title = {zh = "物业标识", en = "manager id"}
// identity = true
//
// [[columns]]
// name = "manager"
// type = "string"
// title = {zh = "物业", en = "manager"}
//
// [[columns]]
// name = "red"
// type = "boolean"
// title = {zh = "红色物业", en = "red property management"}
//
// [[columns]]
// name = "organised"
// type = "boolean"
// title = {zh = "物业有党组织", en = "manager has an organisation"}
//
// [[columns]]
// name = "owners"
// type = "string"
// title = {zh = "业委会", en = "owners' committee"}
//
// # ties.csv names who manages 航苑小区; what became of its owners' committee is in no register.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2021-01-01
// columns = ["site", "above", "manager", "owners"]
// rows = [
//   ["航苑小区", "河西社区居委会", "日富物业公司", ""],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a:Site)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  OPTIONAL MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(a)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, state WHERE coalesce(state.kind, '小区') = '小区'
CALL (a) {
  OPTIONAL MATCH (a)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to AND up.from_min <= $as_of < up.to_max]->(above)
  WITH above ORDER BY up.from_max, up.key
  RETURN last(collect(above.name)) AS above
}
OPTIONAL MATCH (m)-[w:MANAGES WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(a)
WITH a, state, above, m, w ORDER BY w.from_max, w.key
WITH a, state, above, m, last(collect(w)) AS w
RETURN a.id AS site_id,
       coalesce(state.name, a.name) AS site,
       coalesce(above, '') AS above,
       coalesce(m.id, '') AS manager_id,
       coalesce(m.name, '') AS manager,
       w.red AS red,
       CASE WHEN m IS NOT NULL THEN EXISTS {
         (o:Branch)-[c:BELONGS_TO|COVERS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(m) } END AS organised,
       coalesce(state.owners, '') AS owners
ORDER BY above, site, site_id, manager_id
