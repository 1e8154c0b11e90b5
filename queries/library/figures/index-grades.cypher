// name = "index-grades"
// family = "figures"
// title.zh = "指数得分与分色定级"
// title.en = "Index scores and their grades"
// about.zh = "该区域及其下级，以及位于其中的单位和党组织的指数得分，按当地规则集里的分数线定级。当地没有规则的不列；规则没有写明分数线的，写明缺什么、怎样才能定级。"
// about.en = "Index scores of the area, those below it, and the bodies in them, graded by the thresholds of the place's rule set. Without a rule of the place nothing is listed; where a rule states no thresholds, what is missing and what would satisfy it is said."
// rules = "grading"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "figure_id"
// type = "id"
// title = {zh = "数字标识", en = "figure id"}
// identity = true
//
// [[columns]]
// name = "about_id"
// type = "id"
// title = {zh = "对象标识", en = "about id"}
// identity = true
//
// [[columns]]
// name = "about"
// type = "string"
// title = {zh = "对象", en = "about"}
//
// [[columns]]
// name = "indicator"
// type = "string"
// title = {zh = "指标", en = "indicator"}
// identity = true
//
// [[columns]]
// name = "value"
// type = "number"
// title = {zh = "得分", en = "score"}
//
// [[columns]]
// name = "period"
// type = "string"
// title = {zh = "截至", en = "as of, as stated"}
//
// [[columns]]
// name = "grade"
// type = "string"
// title = {zh = "等级", en = "grade"}
//
// [[columns]]
// name = "missing"
// type = "string"
// title = {zh = "缺什么", en = "what is missing"}
//
// [[columns]]
// name = "would_satisfy"
// type = "string"
// title = {zh = "怎样才能定级", en = "what would satisfy"}
//
// [[columns]]
// name = "weight"
// type = "string"
// title = {zh = "效力", en = "weight"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "规则出处", en = "rule and source"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # 官渡区 grades by an index of 17 indicators, but no score and no threshold is published.
// [[examples]]
// parameters = {area = "官渡区"}
// as_of = 2021-01-01
// columns = ["about", "indicator", "value", "grade"]
// rows = []
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  RETURN a AS x
  UNION
  MATCH (k:Unit|Enterprise|Branch|Committee)-[l:SERVES|LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  RETURN k AS x
}
MATCH (f:Figure)-[b:ABOUT WHERE b.known_from <= $tick < b.known_to AND b.from_min <= $as_of < b.to_max]->(x)
CALL (f) {
  OPTIONAL MATCH (f)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(f)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, x, f, b, state WHERE any(r IN $rules WHERE r.indicator = state.indicator)
CALL (a) {
  OPTIONAL MATCH (a) (()-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                            AND w.from_min <= $as_of < w.to_max]->()){0,5} (up)
  RETURN collect(DISTINCT up.code) AS codes
}
WITH DISTINCT a, x, f, b, state, [r IN $rules WHERE r.indicator = state.indicator
                      AND any(code IN codes WHERE code STARTS WITH r.place)] AS rules
WHERE size(rules) > 0
WITH a, x, f, b, state, rules,
     [r IN rules WHERE r.least IS NOT NULL] AS lines,
     [r IN rules WHERE r.least IS NOT NULL AND r.least <= state.value AND state.value <= r.most] AS fits
ORDER BY size(fits) DESC, b.from_max, b.key, a.id
WITH x, f, state.indicator AS indicator, head(collect(b)) AS b, head(collect(state)) AS state,
     head(collect(lines)) AS lines, head(collect(CASE WHEN size(fits) > 0 THEN fits ELSE rules END)) AS best,
     max(size(fits)) AS fit
RETURN f.id AS figure_id,
       x.id AS about_id,
       x.name AS about,
       indicator AS indicator,
       state.value AS value,
       coalesce(state.period_text, '') AS period,
       CASE WHEN fit > 0 THEN best[0].grade ELSE '' END AS grade,
       CASE WHEN fit > 0 THEN '' WHEN size(lines) = 0 THEN '规则没有写明分数线'
            WHEN state.value IS NULL THEN '没有得分' ELSE '得分不在任何一级之内' END AS missing,
       CASE WHEN fit > 0 THEN '' WHEN size(lines) = 0 THEN '在规则集 grading 里补上各级分数线及其出处'
            WHEN state.value IS NULL THEN '补报得分' ELSE '核对得分，或核对各级分数线' END AS would_satisfy,
       CASE WHEN best[0].sure THEN '应当' ELSE '提示' END AS weight,
       best[0].says + '（' + best[0].source + '）' AS source,
       b.sources AS sources
ORDER BY about, indicator, figure_id, about_id
