// name = "several-seats"
// family = "appointments"
// title.zh = "一人在几处任职"
// title.en = "One person in several seats"
// about.zh = "同一任职者（化名）该日可能在两个以上机构任职。两处本职单位不同的，即使化名相同也不算同一人。street_and_community 指出同时在街道大工委和社区大党委的。"
// about.en = "One holder (by pseudonym) possibly in two or more bodies that day; street_and_community tells those in both a street's and a community's committee."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "holder"
// type = "id"
// title = {zh = "任职者（化名）", en = "holder (pseudonym)"}
// identity = true
//
// [[columns]]
// name = "home_id"
// type = "id"
// title = {zh = "本职标识", en = "home id"}
// identity = true
//
// [[columns]]
// name = "home"
// type = "string"
// title = {zh = "本职单位", en = "home body"}
//
// [[columns]]
// name = "bodies"
// type = "integer"
// title = {zh = "机构数", en = "bodies"}
//
// [[columns]]
// name = "where"
// type = "string"
// title = {zh = "在哪里", en = "where"}
//
// [[columns]]
// name = "street_and_community"
// type = "boolean"
// title = {zh = "街道和社区兼任", en = "in both a street and a community"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (k:Committee|Branch|Unit|Enterprise)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to AND v.from_min <= $as_of < v.to_max]->(a)
WITH DISTINCT k
MATCH (h)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to AND j.from_min <= $as_of < j.to_max]->(k)
WHERE j.holder IS NOT NULL
CALL (k) {
  OPTIONAL MATCH (k)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(k)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
WITH h, j.holder AS holder, k, coalesce(state.kind, '') AS kind ORDER BY k.name, k.id
WITH h, holder, collect(DISTINCT k.id) AS ids, collect(DISTINCT k.name) AS names,
     collect(DISTINCT kind) AS kinds
WHERE size(ids) > 1
RETURN holder AS holder,
       h.id AS home_id,
       h.name AS home,
       size(ids) AS bodies,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS where,
       '大工委' IN kinds AND '大党委' IN kinds AS street_and_community
ORDER BY bodies DESC, home, holder, home_id
