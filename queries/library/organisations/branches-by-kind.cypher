// name = "branches-by-kind"
// family = "organisations"
// title.zh = "一个区域的党组织，按类别"
// title.en = "Party organisations of an area by kind"
// about.zh = "位于该区域及其下级的党组织按类别清点。党小组覆盖网格但不算党组织，党组可以签约但不算，功能型不增加党员。"
// about.en = "Party organisations located in the area or below it by kind. A party group covers a grid but is none, a leading group may sign and never counts, a functional branch adds no members."
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
// identity = true
//
// [[columns]]
// name = "certain"
// type = "integer"
// title = {zh = "确定", en = "certainly"}
//
// [[columns]]
// name = "possible"
// type = "integer"
// title = {zh = "可能", en = "possibly"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "党员数（已知的）", en = "party members, as far as known"}
//
// [[columns]]
// name = "counts"
// type = "boolean"
// title = {zh = "算作党组织", en = "counts as an organisation"}
//
// # organisations.csv has three in 回民区: 三顺店社区党委 (a 支部 by another article) and two branches.
// [[examples]]
// parameters = {area = "回民区"}
// as_of = 2024-12-31
// columns = ["kind", "certain", "possible", "counts"]
// rows = [
//   ["支部", 0, 2, true],
//   ["党委", 0, 1, true],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b:Branch)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH b, max(CASE WHEN l.from_max <= $as_of < l.to_min THEN 1 ELSE 0 END) AS certain
CALL (b) {
  OPTIONAL MATCH (b)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(b)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH coalesce(state.kind, '') AS kind, certain, state
RETURN kind AS kind,
       sum(certain) AS certain,
       count(kind) AS possible,
       sum(CASE WHEN kind = '功能型' THEN 0 ELSE coalesce(state.members, 0) END) AS members,
       NOT kind IN ['党小组', '党组', '', '未载明'] AS counts
ORDER BY possible DESC, kind
