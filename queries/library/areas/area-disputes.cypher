// name = "area-disputes"
// family = "areas"
// title.zh = "关于一个区域及其中组织的不同说法"
// title.en = "Statements about an area and its bodies that disagree"
// about.zh = "来源之间互相矛盾时，采用的一条入图，落选的列在这里，不参与任何清点。包括该区域自己、所称上级是该区域的、驻在或服务于该区域的组织及其职务。不论哪一天。"
// about.en = "Where sources contradict each other one statement stands; those that lost are listed here and count nowhere: about the area itself, about areas that a source puts under it, about bodies in it and their posts. Whatever the day."
//
// [any_time]
// DISPUTED = "a contradiction is shown whatever the day"
// PART_OF = "what stands is shown whatever the day"
// LOCATED_IN = "the same"
// SERVES = "the same"
// POST_OF = "the same"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "subject_id"
// type = "id"
// title = {zh = "对象标识", en = "id of the subject"}
//
// [[columns]]
// name = "level"
// type = "string"
// title = {zh = "对象类型", en = "type of the subject"}
//
// [[columns]]
// name = "subject"
// type = "string"
// title = {zh = "对象", en = "subject"}
//
// [[columns]]
// name = "relation"
// type = "string"
// title = {zh = "关系", en = "relation"}
//
// [[columns]]
// name = "item"
// type = "string"
// title = {zh = "有争议的项目", en = "what is disputed"}
//
// [[columns]]
// name = "says"
// type = "string"
// title = {zh = "此来源称", en = "this source says"}
//
// [[columns]]
// name = "stands"
// type = "string"
// title = {zh = "现采用", en = "what stands"}
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
// name = "dates_text"
// type = "string"
// title = {zh = "日期原文", en = "dates as stated"}
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// [[examples]]
// parameters = {area = "三顺店社区"}
// columns = ["level", "subject", "relation", "item", "says", "stands"]
// rows = [["Branch", "三顺店社区党委", "STATE", "kind", "支部", "党委"]]
// some = true
MATCH (a:City|District|Street|Community|Grid|Site|Building {id: $area})
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to]->()){0,6} (s)
  WHERE s.id IN $scope }
CALL (a) {
  MATCH (a)-[d:DISPUTED WHERE d.known_from <= $tick < d.known_to]->(b)
  RETURN a AS x, d AS lost, b AS said
  UNION
  MATCH (x:City|District|Street|Community|Grid|Site|Building)-[d:DISPUTED WHERE d.known_from <= $tick < d.known_to]->(a)
  RETURN x AS x, d AS lost, a AS said
  UNION
  MATCH (x)-[l:LOCATED_IN|SERVES WHERE l.known_from <= $tick < l.known_to]->(a)
  MATCH (x)-[d:DISPUTED WHERE d.known_from <= $tick < d.known_to]->(b)
  RETURN x AS x, d AS lost, b AS said
  UNION
  MATCH (body)-[l:LOCATED_IN|SERVES WHERE l.known_from <= $tick < l.known_to]->(a)
  MATCH (x:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to]->(body)
  MATCH (x)-[d:DISPUTED WHERE d.known_from <= $tick < d.known_to]->(b)
  RETURN x AS x, d AS lost, b AS said
}
OPTIONAL MATCH (x)-[p:PART_OF WHERE p.known_from <= $tick < p.known_to AND p.key = lost.fact]->(c)
RETURN x.id AS subject_id,
       labels(x)[0] AS level,
       x.name AS subject,
       lost.fact_type AS relation,
       lost.about AS item,
       CASE WHEN lost.about = 'end' THEN said.name ELSE lost.says END AS says,
       CASE WHEN lost.about = 'end' THEN coalesce(c.name, lost.stands) ELSE lost.stands END AS stands,
       lost.from_min AS from_min,
       lost.from_max AS from_max,
       lost.to_min AS to_min,
       lost.to_max AS to_max,
       lost.dates_text AS dates_text,
       lost.key AS fact,
       lost.sources AS sources
ORDER BY level, subject, relation, item, fact
