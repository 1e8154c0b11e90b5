// name = "coverage-rate"
// family = "coverage"
// title.zh = "共建签约覆盖率，按上级区域"
// title.en = "Share of areas with an agreement in force, by the area above"
// about.zh = "分母是该日存在的区域，名单日期一并给出；没有名单则比率不明。比率是一个区间：低＝确定覆盖，高＝确定加可能。"
// about.en = "The denominator is the areas that exist that day, with the date of their list; without a list the rate is unknown. The rate is a range: low counts the certain ones, high the possible ones too."
// empty.zh = "没有这一级的区域名单：覆盖与否不知道，不是 0"
// empty.en = "no list of areas of this level: coverage is unknown, not 0"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "上级区域", en = "area above"}
// required = true
//
// [[parameters]]
// name = "level"
// type = "string"
// title = {zh = "看哪一级", en = "level"}
// default = "Community"
// choices = ["District", "Street", "Community", "Grid", "Site"]
//
// [[columns]]
// name = "above_id"
// type = "id"
// title = {zh = "上级标识", en = "id of the area above"}
// identity = true
//
// [[columns]]
// name = "above"
// type = "string"
// title = {zh = "上级", en = "area above"}
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
// about = {zh = "含确定覆盖的", en = "including the certain ones"}
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
// [[columns]]
// name = "list_dates"
// type = "string"
// title = {zh = "区域名单日期", en = "dates of the area lists"}
//
// # areas.csv names two areas under 平庄东城街道 in 2020, 新华社区 and 平庄村; A0-5 is hosted by the
// # first, A0-2 by the second, on days of 2020 that are not stated: between none and both.
// [[examples]]
// parameters = {area = "赤峰市"}
// as_of = 2020-12-31
// columns = ["above", "areas", "certain", "possible", "low", "high", "list_dates"]
// rows = [["平庄东城街道", 2, 0, 2, 0.0, 1.0, "2020 报告"]]
MATCH (top:City|District|Street|Community|Site {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){1,5} (a)
WHERE $level IN labels(a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,5} (s)
  WHERE s.id IN $scope }
MATCH (a)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to
                        AND up.from_min <= $as_of < up.to_max]->(parent)
WITH a, up, parent,
     EXISTS { (a)<-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to
                                  AND c.from_max <= $as_of < c.to_min]-(party) } AS certain,
     EXISTS { (a)<-[d:CO_BUILDS WHERE d.known_from <= $tick < d.known_to
                                  AND d.from_min <= $as_of < d.to_max]-(other) } AS possible
WITH parent, up.dates_text AS list_date, count(a) AS n,
     sum(CASE WHEN certain THEN 1 ELSE 0 END) AS certain,
     sum(CASE WHEN possible THEN 1 ELSE 0 END) AS possible
ORDER BY list_date
WITH parent, collect(list_date) AS dates, sum(n) AS n,
     sum(certain) AS certain, sum(possible) AS possible
RETURN parent.id AS above_id,
       parent.name AS above,
       n AS areas,
       certain AS certain,
       possible AS possible,
       1.0 * certain / n AS low,
       1.0 * possible / n AS high,
       reduce(text = '', d IN dates | CASE WHEN text = '' THEN d ELSE text + '、' + d END) AS list_dates
ORDER BY parent.code, above_id
