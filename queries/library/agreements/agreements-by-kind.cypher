// name = "agreements-by-kind"
// family = "agreements"
// title.zh = "按签约方类别清点有效协议"
// title.en = "Agreements in force by the kind of their parties"
// about.zh = "以该区域及其下级为共建地区的协议，按签约方的类别清点；一份协议有几类签约方就在几行里，各行不能相加。"
// about.en = "Agreements hosted in the area or below it, counted by the kind of their parties. One with parties of two kinds is in two rows: rows must not be added up."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "label"
// type = "string"
// title = {zh = "签约方类型", en = "type of party"}
// identity = true
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "性质", en = "kind"}
// identity = true
//
// [[columns]]
// name = "certain"
// type = "integer"
// title = {zh = "确定有效", en = "certainly in force"}
//
// [[columns]]
// name = "possible"
// type = "integer"
// title = {zh = "可能有效", en = "possibly in force"}
//
// [[columns]]
// name = "parties"
// type = "integer"
// title = {zh = "签约方数", en = "parties"}
//
// # The four parties of A0-1 are of three kinds: one agreement, three rows.
// [[examples]]
// parameters = {area = "新城区"}
// as_of = 2021-01-01
// columns = ["label", "kind", "certain", "possible", "parties"]
// rows = [
//   ["Branch", "总支", 0, 1, 1],
//   ["Branch", "支部", 0, 1, 2],
//   ["Unit", "业委会", 0, 1, 1],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
WITH x, collect([c.agreement, c.from_max <= $as_of < c.to_min]) AS papers
CALL (x) {
  OPTIONAL MATCH (x)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(x)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH labels(x)[0] AS label, coalesce(state.kind, '') AS kind, x, papers
UNWIND papers AS paper
RETURN label AS label,
       kind AS kind,
       count(DISTINCT CASE WHEN paper[1] THEN paper[0] END) AS certain,
       count(DISTINCT paper[0]) AS possible,
       count(DISTINCT x.id) AS parties
ORDER BY label, kind
