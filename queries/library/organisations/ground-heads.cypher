// name = "ground-heads"
// family = "organisations"
// title.zh = "网格长、楼栋长：地面由谁负责"
// title.en = "Heads of grids, compounds and buildings"
// about.zh = "该区域及其下级的网格、小区、街巷、楼栋的长：席位与该日是否空缺。没有登记席位的地面也列出。"
// about.en = "Heads of the grids, compounds, lanes and buildings in the area or below it, and whether the seat is vacant that day. Ground without a recorded seat is listed too."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "ground_id"
// type = "id"
// title = {zh = "地面标识", en = "ground id"}
// identity = true
//
// [[columns]]
// name = "ground"
// type = "string"
// title = {zh = "网格、小区或楼栋", en = "ground"}
//
// [[columns]]
// name = "level"
// type = "string"
// title = {zh = "类型", en = "type"}
//
// [[columns]]
// name = "post_id"
// type = "id"
// title = {zh = "席位标识", en = "post id"}
// identity = true
//
// [[columns]]
// name = "seat"
// type = "string"
// title = {zh = "席位", en = "seat"}
//
// [[columns]]
// name = "state"
// type = "string"
// title = {zh = "情况", en = "state"}
//
// # The article counts five grids of 兴康社区 and names no head of a grid.
// [[examples]]
// parameters = {area = "兴康社区"}
// as_of = 2021-01-01
// columns = ["ground", "level", "state"]
// rows = [
//   ["第一网格", "Grid", "未登记"],
//   ["第三网格", "Grid", "未登记"],
//   ["第二网格", "Grid", "未登记"],
//   ["第五网格", "Grid", "未登记"],
//   ["第四网格", "Grid", "未登记"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a:Grid|Site|Building)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
OPTIONAL MATCH (n:Post)-[o:POST_OF WHERE o.known_from <= $tick < o.known_to AND o.from_min <= $as_of < o.to_max]->(a)
WITH DISTINCT a, n
CALL (n) {
  OPTIONAL MATCH (n)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                              AND st.from_min <= $as_of < st.to_max]->(n)
  WITH st ORDER BY st.from_max, st.key
  RETURN head(collect(st)) AS state
}
RETURN a.id AS ground_id,
       a.name AS ground,
       labels(a)[0] AS level,
       coalesce(n.id, '') AS post_id,
       coalesce(state.seat, state.name, '') AS seat,
       CASE WHEN n IS NULL THEN '未登记' WHEN state.status = '空缺' THEN '空缺' ELSE '到位' END AS state
ORDER BY level, ground, ground_id, seat, post_id
