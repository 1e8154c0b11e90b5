// name = "enterprise-search"
// family = "ownership"
// title.zh = "找企业和持股方"
// title.en = "Find enterprises and holders"
// about.zh = "按名称、代码或名称的一部分找企业、单位和持股方，现名、旧名和别称都找；什么也不填，列出该日有持股记录的。自然人只有化名。股东数、对外持股数按该日可能在效的计。"
// about.en = "Enterprises, units and holders by name, code or part of a name, former and other names included; with nothing given, all that take part in a holding that day. Persons have a pseudonym only. Holders and holdings are counted as possibly in force that day."
// any_time = {STATE = "a body is found by any name it ever had", NAMED = "the same"}
//
// [[parameters]]
// name = "names"
// type = "strings"
// title = {zh = "名称或代码", en = "names or codes"}
//
// [[parameters]]
// name = "part"
// type = "string"
// title = {zh = "名称的一部分", en = "part of a name"}
//
// [[columns]]
// name = "body_id"
// type = "id"
// title = {zh = "标识", en = "id"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "code"
// type = "string"
// title = {zh = "代码", en = "code"}
//
// [[columns]]
// name = "level"
// type = "string"
// title = {zh = "是什么", en = "what it is"}
//
// [[columns]]
// name = "said"
// type = "string"
// title = {zh = "相符的名称", en = "name that fits"}
//
// [[columns]]
// name = "holders"
// type = "integer"
// title = {zh = "股东", en = "holders"}
//
// [[columns]]
// name = "holdings"
// type = "integer"
// title = {zh = "对外持股", en = "holdings"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
CALL () {
  MATCH (c:Enterprise|Unit|Holder)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(c)
  WHERE st.name IN $names OR st.code IN $names OR ($part IS NOT NULL AND st.name CONTAINS $part)
  RETURN c AS c, st.name AS said
  UNION
  MATCH (c:Enterprise|Unit|Holder)-[n:NAMED WHERE n.known_from <= $tick < n.known_to]->(c)
  WHERE n.name IN $names OR ($part IS NOT NULL AND n.name CONTAINS $part)
  RETURN c AS c, n.name AS said
  UNION
  MATCH (c:Enterprise|Unit|Holder)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                              AND h.from_min <= $as_of < h.to_max]->()
  WHERE $names IS NULL AND $part IS NULL
  RETURN c AS c, '' AS said
  UNION
  MATCH (c:Enterprise)<-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                   AND h.from_min <= $as_of < h.to_max]-()
  WHERE $names IS NULL AND $part IS NULL
  RETURN c AS c, '' AS said
}
WITH c, said ORDER BY said
WITH c, collect(DISTINCT said) AS names
OPTIONAL MATCH (c)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to
                                   AND l.from_min <= $as_of < l.to_max]->(area)
    (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                     AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
WHERE s.id IN $scope
WITH c, names, count(s) AS inside
WHERE size($scope) = 0 OR inside > 0
CALL (c) {
  OPTIONAL MATCH (c)-[st:STATE WHERE st.known_from <= $tick < st.known_to]->(c)
  WITH st ORDER BY st.from_max DESC
  RETURN head(collect(st)) AS state
}
CALL (c) {
  OPTIONAL MATCH (up)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                 AND h.from_min <= $as_of < h.to_max]->(c)
  RETURN count(DISTINCT up) AS holders
}
CALL (c) {
  OPTIONAL MATCH (c)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                AND h.from_min <= $as_of < h.to_max]->(down)
  RETURN count(DISTINCT down) AS holdings
}
RETURN c.id AS body_id,
       coalesce(state.name, c.name) AS name,
       coalesce(state.code, c.code, '') AS code,
       labels(c)[0] AS level,
       reduce(t = '', x IN names | CASE WHEN t = '' THEN x ELSE t + '、' + x END) AS said,
       holders AS holders,
       holdings AS holdings,
       state.sources AS sources
ORDER BY name, code, body_id
