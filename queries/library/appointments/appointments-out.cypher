// name = "appointments-out"
// family = "appointments"
// title.zh = "一个单位的人在哪里兼职"
// title.en = "Where the office-holders of a body also sit"
// about.zh = "该单位作为本职单位：其负责人等在哪些机构兼任职务，已结束的也列出。"
// about.en = "The body as home: where its office-holders also sit; those that have ended are listed too."
//
// [any_time]
// JOINTLY_APPOINTED = "appointments that have ended are listed too"
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
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "other_id"
// type = "id"
// title = {zh = "对方标识", en = "other body id"}
//
// [[columns]]
// name = "other"
// type = "string"
// title = {zh = "对方机构", en = "other body"}
//
// [[columns]]
// name = "post"
// type = "string"
// title = {zh = "兼任职务", en = "post held"}
//
// [[columns]]
// name = "home_post"
// type = "string"
// title = {zh = "本职", en = "home post"}
//
// [[columns]]
// name = "basis"
// type = "string"
// title = {zh = "任职方式", en = "basis"}
//
// [[columns]]
// name = "holder"
// type = "string"
// title = {zh = "任职者（化名）", en = "holder (pseudonym)"}
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
//
// # appointments.csv: the manager of 日富物业公司 is secretary of its branch.
// [[examples]]
// parameters = {body = "O006"}
// as_of = 2020-12-31
// columns = ["other", "post", "home_post", "basis", "in_force"]
// rows = [
//   ["日富物业公司党支部", "党支部书记", "总经理", "双向进入", "可能"],
// ]
MATCH (b:Unit|Enterprise|Branch|Committee {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to
               AND v.from_min <= $as_of < v.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (b)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to]->(o)
RETURN j.key AS fact,
       o.id AS other_id,
       o.name AS other,
       coalesce(j.post, '') AS post,
       coalesce(j.home_post, '') AS home_post,
       coalesce(j.basis, '') AS basis,
       coalesce(j.holder, '') AS holder,
       CASE WHEN j.from_max <= $as_of < j.to_min THEN '确定' WHEN j.from_min <= $as_of < j.to_max THEN '可能' ELSE '否' END AS in_force,
       j.from_min AS from_min,
       j.from_max AS from_max,
       j.to_min AS to_min,
       j.to_max AS to_max,
       j.sources AS sources
ORDER BY other, post, fact
