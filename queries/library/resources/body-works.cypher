// name = "body-works"
// family = "resources"
// title.zh = "一个单位做了什么"
// title.en = "What a body does"
// about.zh = "一个单位、党组织或议事机构运行的机制，召集和参加的活动，提供和使用的资源、阵地，提出的需求，承担的项目，名下的队伍和阵地；不论哪一天，“该日是否有效”另列。"
// about.en = "What a unit, party organisation or committee runs, holds, takes part in, offers, uses, raises and undertakes, and the teams and venues that belong to it; of any day, with whether it is in force on this one."
// [any_time]
// RUNS = "the row says whether it is in force"
// HELD = "the same"
// OFFERS = "the same"
// RAISES = "the same"
// UNDERTAKES = "the same"
// TAKES_PART = "the same"
// USES = "the same"
// BELONGS_TO = "the same"
// STATE = "the same"
//
// [[parameters]]
// name = "body"
// type = "body"
// title = {zh = "单位或组织", en = "body"}
// required = true
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "fact"}
// identity = true
//
// [[columns]]
// name = "relation"
// type = "string"
// title = {zh = "关系", en = "relation"}
//
// [[columns]]
// name = "part"
// type = "string"
// title = {zh = "承担方式", en = "part"}
//
// [[columns]]
// name = "node_id"
// type = "id"
// title = {zh = "标识", en = "id"}
//
// [[columns]]
// name = "work"
// type = "string"
// title = {zh = "事项", en = "what"}
//
// [[columns]]
// name = "sort"
// type = "string"
// title = {zh = "种类", en = "sort"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早开始", en = "earliest start"}
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
//
// [[examples]]
// parameters = {body = "自治区司法厅行政复议联合党支部"}
// as_of = 2024-01-01
// columns = ["relation", "work", "sort", "kind"]
// rows = [
//   ["召集", "“送法进企 以法护航”主题党日", "Activity", "活动"],
// ]
MATCH (b:Unit|Enterprise|Branch|Committee {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[o:SERVES|LOCATED_IN WHERE o.known_from <= $tick < o.known_to
               AND o.from_min <= $as_of < o.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (b) {
  MATCH (b)-[w:RUNS|HELD|OFFERS|RAISES|UNDERTAKES|TAKES_PART|USES WHERE w.known_from <= $tick < w.known_to]->(x)
  RETURN w, x
  UNION
  MATCH (b)<-[w:BELONGS_TO WHERE w.known_from <= $tick < w.known_to]-(x:Team|Venue)
  RETURN w, x
}
CALL (x) {
  OPTIONAL MATCH (x)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(x)
  WITH st ORDER BY st.from_max, st.key
  RETURN last(collect(st)) AS state
}
RETURN w.key AS fact,
       CASE type(w) WHEN 'RUNS' THEN '运行' WHEN 'HELD' THEN '召集' WHEN 'OFFERS' THEN '提供'
                    WHEN 'RAISES' THEN '提出' WHEN 'UNDERTAKES' THEN '承担'
                    WHEN 'TAKES_PART' THEN '参加' WHEN 'USES' THEN '使用' ELSE '设有' END AS relation,
       CASE WHEN type(w) = 'UNDERTAKES' THEN coalesce(w.part, '') ELSE '' END AS part,
       x.id AS node_id,
       coalesce(state.name, x.name) AS work,
       labels(x)[0] AS sort,
       coalesce(state.kind, '') AS kind,
       CASE WHEN w.from_max <= $as_of < w.to_min THEN '确定' WHEN w.from_min <= $as_of < w.to_max THEN '可能' ELSE '否' END AS in_force,
       w.from_min AS from_min,
       w.to_max AS to_max,
       w.sources AS sources
ORDER BY relation, work, node_id, fact
