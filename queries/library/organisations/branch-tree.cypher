// name = "branch-tree"
// family = "organisations"
// title.zh = "一个党组织的下级"
// title.en = "What stands under a party organisation"
// about.zh = "经上级党组织关系逐级向下，最多五级；同一组织经几条路到达时取最近的一级。"
// about.en = "Down along the relation to the superior, five steps at most; an organisation reached in several ways is shown at the nearest."
//
// [[parameters]]
// name = "body"
// type = "body"
// title = {zh = "党组织", en = "party organisation"}
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
// title = {zh = "党组织", en = "branch"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "depth"
// type = "integer"
// title = {zh = "级数", en = "steps down"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "党员数", en = "party members"}
//
// [[columns]]
// name = "counts"
// type = "boolean"
// title = {zh = "算作党组织", en = "counts as an organisation"}
MATCH (b:Branch {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[v:LOCATED_IN WHERE v.known_from <= $tick < v.known_to
               AND v.from_min <= $as_of < v.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b) (()<-[r:REPORTS_TO WHERE r.known_from <= $tick < r.known_to
                         AND r.from_min <= $as_of < r.to_max]-()){1,5} (x)
WITH x, min(size(r)) AS depth
CALL (x) {
  OPTIONAL MATCH (x)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(x)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN x.id AS branch_id,
       coalesce(state.name, x.name) AS branch,
       coalesce(state.kind, '') AS kind,
       depth AS depth,
       state.members AS members,
       NOT coalesce(state.kind, '') IN ['党小组', '党组', '', '未载明'] AS counts
ORDER BY depth, branch, branch_id
