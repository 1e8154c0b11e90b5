// name = "terms-ending"
// family = "committees"
// title.zh = "任期将满的兼职"
// title.en = "Appointments whose term ends"
// about.zh = "该区域及其下级机构的交叉任职中，该日可能有效、在 until 之前确定或可能届满的。没有载明任期的不列。"
// about.en = "Joint appointments to committees in the area or below it, possibly in force that day, that certainly or possibly end before `until`. Those without a stated term are left out."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[parameters]]
// name = "until"
// type = "date"
// title = {zh = "在此日之前", en = "before this day"}
// required = true
//
// [[columns]]
// name = "fact"
// type = "id"
// title = {zh = "事实标识", en = "key of the fact"}
// identity = true
//
// [[columns]]
// name = "home"
// type = "string"
// title = {zh = "本职单位", en = "home body"}
//
// [[columns]]
// name = "post"
// type = "string"
// title = {zh = "兼任职务", en = "post held"}
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
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "to_min"
// type = "date"
// title = {zh = "最早届满", en = "earliest end"}
//
// [[columns]]
// name = "to_max"
// type = "date"
// title = {zh = "最晚届满", en = "latest end"}
//
// [[columns]]
// name = "ends"
// type = "certainty"
// title = {zh = "是否届满", en = "ends before it"}
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
MATCH (k:Committee)-[v:SERVES WHERE v.known_from <= $tick < v.known_to AND v.from_min <= $as_of < v.to_max]->(a)
WITH a, k, v ORDER BY v.from_max, v.key
WITH a, k, head(collect(v)) AS v
MATCH (h)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to AND j.from_min <= $as_of < j.to_max]->(k)
WHERE j.to_min < $until AND j.to_max < date('9999-12-31')
RETURN j.key AS fact,
       h.name AS home,
       coalesce(j.post, '') AS post,
       k.name AS committee,
       a.id AS area_id,
       a.name AS area,
       j.to_min AS to_min,
       j.to_max AS to_max,
       CASE WHEN j.to_max <= $until THEN '确定' ELSE '可能' END AS ends,
       j.sources AS sources
ORDER BY to_max, committee, post, fact, area_id
