// name = "vacant-posts"
// family = "committees"
// title.zh = "空缺的席位"
// title.en = "Vacant posts"
// about.zh = "该区域及其下级的议事协调机构中，该日状态为空缺的席位；必设的在前。"
// about.en = "Posts of the committees in the area or below it that are vacant that day; those that must exist first."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "post_id"
// type = "id"
// title = {zh = "席位标识", en = "post id"}
// identity = true
//
// [[columns]]
// name = "post"
// type = "string"
// title = {zh = "席位", en = "post"}
//
// [[columns]]
// name = "seat"
// type = "string"
// title = {zh = "席位类别", en = "seat"}
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
// name = "required"
// type = "boolean"
// title = {zh = "是否必设", en = "must exist"}
//
// [[columns]]
// name = "ex_officio"
// type = "boolean"
// title = {zh = "是否因职任职", en = "goes with another office"}
//
// [[columns]]
// name = "basis"
// type = "string"
// title = {zh = "依据", en = "basis"}
//
// [[columns]]
// name = "area"
// type = "string"
// title = {zh = "服务区域", en = "area served"}
//
// [[columns]]
// name = "since"
// type = "date"
// title = {zh = "最晚空缺自", en = "vacant since at latest"}
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
MATCH (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(k)
WITH DISTINCT a, k, n
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH k, n, state, a WHERE state.status = '空缺'
WITH k, n, state, a ORDER BY a.name, a.id
WITH k, n, state, collect(a.name) AS areas
RETURN n.id AS post_id,
       coalesce(state.name, n.name) AS post,
       coalesce(state.seat, '') AS seat,
       k.id AS committee_id,
       k.name AS committee,
       coalesce(state.required, false) AS required,
       coalesce(state.ex_officio, false) AS ex_officio,
       coalesce(state.basis, '') AS basis,
       reduce(t = '', x IN areas | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS area,
       state.from_max AS since,
       state.sources AS sources
ORDER BY required DESC, area, committee, post, post_id, committee_id
