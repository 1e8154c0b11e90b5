// name = "committee-findings"
// family = "committees"
// title.zh = "委员会组成不合规则之处"
// title.en = "Where committees do not follow the rules"
// about.zh = "该区域及其下级的大工委、大党委，按当地规则集检查：奇数、兼职人数、必设席位、街道社区不兼任、任期。每项说明规则、出处、缺什么、怎样才符合；规则把握不足的只作提示。"
// about.en = "Committees of the area or below it against the rule set of their place: odd number, part-time members, required posts, nobody in both street and community, terms. Each finding names the rule, its source, what is missing and what would satisfy it; a rule that is not sure only advises."
// rules = "committees"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "committee_id"
// type = "id"
// title = {zh = "机构标识", en = "committee id"}
// identity = true
//
// [[columns]]
// name = "committee"
// type = "string"
// title = {zh = "机构", en = "committee"}
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
// title = {zh = "服务区域", en = "area served"}
//
// [[columns]]
// name = "rule"
// type = "string"
// title = {zh = "规则", en = "rule"}
// identity = true
//
// [[columns]]
// name = "finding"
// type = "string"
// title = {zh = "发现", en = "finding"}
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
// # posts.csv names one seat of C03, of kind 协调委员会: no rule of this set speaks of it.
// [[examples]]
// parameters = {area = "小店区"}
// as_of = 2020-12-31
// columns = ["committee", "rule"]
// rows = []
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (k:Committee)-[v:SERVES WHERE v.known_from <= $tick < v.known_to AND v.from_min <= $as_of < v.to_max]->(a)
WITH a, k, v ORDER BY v.from_max, v.key
WITH a, k, head(collect(v)) AS v
CALL (k) {
  OPTIONAL MATCH (k)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(k)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
CALL (a) {
  OPTIONAL MATCH (o:Branch)-[bt:BELONGS_TO WHERE bt.known_from <= $tick < bt.known_to AND bt.from_min <= $as_of < bt.to_max]->(a)
  OPTIONAL MATCH (o)-[os:STATE WHERE os.known_from <= $tick < os.known_to AND os.from_min <= $as_of < os.to_max]->(o)
  RETURN collect(DISTINCT os.kind) AS hosts
}
CALL (k) {
  OPTIONAL MATCH (n:Post)-[po:POST_OF WHERE po.known_from <= $tick < po.known_to AND po.from_min <= $as_of < po.to_max]->(k)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= $as_of < ns.to_max]->(n)
  WITH n, ns ORDER BY ns.from_max, ns.key
  WITH n, head(collect(ns)) AS seat
  RETURN count(n) AS seats,
         sum(CASE WHEN seat.status = '空缺' THEN 1 ELSE 0 END) AS vacant,
         sum(CASE WHEN seat.kind = '兼职' AND coalesce(seat.status, '') <> '空缺' THEN 1 ELSE 0 END) AS part_time,
         sum(CASE WHEN seat.required AND seat.status = '空缺' THEN 1 ELSE 0 END) AS missing
}
CALL (k) {
  OPTIONAL MATCH (h)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to AND j.from_min <= $as_of < j.to_max]->(k)
  WHERE j.holder IS NOT NULL AND EXISTS {
    (h)-[i:JOINTLY_APPOINTED WHERE i.known_from <= $tick < i.known_to AND i.from_min <= $as_of < i.to_max]->(other:Committee)
    WHERE other <> k AND i.holder = j.holder }
  RETURN count(DISTINCT j.holder) AS doubled
}
CALL (k) {
  OPTIONAL MATCH (g)-[y:JOINTLY_APPOINTED WHERE y.known_from <= $tick < y.known_to AND y.from_min <= $as_of < y.to_max]->(k)
  RETURN collect(y.from_max) AS begins
}
WITH a, k, state, hosts, seats, seats - vacant AS persons, part_time, missing, doubled, begins,
     [r IN $rules WHERE state.kind IN r.kinds AND coalesce(a.code, '') STARTS WITH r.place
                    AND (r.host = '' OR r.host IN hosts)] AS mine
UNWIND mine AS rule
WITH a, k, state, seats, persons, part_time, missing, doubled, begins, mine, rule
WHERE none(r IN mine WHERE r.name = rule.name AND size(r.place) > size(rule.place))
WITH a, k, state, rule, seats, persons, part_time, missing, doubled,
     size([d IN begins WHERE rule.check = 'term' AND d + duration({years: rule.most}) < $as_of]) AS over
WITH a, k, state, rule, persons, part_time, missing, doubled, over,
     CASE rule.check
       WHEN 'odd' THEN seats > 0 AND persons % 2 = 0
       WHEN 'part-time' THEN seats > 0 AND (part_time < rule.least OR part_time > rule.most)
       WHEN 'persons' THEN seats > 0 AND (persons < rule.least OR persons > rule.most)
       WHEN 'required' THEN missing > 0
       WHEN 'one-seat' THEN doubled > 0
       WHEN 'term' THEN over > 0
       ELSE false END AS broken
WHERE broken
RETURN k.id AS committee_id,
       coalesce(state.name, k.name) AS committee,
       a.id AS area_id,
       a.name AS area,
       rule.name AS rule,
       CASE rule.check
         WHEN 'odd' THEN '到位 ' + toString(persons) + ' 人，是偶数'
         WHEN 'part-time' THEN '兼职到位 ' + toString(part_time) + ' 人'
         WHEN 'persons' THEN '到位 ' + toString(persons) + ' 人'
         WHEN 'required' THEN '必设席位空缺 ' + toString(missing) + ' 个'
         WHEN 'one-seat' THEN toString(doubled) + ' 人在别的委员会也有席位'
         ELSE toString(over) + ' 个席位超过任期' END AS finding,
       CASE rule.check
         WHEN 'odd' THEN '增减 1 人'
         WHEN 'part-time' THEN CASE WHEN part_time < rule.least
           THEN '再聘 ' + toString(rule.least - part_time) + ' 人' ELSE '减 ' + toString(part_time - rule.most) + ' 人' END
         WHEN 'persons' THEN CASE WHEN persons < rule.least
           THEN '再增 ' + toString(rule.least - persons) + ' 人' ELSE '减 ' + toString(persons - rule.most) + ' 人' END
         WHEN 'required' THEN '补齐 ' + toString(missing) + ' 个席位'
         WHEN 'one-seat' THEN '改聘 ' + toString(doubled) + ' 人'
         ELSE '换届或续聘' END AS would_satisfy,
       CASE WHEN rule.sure THEN '应当' ELSE '提示' END AS weight,
       rule.says + '（' + rule.source + '）' AS source
ORDER BY area, committee, rule, committee_id, area_id
