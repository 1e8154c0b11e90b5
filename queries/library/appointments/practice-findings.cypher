// name = "practice-findings"
// family = "appointments"
// title.zh = "交叉任职做法与登记的对照"
// title.en = "Practices of joint appointment against what is on record"
// about.zh = "当地公开写明的任职做法（一肩挑、民警任副书记、兼职委员……）逐条对照登记的任职：缺什么、怎样才符合。没有登记即列出，不等于没有；把握不足的规则只作提示。规则按区划代码选用，别处不查。"
// about.en = "The practices that a place states (one person in two offices, police officers as deputy secretaries, part-time members …) against the appointments on record: what is missing, and what would satisfy it. What is not recorded is listed, which does not mean that there is none; a rule that is not sure only advises. Rules are chosen by the code of the area; elsewhere nothing is checked."
// rules = "practices"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
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
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "rule"
// type = "string"
// title = {zh = "规则", en = "rule"}
// identity = true
//
// [[columns]]
// name = "bodies"
// type = "integer"
// title = {zh = "登记的相关机构", en = "such bodies on record"}
//
// [[columns]]
// name = "missing"
// type = "string"
// title = {zh = "缺什么", en = "what is missing"}
//
// [[columns]]
// name = "would_satisfy"
// type = "string"
// title = {zh = "怎样才符合", en = "what would satisfy it"}
//
// [[columns]]
// name = "weight"
// type = "string"
// title = {zh = "分量", en = "weight"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "规则与出处", en = "rule and source"}
//
// # Article A0: officers of the precinct are deputy secretaries in 150105006; posts.csv P03 has that
// # seat in 永泰社区 (O004), so that rule is kept there. No register names who holds the other offices.
// [[examples]]
// parameters = {area = "永泰社区"}
// as_of = 2021-06-30
// columns = ["area", "rule", "bodies", "weight"]
// rows = [
//   ["丽景小区", "业委会主任", 0, "提示"],
//   ["丽景小区", "小区双向进入", 0, "提示"],
//   ["永泰社区居委会", "一肩挑", 0, "提示"],
// ]
//
// # 万豪社区, beside it, has no such seat on record.
// [[examples]]
// parameters = {area = "150105006024"}
// as_of = 2021-06-30
// columns = ["rule", "weight"]
// rows = [
//   ["一肩挑", "提示"],
//   ["民警任副书记", "应当"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a:Street|Community|Site)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (a) (()-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                   AND w.from_min <= $as_of < w.to_max]->()){0,5} (up)
  RETURN collect(DISTINCT up.code) AS codes
}
UNWIND [r IN $rules WHERE labels(a)[0] IN r.level AND any(code IN codes WHERE code STARTS WITH r.place)] AS rule
CALL (a, rule) {
  OPTIONAL MATCH (b:Unit|Enterprise|Branch|Committee)-[l:SERVES|LOCATED_IN|BELONGS_TO WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
  WITH DISTINCT rule, b
  WHERE labels(b)[0] IN rule.into OR EXISTS {
    (b)-[bs:STATE WHERE bs.known_from <= $tick < bs.known_to AND bs.from_min <= $as_of < bs.to_max]->(b)
    WHERE bs.kind IN rule.into }
  WITH rule, b,
       EXISTS { (h)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to AND j.from_min <= $as_of < j.to_max]->(b)
         WHERE j.post CONTAINS rule.post AND (labels(h)[0] IN rule.home OR EXISTS {
           (h)-[hs:STATE WHERE hs.known_from <= $tick < hs.known_to AND hs.from_min <= $as_of < hs.to_max]->(h)
           WHERE hs.kind IN rule.home }) } AS sits,
       EXISTS { (b)-[k:JOINTLY_APPOINTED WHERE k.known_from <= $tick < k.known_to AND k.from_min <= $as_of < k.to_max]->(g)
         WHERE k.post CONTAINS rule.back AND (labels(g)[0] IN rule.home OR EXISTS {
           (g)-[gs:STATE WHERE gs.known_from <= $tick < gs.known_to AND gs.from_min <= $as_of < gs.to_max]->(g)
           WHERE gs.kind IN rule.home }) } AS back,
       EXISTS { (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(b)
         WHERE rule.post <> '' AND EXISTS {
           (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= $as_of < ns.to_max]->(n)
           WHERE ns.kind = '兼职' AND ns.name CONTAINS rule.post AND coalesce(ns.status, '') <> '空缺' } } AS seat
  RETURN count(b) AS bodies, sum(CASE WHEN sits OR back OR seat THEN 1 ELSE 0 END) AS met
}
WITH a, rule, bodies, met
WHERE CASE rule.check WHEN 'body' THEN bodies = 0 WHEN 'seat' THEN met = 0 ELSE false END
RETURN a.id AS area_id,
       a.name AS area,
       rule.name AS rule,
       bodies AS bodies,
       rule.missing AS missing,
       rule.remedy AS would_satisfy,
       CASE WHEN rule.sure THEN '应当' ELSE '提示' END AS weight,
       rule.says + '（' + rule.source + '）' AS source
ORDER BY area, rule, area_id
