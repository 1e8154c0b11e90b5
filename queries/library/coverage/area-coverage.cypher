// name = "area-coverage"
// family = "coverage"
// title.zh = "哪些区域在某日有共建协议"
// title.en = "Which areas have a co-building agreement in force on a day"
// about.zh = "共建签约覆盖：区域本身是否为某份协议的共建地区。确定＝该日必然在效；可能＝日期存疑，该日也许在效；否＝没有在效协议。街道的协议不算到社区。"
// about.en = "Coverage by agreements: is the area itself host of an agreement. Certainly: in force that day whatever the doubt. Possibly: the dates leave room. No: none. A street's agreement does not count for its communities."
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
// default = "Street"
// choices = ["District", "Street", "Community", "Grid", "Site"]
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
// name = "above"
// type = "string"
// title = {zh = "上级", en = "part of"}
//
// [[columns]]
// name = "covered"
// type = "certainty"
// title = {zh = "是否覆盖", en = "covered"}
//
// [[columns]]
// name = "certain"
// type = "integer"
// title = {zh = "确定在效协议", en = "agreements certainly in force"}
//
// [[columns]]
// name = "possible"
// type = "integer"
// title = {zh = "可能在效协议", en = "agreements possibly in force"}
// about = {zh = "含确定在效的", en = "including the certain ones"}
//
// [[columns]]
// name = "list_date"
// type = "string"
// title = {zh = "区域名单日期", en = "date of the area list"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # areas.csv puts 老缸房街 in 新城区 and 航苑小区 in 河西社区, in 2020; agreements.csv has A0-1 there, of
// # that year, whose days are open.
// [[examples]]
// parameters = {area = "新城区", level = "Site"}
// as_of = 2020-12-31
// columns = ["name", "above", "covered", "certain", "possible", "list_date"]
// rows = [
//   ["航苑小区", "河西社区居委会", "可能", 0, 1, "2020 报告"],
//   ["老缸房街", "新城区", "否", 0, 0, "2020 报告"],
// ]
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
                        AND up.from_min <= $as_of < up.to_max]->(above)
OPTIONAL MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                               AND st.from_min <= $as_of < st.to_max]->(a)
WITH a, up, above, st ORDER BY st.from_max, st.key
WITH a, up, above, head(collect(st)) AS state
OPTIONAL MATCH (a)<-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to
                                   AND c.from_min <= $as_of < c.to_max]-(party)
WITH a, up, above, state, c ORDER BY c.sources[0]
WITH a, up, above, state,
     count(DISTINCT c.agreement) AS possible,
     count(DISTINCT CASE WHEN c.from_max <= $as_of < c.to_min THEN c.agreement END) AS certain,
     collect(DISTINCT c.sources[0]) AS evidence
RETURN a.id AS area_id,
       a.code AS code,
       coalesce(state.name, a.name) AS name,
       above.name AS above,
       CASE WHEN certain > 0 THEN '确定' WHEN possible > 0 THEN '可能' ELSE '否' END AS covered,
       certain AS certain,
       possible AS possible,
       up.dates_text AS list_date,
       evidence + up.sources AS sources
ORDER BY code, area_id
