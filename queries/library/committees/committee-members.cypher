// name = "committee-members"
// family = "committees"
// title.zh = "一个委员会的成员单位、职务和兼职"
// title.en = "Member bodies, posts and seats of a committee"
// about.zh = "成员单位按机构计，席位按职务计，二者分开。只列职务，不列人名。"
// about.en = "Members count bodies, seats count posts; the two are kept apart. Posts only, no persons."
//
// [[parameters]]
// name = "committee"
// type = "body"
// title = {zh = "委员会或组织", en = "committee or body"}
// required = true
//
// [[columns]]
// name = "role"
// type = "string"
// title = {zh = "身份", en = "role"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "单位或职务", en = "body or post"}
//
// [[columns]]
// name = "node_id"
// type = "id"
// title = {zh = "标识", en = "id"}
// identity = true
//
// [[columns]]
// name = "post"
// type = "string"
// title = {zh = "在此任职", en = "post held here"}
// identity = true
//
// [[columns]]
// name = "home_post"
// type = "string"
// title = {zh = "本职", en = "home post"}
//
// [[columns]]
// name = "basis"
// type = "string"
// title = {zh = "方式或依据", en = "basis"}
//
// [[columns]]
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
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
// # members.csv: C01 is made up of four bodies, in 2020, which leaves the days of that year open.
// [[examples]]
// parameters = {committee = "航苑小区联合党组织"}
// as_of = 2020-12-31
// columns = ["role", "name", "in_force"]
// rows = [
//   ["成员单位", "日富物业公司党支部", "可能"],
//   ["成员单位", "河西社区党总支", "可能"],
//   ["成员单位", "航苑小区业主委员会", "可能"],
//   ["成员单位", "航苑小区社保党支部", "可能"],
// ]
//
// # posts.csv P11 and appointments.csv: its chairman is the secretary of the district's committee.
// [[examples]]
// parameters = {committee = "C03"}
// as_of = 2020-12-31
// columns = ["role", "name", "post", "home_post", "basis"]
// rows = [
//   ["兼职来自", "小店区委", "主任", "区委书记", "未载明"],
//   ["职务", "主任", "主任", "", "三级党建工作协调委员会制度"],
// ]
MATCH (body:Committee|Branch|Unit|Enterprise {id: $committee})
WHERE size($scope) = 0 OR EXISTS {
  (body)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to
                                AND v.from_min <= $as_of < v.to_max]->(area)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,5} (s)
  WHERE s.id IN $scope }
CALL (body) {
  MATCH (member)-[m:MEMBER_OF WHERE m.known_from <= $tick < m.known_to
                                AND m.from_min <= $as_of < m.to_max]->(body)
  RETURN '成员单位' AS role, member.name AS name, member.id AS node_id,
         '' AS post, '' AS home_post, '' AS basis,
         m.from_max <= $as_of < m.to_min AS certain, m.key AS fact, m.sources AS sources
  UNION ALL
  MATCH (seat:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to
                                 AND o.from_min <= $as_of < o.to_max]->(body)
  OPTIONAL MATCH (seat)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                                    AND st.from_min <= $as_of < st.to_max]->(seat)
  WITH seat, o, st ORDER BY st.from_max, st.key
  WITH seat, o, head(collect(st)) AS state
  RETURN '职务' AS role, coalesce(state.name, seat.name) AS name, seat.id AS node_id,
         coalesce(state.name, seat.name) AS post, '' AS home_post,
         coalesce(state.basis, state.kind, '') AS basis,
         o.from_max <= $as_of < o.to_min AS certain, o.key AS fact, o.sources AS sources
  UNION ALL
  MATCH (home)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to
                                      AND j.from_min <= $as_of < j.to_max]->(body)
  RETURN '兼职来自' AS role, home.name AS name, home.id AS node_id,
         j.post AS post, coalesce(j.home_post, '') AS home_post, coalesce(j.basis, '') AS basis,
         j.from_max <= $as_of < j.to_min AS certain, j.key AS fact, j.sources AS sources
}
RETURN role AS role,
       name AS name,
       node_id AS node_id,
       post AS post,
       home_post AS home_post,
       basis AS basis,
       CASE WHEN certain THEN '确定' ELSE '可能' END AS in_force,
       fact AS fact,
       sources AS sources
ORDER BY role, name, post, fact
