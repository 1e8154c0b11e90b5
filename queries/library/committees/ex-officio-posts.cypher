// name = "ex-officio-posts"
// family = "committees"
// title.zh = "因职任职的席位"
// title.en = "Posts that go with another office"
// about.zh = "该区域及其下级的机构和党组织中因职任职的席位，以及该日是否有人。派驻的交叉任职也列出：一个岗位兼任另一个岗位。"
// about.en = "Posts in the area or below it that go with another office, and whether they are filled that day."
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
// name = "body_id"
// type = "id"
// title = {zh = "机构标识", en = "body id"}
// identity = true
//
// [[columns]]
// name = "body"
// type = "string"
// title = {zh = "机构", en = "body"}
//
// [[columns]]
// name = "basis"
// type = "string"
// title = {zh = "依据", en = "basis"}
//
// [[columns]]
// name = "filled"
// type = "boolean"
// title = {zh = "是否到位", en = "filled"}
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
MATCH (k:Committee|Branch|Unit|Enterprise)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to AND v.from_min <= $as_of < v.to_max]->(a)
MATCH (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(k)
WITH DISTINCT a, k, n
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH a, k, n, state WHERE state.ex_officio
RETURN n.id AS post_id,
       coalesce(state.name, n.name) AS post,
       coalesce(state.seat, '') AS seat,
       k.id AS body_id,
       k.name AS body,
       coalesce(state.basis, '') AS basis,
       coalesce(state.status, '正常') <> '空缺' AS filled,
       a.id AS area_id,
       a.name AS area,
       state.sources AS sources
ORDER BY area, body, post, post_id, body_id, area_id
