// name = "area-roots"
// family = "areas"
// title.zh = "最上级的区域"
// title.en = "Areas at the top"
// about.zh = "该日没有上级的市、区县和街道，按直接下级的数量排列。只有报道提到、没有区划清单的城市也在其中。"
// about.en = "Cities, districts and streets without an area above on that day, those with most areas directly below first. Cities that only an article names are among them."
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
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
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "children"
// type = "integer"
// title = {zh = "直接下级", en = "areas directly below"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # 呼和浩特市: the 11 districts of its list. 通辽市: 150521 and 150502, which areas.csv names. The
// # others have no list.
// [[examples]]
// parameters = {}
// columns = ["code", "name", "kind", "children"]
// rows = [
//   ["1501", "呼和浩特市", "市", 11],
//   ["1505", "通辽市", "市", 2],
//   ["1401", "太原市", "市", 1],
//   ["5301", "昆明市", "市", 1],
// ]
// some = true
MATCH (a:City|District|Street)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                                          AND st.from_min <= $as_of < st.to_max]->(a)
WHERE (size($scope) = 0 OR a.id IN $scope)
  AND (size($scope) > 0 OR NOT EXISTS {
    (a)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to
                      AND up.from_min <= $as_of < up.to_max]->(above) })
WITH a, st ORDER BY st.from_max, st.key
WITH a, head(collect(st)) AS state
RETURN a.id AS area_id,
       coalesce(state.code, a.code, '') AS code,
       coalesce(state.name, a.name) AS name,
       coalesce(state.kind, '') AS kind,
       COUNT { (a)<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                                 AND p.from_min <= $as_of < p.to_max]-(child) } AS children,
       state.sources AS sources
ORDER BY children DESC, code, area_id
