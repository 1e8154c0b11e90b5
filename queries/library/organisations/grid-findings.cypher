// name = "grid-findings"
// family = "organisations"
// title.zh = "五长一队一阵地：网格缺什么"
// title.en = "What a grid lacks by the rule of its place"
// about.zh = "有此规则的地方：每个网格应有党支部、由五长之一任书记、有队伍、有阵地。没有登记即列为缺，不等于没有。街道社区的规则按区划代码选用，别处不查。"
// about.en = "Where the rule holds: every grid should have a branch, one of five office-holders as its secretary, a team and a venue. What is not recorded is listed, which does not mean that there is none. The rule is chosen by the code of the area above; elsewhere nothing is checked."
// rules = "grids"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "grid_id"
// type = "id"
// title = {zh = "网格标识", en = "grid id"}
// identity = true
//
// [[columns]]
// name = "grid"
// type = "string"
// title = {zh = "网格", en = "grid"}
//
// [[columns]]
// name = "community"
// type = "string"
// title = {zh = "所属社区", en = "community"}
//
// [[columns]]
// name = "rule"
// type = "string"
// title = {zh = "规则", en = "rule"}
// identity = true
//
// [[columns]]
// name = "would_satisfy"
// type = "string"
// title = {zh = "怎样才符合", en = "what would satisfy it"}
//
// [[columns]]
// name = "weight"
// type = "string"
// title = {zh = "效力", en = "weight"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "规则出处", en = "source of the rule"}
//
// # 赛罕区 has this rule (article A4). coverage.csv: 兴康社区 has three grid branches for five grids, so none lacks a branch; no
// # register names a secretary, team or venue of a grid.
// [[examples]]
// parameters = {area = "兴康社区"}
// as_of = 2020-12-31
// columns = ["grid", "rule", "weight"]
// rows = [
//   ["第一网格", "一队", "提示"],
//   ["第一网格", "一阵地", "提示"],
//   ["第一网格", "五长任书记", "应当"],
// ]
// some = true
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a:Grid)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  OPTIONAL MATCH (a) (()-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                            AND w.from_min <= $as_of < w.to_max]->()){1,5} (up)
  RETURN collect(DISTINCT up.code) AS codes
}
CALL (a) {
  OPTIONAL MATCH (a)-[m:PART_OF WHERE m.known_from <= $tick < m.known_to AND m.from_min <= $as_of < m.to_max]->(above)
  WITH above.name AS name ORDER BY name
  RETURN head(collect(name)) AS community
}
CALL (a) {
  OPTIONAL MATCH (b:Branch)-[c:COVERS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
  OPTIONAL MATCH (b)-[bs:STATE WHERE bs.known_from <= $tick < bs.known_to AND bs.from_min <= $as_of < bs.to_max]->(b)
  OPTIONAL MATCH (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(b)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= $as_of < ns.to_max]->(n)
  OPTIONAL MATCH (h)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to AND j.from_min <= $as_of < j.to_max]->(b)
  WITH bs.kind IN ['支部', '联合党支部'] AS fits, bs.kind IS NOT NULL AND bs.kind <> '党组' AS covers, j.basis = '网格' AS sits,
       ns.seat IN ['网格长', '路长', '派出所所长或片警', '司法所所长或工作人员', '市场监管所所长或工作人员'] AND coalesce(ns.status, '') <> '空缺' AS seated
  RETURN max(CASE WHEN fits THEN 1 ELSE 0 END) AS branch, max(CASE WHEN covers THEN 1 ELSE 0 END) AS covered,
         max(CASE WHEN fits AND (coalesce(sits, false) OR coalesce(seated, false)) THEN 1 ELSE 0 END) AS led
}
WITH a, codes, community, branch, covered, led,
     EXISTS { (t:Team)-[tl:LOCATED_IN|BELONGS_TO WHERE tl.known_from <= $tick < tl.known_to AND tl.from_min <= $as_of < tl.to_max]->(a) } AS team,
     EXISTS { (v:Venue)-[vl:LOCATED_IN|BELONGS_TO WHERE vl.known_from <= $tick < vl.known_to AND vl.from_min <= $as_of < vl.to_max]->(a) } AS venue
UNWIND [r IN $rules WHERE any(code IN codes WHERE code STARTS WITH r.place)] AS rule
WITH DISTINCT a, community, rule, branch, covered, led, team, venue
WHERE CASE rule.check WHEN 'branch' THEN branch = 0 WHEN 'any' THEN covered = 0 WHEN 'secretary' THEN led = 0
           WHEN 'team' THEN NOT team WHEN 'venue' THEN NOT venue ELSE false END
RETURN a.id AS grid_id,
       a.name AS grid,
       coalesce(community, '') AS community,
       rule.name AS rule,
       rule.remedy AS would_satisfy,
       CASE WHEN rule.sure THEN '应当' ELSE '提示' END AS weight,
       rule.says + '（' + rule.source + '）' AS source
ORDER BY community, grid, rule, grid_id
