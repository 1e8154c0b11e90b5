// name = "body-duties"
// family = "pairing"
// title.zh = "一个单位包联、报到的地方"
// title.en = "Where a body is paired and checked in"
// about.zh = "该单位包联、结对、报到的全部区域和组织，连同已结束的。"
// about.en = "Every area and body that it is paired with or checked in at, those that have ended included."
//
// [any_time]
// PAIRED_WITH = "what has ended is listed too"
// CHECKED_IN = "the same"
//
// [[parameters]]
// name = "body"
// type = "body"
// title = {zh = "单位", en = "body"}
// required = true
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "relation"
// type = "string"
// title = {zh = "关系", en = "relation"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "where_id"
// type = "id"
// title = {zh = "对象标识", en = "where id"}
//
// [[columns]]
// name = "where"
// type = "string"
// title = {zh = "对象", en = "where"}
//
// [[columns]]
// name = "members"
// type = "integer"
// title = {zh = "报到党员", en = "members"}
//
// [[columns]]
// name = "services"
// type = "integer"
// title = {zh = "服务次数", en = "services"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早开始", en = "earliest start"}
//
// [[columns]]
// name = "from_max"
// type = "date"
// title = {zh = "最晚开始", en = "latest start"}
//
// [[columns]]
// name = "to_min"
// type = "date"
// title = {zh = "最早结束", en = "earliest end"}
//
// [[columns]]
// name = "to_max"
// type = "date"
// title = {zh = "最晚结束", en = "latest end"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
MATCH (b:Unit|Enterprise|Branch|Committee {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to
               AND v.from_min <= $as_of < v.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b)-[w:PAIRED_WITH|CHECKED_IN WHERE w.known_from <= $tick < w.known_to]->(x)
RETURN w.key AS fact,
       CASE type(w) WHEN 'PAIRED_WITH' THEN '包联结对' ELSE '双报到' END AS relation,
       coalesce(w.kind, '') AS kind,
       x.id AS where_id,
       x.name AS where,
       w.members AS members,
       w.services AS services,
       CASE WHEN w.from_max <= $as_of < w.to_min THEN '确定' WHEN w.from_min <= $as_of < w.to_max THEN '可能' ELSE '否' END AS in_force,
       w.from_min AS from_min,
       w.from_max AS from_max,
       w.to_min AS to_min,
       w.to_max AS to_max,
       w.sources AS sources
ORDER BY relation, kind, where, fact
