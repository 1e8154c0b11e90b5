// name = "activities"
// family = "resources"
// title.zh = "会议与活动"
// title.en = "Meetings and activities"
// about.zh = "该区域及其下级、since 起至该日的会议与活动：谁召集、几家参加、议定什么。没有写明地点的，算在召集单位所在或服务的区域。"
// about.en = "Meetings and activities in the area or below it from `since` to the day: who held them, how many took part, what was decided. One that names no place counts where those who held it are, or whom they serve."
//
// [any_time]
// LOCATED_IN = "an activity has its own day"
// STATE = "the same"
// HELD = "the same"
// TAKES_PART = "the same"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "since"
// type = "date"
// title = {zh = "从哪天起", en = "since"}
// required = true
//
// [[columns]]
// name = "activity_id"
// type = "id"
// title = {zh = "活动标识", en = "activity id"}
// identity = true
//
// [[columns]]
// name = "activity"
// type = "string"
// title = {zh = "会议或活动", en = "activity"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "day"
// type = "date"
// title = {zh = "日期", en = "day"}
//
// [[columns]]
// name = "held_by"
// type = "string"
// title = {zh = "召集", en = "held by"}
//
// [[columns]]
// name = "bodies"
// type = "integer"
// title = {zh = "参加单位", en = "bodies attending"}
//
// [[columns]]
// name = "decided"
// type = "string"
// title = {zh = "议定事项", en = "decided"}
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
// title = {zh = "所在", en = "in"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (y:Activity)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to]->(a)
  RETURN y, l
  UNION
  MATCH (b:Unit|Enterprise|Branch|Committee)-[w:SERVES|LOCATED_IN WHERE w.known_from <= $tick < w.known_to AND w.from_min <= $as_of < w.to_max]->(a)
  MATCH (b)-[l:HELD WHERE l.known_from <= $tick < l.known_to]->(y:Activity)
  WHERE NOT EXISTS { (y)-[o:LOCATED_IN WHERE o.known_from <= $tick < o.known_to]->(x) }
  RETURN y, l
}
WITH a, y, l WHERE l.from_min <= $as_of AND l.to_max > $since
WITH a, y, l ORDER BY l.from_max, l.key
WITH a, y, last(collect(l)) AS l
CALL (y) {
  OPTIONAL MATCH (y)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(y)
  WITH st ORDER BY st.from_max, st.key
  RETURN last(collect(st)) AS state
}
CALL (y) {
  OPTIONAL MATCH (k)-[h:HELD WHERE h.known_from <= $tick < h.known_to]->(y)
  WITH DISTINCT k.name AS name ORDER BY name
  RETURN collect(name) AS names
}
RETURN y.id AS activity_id,
       coalesce(state.name, y.name) AS activity,
       coalesce(state.kind, '') AS kind,
       l.from_min AS day,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS held_by,
       COUNT { (b)-[t:TAKES_PART WHERE t.known_from <= $tick < t.known_to]->(y) } AS bodies,
       coalesce(state.decided, '') AS decided,
       a.id AS area_id,
       a.name AS area,
       l.sources AS sources
ORDER BY day DESC, activity, activity_id, area_id
