// name = "area-search"
// family = "areas"
// title.zh = "按名称或代码找区域"
// title.en = "Find areas by name or code"
// about.zh = "现名、旧名、别称和代码都找，不论哪一天；给出全路径，同名的一并列出。名称的变化写法（带不带“社区居委会”“街道”）由调用者给全。"
// about.en = "Looks at present, former and other names and at codes, whatever the day, and gives the whole path, so that areas of one name can be told apart. The caller gives the spellings of a name."
// any_time = {STATE = "an area is found by any name it ever had", NAMED = "the same"}
//
// [[parameters]]
// name = "names"
// type = "strings"
// title = {zh = "名称或代码", en = "names or codes"}
// required = true
//
// [[parameters]]
// name = "part"
// type = "string"
// title = {zh = "名称的一部分", en = "part of a name"}
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
// name = "said"
// type = "string"
// title = {zh = "相符的名称", en = "name that fits"}
//
// [[columns]]
// name = "path"
// type = "string"
// title = {zh = "全路径", en = "whole path"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// [[examples]]
// parameters = {names = ["锦绣社区", "锦绣社区居委会"]}
// columns = ["code", "path"]
// rows = [
//   ["150102007003", "呼和浩特市/新城区/迎新路街道/锦绣社区居委会"],
//   ["150105006034", "呼和浩特市/赛罕区/昭乌达南路街道/锦绣社区居委会"],
// ]
CALL () {
  MATCH (a:City|District|Street|Community|Grid|Site|Building)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(a)
  WHERE st.name IN $names OR st.code IN $names OR ($part IS NOT NULL AND st.name CONTAINS $part)
  RETURN a AS a, st.name AS said
  UNION
  MATCH (a:City|District|Street|Community|Grid|Site|Building)-[n:NAMED WHERE n.known_from <= $tick < n.known_to]->(a)
  WHERE n.name IN $names OR ($part IS NOT NULL AND n.name CONTAINS $part)
  RETURN a AS a, n.name AS said
}
WITH a, said ORDER BY said
WITH a, collect(DISTINCT said) AS names
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  OPTIONAL MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(a)
  WITH st ORDER BY st.from_max DESC, st.key
  RETURN head(collect(st)) AS state
}
CALL (a) {
  MATCH (a) (()-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                             AND p.from_min <= $as_of < p.to_max]->()){0,6} (up)
  WITH up, size(p) AS height ORDER BY height DESC
  RETURN collect(up.name) AS steps
}
RETURN a.id AS area_id,
       coalesce(state.code, a.code, '') AS code,
       coalesce(state.name, a.name) AS name,
       coalesce(state.kind, '') AS kind,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS said,
       reduce(t = '', x IN steps | CASE WHEN t = '' THEN x ELSE t + '/' + x END) AS path,
       state.sources AS sources
ORDER BY code = '', code, path, area_id
