// name = "rules-in-place"
// family = "quality"
// title.zh = "这里适用哪些规则"
// title.en = "Which rules hold here"
// about.zh = "在该区域适用的规则，来自全部规则集：覆盖口径、委员会组成、任期、党组织设置、网格标准、交叉任职做法、分色定级。每条写明出处、日期、地方和把握；拿不准的只作提示。没有写明地方的处处适用；只在下级适用的，写明在哪里。"
// about.en = "The rules that hold in the area, of all rule sets: what coverage means, how committees are made up, terms, party organisations, grids, joint appointments, grading; each with source, day, place and how sure it is. Unsure ones only advise. A rule of a place below says so."
// rules = "all"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "rule_set"
// type = "string"
// title = {zh = "规则集", en = "rule set"}
// choices = ["committees", "coverage", "figures", "grading", "grids", "organisations", "practices"]
//
// [[columns]]
// name = "rule_id"
// type = "string"
// title = {zh = "规则编号", en = "rule"}
// identity = true
//
// [[columns]]
// name = "rule_set"
// type = "string"
// title = {zh = "规则集", en = "rule set"}
//
// [[columns]]
// name = "rule"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "says"
// type = "string"
// title = {zh = "内容", en = "what it says"}
//
// [[columns]]
// name = "place"
// type = "string"
// title = {zh = "适用地方", en = "place"}
//
// [[columns]]
// name = "weight"
// type = "string"
// title = {zh = "分量", en = "weight"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "出处", en = "source"}
//
// [[columns]]
// name = "dated"
// type = "string"
// title = {zh = "日期", en = "dated"}
//
// [[columns]]
// name = "url"
// type = "string"
// title = {zh = "网址", en = "address"}
//
// [[examples]]
// parameters = {area = "兴康社区", rule_set = "grids"}
// as_of = 2024-01-01
// columns = ["rule", "place", "weight", "dated"]
// rows = [
//   ["网格党支部", "赛罕区", "应当", "2020"],
//   ["五长任书记", "赛罕区", "应当", "2020"],
//   ["一队", "赛罕区", "提示", "2020"],
//   ["一阵地", "赛罕区", "提示", "2020"],
// ]
//
// # No rule of 赛罕区 holds in 回民区.
// [[examples]]
// parameters = {area = "回民区", rule_set = "grids"}
// as_of = 2024-01-01
// columns = ["rule"]
// rows = []
MATCH (a:City|District|Street|Community|Grid|Site|Building {id: $area})
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (a) (()-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                   AND w.from_min <= $as_of < w.to_max]->()){0,5} (up)
  RETURN collect(DISTINCT {code: coalesce(up.code, ''), name: up.name}) AS over
}
CALL (a) {
  MATCH (a) (()<-[x:PART_OF WHERE x.known_from <= $tick < x.known_to
                   AND x.from_min <= $as_of < x.to_max]-()){1,2} (low:District|Street)
  RETURN collect(DISTINCT {code: coalesce(low.code, ''), name: low.name}) AS under
}
UNWIND range(0, size($rules) - 1) AS number
WITH $rules[number] AS rule, number, [n IN over + under WHERE n.code = $rules[number].place] AS known, over, under
WHERE ($rule_set IS NULL OR rule.set = $rule_set)
  AND (rule.place = '' OR any(n IN over WHERE n.code STARTS WITH rule.place)
                       OR any(n IN under WHERE n.code = rule.place))
RETURN rule.id AS rule_id,
       rule.set AS rule_set,
       rule.name AS rule,
       rule.says AS says,
       CASE WHEN rule.place = '' THEN '处处' WHEN size(known) > 0 THEN known[0].name ELSE rule.place END AS place,
       CASE WHEN rule.sure THEN '应当' ELSE '提示' END AS weight,
       rule.source AS source,
       rule.dated AS dated,
       rule.url AS url
ORDER BY rule_set, number
