// name = "area-tree"
// family = "areas"
// title.zh = "一个区域在区域树中的位置"
// title.en = "Where an area stands in the tree"
// about.zh = "从最上级到该区域的每一级，以及每一级的直接下级。其余部分不取，所以清单再长也很快。"
// about.en = "Every area from the top down to this one, with what is directly below each. The rest is left out, so that a long list stays quick."
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
// name = "above_id"
// type = "id"
// title = {zh = "上级标识", en = "id of the area above"}
//
// [[columns]]
// name = "code"
// type = "string"
// title = {zh = "代码", en = "code"}
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "level"
// type = "string"
// title = {zh = "级别", en = "level"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "children"
// type = "integer"
// title = {zh = "直接下级", en = "areas directly below"}
// about = {zh = "在询问者的权限范围之内", en = "within what the asker may see"}
//
// [[columns]]
// name = "on_path"
// type = "boolean"
// title = {zh = "在路径上", en = "on the path"}
// about = {zh = "该区域或它的上级", en = "the area itself, or above it"}
//
// [[examples]]
// parameters = {area = "航苑小区"}
// as_of = 2022-01-01
// columns = ["code", "name", "level", "children", "on_path"]
// rows = [
//   ["1501", "呼和浩特市", "City", 11, true],
//   ["150101", "市辖区", "District", 0, false],
//   ["150102", "新城区", "District", 11, true],
//   ["150102004", "东街街道", "Street", 6, true],
//   ["150102004001", "东库街社区居委会", "Community", 0, false],
//   ["150102004008", "河西社区居委会", "Community", 1, true],
//   ["", "航苑小区", "Site", 0, true],
// ]
// some = true
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                       AND p.from_min <= $as_of < p.to_max]->()){0,6} (s)
WHERE size($scope) = 0 OR EXISTS {
  (top) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (r)
  WHERE r.id IN $scope }
WITH collect(DISTINCT s.id) AS path_ids, collect(DISTINCT s) AS path
UNWIND path AS s
CALL (s) {
  RETURN s AS a
  UNION
  MATCH (a)-[c:PART_OF WHERE c.known_from <= $tick < c.known_to
                         AND c.from_min <= $as_of < c.to_max]->(s)
  RETURN a AS a
}
WITH DISTINCT a, path_ids
WHERE size($scope) = 0 OR a.id IN path_ids OR EXISTS {
  (a) (()-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                       AND w.from_min <= $as_of < w.to_max]->()){0,6} (z)
  WHERE z.id IN $scope }
OPTIONAL MATCH (a)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to
                                 AND up.from_min <= $as_of < up.to_max]->(above)
OPTIONAL MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                               AND st.from_min <= $as_of < st.to_max]->(a)
WITH a, path_ids, above, st ORDER BY st.from_max, st.key
WITH a, path_ids, above, head(collect(st)) AS state
RETURN a.id AS area_id,
       coalesce(above.id, '') AS above_id,
       coalesce(state.code, a.code, '') AS code,
       coalesce(state.name, a.name) AS name,
       labels(a)[0] AS level,
       coalesce(state.kind, '') AS kind,
       COUNT { (a)<-[d:PART_OF WHERE d.known_from <= $tick < d.known_to
                                 AND d.from_min <= $as_of < d.to_max]-(child)
               WHERE size($scope) = 0 OR child.id IN path_ids OR EXISTS {
                 (child) (()-[e:PART_OF WHERE e.known_from <= $tick < e.known_to
                                          AND e.from_min <= $as_of < e.to_max]->()){0,6} (y)
                 WHERE y.id IN $scope } } AS children,
       a.id IN path_ids AS on_path
ORDER BY code = '', code, name, area_id
