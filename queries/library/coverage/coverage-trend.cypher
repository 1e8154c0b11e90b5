// name = "coverage-trend"
// family = "coverage"
// title.zh = "共建签约覆盖率的变化"
// title.en = "Coverage by agreements over time"
// about.zh = "从该日往前，每隔 months 个月一行，共 steps 行：区域数取当日存在的区域，覆盖数取当日确定与可能有效的协议。"
// about.en = "From that day back, a row every `months` months, `steps` rows in all: the areas that exist that day, and those covered certainly and possibly that day."
// empty.zh = "没有这一级的区域名单：覆盖与否不知道，不是 0"
// empty.en = "no list of areas of this level: coverage is unknown, not 0"
// own_day = "every row has a day of its own"
//
// [any_time]
// PART_OF = "filtered after the path, on the day of the row"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "level"
// type = "string"
// title = {zh = "看哪一级", en = "level"}
// default = "Community"
// choices = ["District", "Street", "Community", "Grid", "Site"]
//
// [[parameters]]
// name = "months"
// type = "integer"
// title = {zh = "间隔几个月", en = "months between"}
// default = 3
//
// [[parameters]]
// name = "steps"
// type = "integer"
// title = {zh = "几行", en = "rows"}
// default = 8
//
// [[columns]]
// name = "day"
// type = "date"
// title = {zh = "日期", en = "day"}
// identity = true
//
// [[columns]]
// name = "areas"
// type = "integer"
// title = {zh = "区域数", en = "areas"}
//
// [[columns]]
// name = "certain"
// type = "integer"
// title = {zh = "确定覆盖", en = "certainly covered"}
//
// [[columns]]
// name = "possible"
// type = "integer"
// title = {zh = "可能覆盖", en = "possibly covered"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "覆盖率下限", en = "rate, low"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "覆盖率上限", en = "rate, high"}
//
// # 赤峰市 is known from an article of 2020: two areas below a street, with A0-2 and A0-5. Before it there is no list.
// [[examples]]
// parameters = {area = "赤峰市", steps = 3, months = 12}
// as_of = 2021-12-31
// columns = ["day", "areas", "certain", "possible"]
// rows = [
//   [2021-12-31, 2, 0, 2],
//   [2020-12-31, 2, 0, 2],
// ]
UNWIND range(0, $steps - 1) AS step
WITH $as_of - duration({months: $months * step}) AS day
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to]-()){1,5} (a)
WHERE $level IN labels(a) AND all(e IN p WHERE e.from_min <= day < e.to_max)
WITH DISTINCT day, a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
WITH day, a,
     EXISTS { (a)<-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_max <= day < c.to_min]-(x) } AS certain,
     EXISTS { (a)<-[d:CO_BUILDS WHERE d.known_from <= $tick < d.known_to AND d.from_min <= day < d.to_max]-(y) } AS possible
WITH day, count(a) AS areas,
     sum(CASE WHEN certain THEN 1 ELSE 0 END) AS certain,
     sum(CASE WHEN possible THEN 1 ELSE 0 END) AS possible
RETURN day AS day,
       areas AS areas,
       certain AS certain,
       possible AS possible,
       1.0 * certain / areas AS low,
       1.0 * possible / areas AS high
ORDER BY day DESC
