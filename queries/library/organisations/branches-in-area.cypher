// name = "branches-in-area"
// family = "organisations"
// title.zh = "这里有哪些党组织"
// title.en = "Which party organisations there are"
// about.zh = "位于该区域及其下级的党组织：类别、党员数、所属单位、上级党组织。可只看一类，例如行业党委。党小组和党组不是党组织，也列出，并标明。"
// about.en = "Party organisations in the area or below it: kind, members, host and superior; of one kind if wanted, such as industry committees. Party groups and leading groups are no party organisations; they are listed and marked."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
// choices = ["党工委", "党委", "总支", "支部", "联合党支部", "功能型", "行业党委", "党小组", "临时", "党组", "未载明"]
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
// title = {zh = "党组织", en = "party organisation"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "党员数", en = "members"}
// unit = "名"
//
// [[columns]]
// name = "host"
// type = "string"
// title = {zh = "所属单位", en = "belongs to"}
//
// [[columns]]
// name = "above"
// type = "string"
// title = {zh = "上级党组织", en = "reports to"}
//
// [[columns]]
// name = "counts"
// type = "boolean"
// title = {zh = "算作党组织", en = "counts as an organisation"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force"}
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
// title = {zh = "所在", en = "in"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// [[examples]]
// parameters = {area = "呼和浩特市", kind = "行业党委"}
// as_of = 2024-01-01
// columns = ["branch", "kind", "above", "counts", "in_force", "area"]
// rows = [
//   ["互联网行业党委", "行业党委", "", true, "可能", "呼和浩特市"],
//   ["出租车行业党委", "行业党委", "", true, "可能", "呼和浩特市"],
//   ["快递行业党委", "行业党委", "", true, "可能", "呼和浩特市"],
// ]
//
// [[examples]]
// parameters = {area = "兴康社区", kind = "功能型"}
// as_of = 2024-01-01
// columns = ["branch", "above", "counts"]
// rows = [
//   ["同心党支部", "兴康社区党委", true],
//   ["志愿服务党支部", "兴康社区党委", true],
//   ["文体曲艺党支部", "兴康社区党委", true],
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
  MATCH (b:Branch)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  WITH b, l ORDER BY l.from_max, l.key
  RETURN b, head(collect(l)) AS l
}
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, b, l, state WHERE $kind IS NULL OR state.kind = $kind
// first: WITH a, b, l, state ORDER BY coalesce(state.kind, ''), a.name, coalesce(state.name, b.name), b.id, a.id
CALL (b) {
  OPTIONAL MATCH (b)-[w:BELONGS_TO WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(h)
  WITH DISTINCT h.name AS name ORDER BY name
  RETURN collect(name) AS hosts
}
CALL (b) {
  OPTIONAL MATCH (b)-[r:REPORTS_TO WHERE r.known_from <= $tick < r.known_to AND r.from_min <= $as_of < r.to_max]->(u)
  WITH DISTINCT u.name AS name ORDER BY name
  RETURN collect(name) AS aboves
}
RETURN b.id AS branch_id,
       coalesce(state.name, b.name) AS branch,
       coalesce(state.kind, '') AS kind,
       state.members AS members,
       reduce(t = '', x IN hosts | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS host,
       reduce(t = '', x IN aboves | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS above,
       NOT coalesce(state.kind, '') IN ['党小组', '党组', '', '未载明'] AS counts,
       CASE WHEN l.from_max <= $as_of < l.to_min THEN '确定' ELSE '可能' END AS in_force,
       a.id AS area_id,
       a.name AS area,
       l.sources AS sources
ORDER BY kind, area, branch, branch_id, area_id
