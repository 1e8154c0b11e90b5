// name = "grid-coverage"
// family = "coverage"
// title.zh = "一个区域的网格由哪些党组织覆盖"
// title.en = "Which party organisations cover the grids of an area"
// about.zh = "网格党组织覆盖：有支部或党小组以 COVERS 指向网格，即为覆盖。对应关系未载明的，只算可能。没有覆盖的网格也列出。"
// about.en = "A grid is covered when a branch or party group covers it. Where a source does not say which branch covers which grid, it is only possible. Grids without any are listed too."
// empty.zh = "没有网格名单：覆盖与否不知道，不是 0"
// empty.en = "no list of grids: coverage is unknown, not 0"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "grid_id"
// type = "id"
// title = {zh = "网格标识", en = "grid id"}
// identity = true
//
// [[columns]]
// name = "grid"
// type = "string"
// title = {zh = "网格", en = "grid"}
//
// [[columns]]
// name = "community"
// type = "string"
// title = {zh = "社区", en = "community"}
//
// [[columns]]
// name = "branch_id"
// type = "id"
// title = {zh = "党组织标识", en = "branch id"}
// identity = true
//
// [[columns]]
// name = "branch"
// type = "string"
// title = {zh = "党组织", en = "party organisation"}
//
// [[columns]]
// name = "mode"
// type = "string"
// title = {zh = "覆盖方式", en = "mode"}
// identity = true
//
// [[columns]]
// name = "covered"
// type = "certainty"
// title = {zh = "该日是否覆盖", en = "covered that day"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # coverage.csv: three branches and five grids, and no word on which covers which: all possible.
// # Sorted by character: 一 三 二 五 四.
// [[examples]]
// parameters = {area = "兴康社区"}
// as_of = 2020-07-01
// columns = ["grid", "branch", "covered"]
// rows = [
//   ["第一网格", "兴康社区网格党支部（一）", "可能"],
//   ["第一网格", "兴康社区网格党支部（三）", "可能"],
//   ["第一网格", "兴康社区网格党支部（二）", "可能"],
//   ["第三网格", "兴康社区网格党支部（一）", "可能"],
//   ["第三网格", "兴康社区网格党支部（三）", "可能"],
//   ["第三网格", "兴康社区网格党支部（二）", "可能"],
//   ["第二网格", "兴康社区网格党支部（一）", "可能"],
//   ["第二网格", "兴康社区网格党支部（三）", "可能"],
//   ["第二网格", "兴康社区网格党支部（二）", "可能"],
//   ["第五网格", "兴康社区网格党支部（一）", "可能"],
//   ["第五网格", "兴康社区网格党支部（三）", "可能"],
//   ["第五网格", "兴康社区网格党支部（二）", "可能"],
//   ["第四网格", "兴康社区网格党支部（一）", "可能"],
//   ["第四网格", "兴康社区网格党支部（三）", "可能"],
//   ["第四网格", "兴康社区网格党支部（二）", "可能"],
// ]
MATCH (top:City|District|Street|Community|Grid {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,4} (g:Grid)
WITH DISTINCT g
WHERE size($scope) = 0 OR EXISTS {
  (g) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,5} (s)
  WHERE s.id IN $scope }
MATCH (g)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to
                        AND up.from_min <= $as_of < up.to_max]->(community)
OPTIONAL MATCH (b:Branch)-[c:COVERS WHERE c.known_from <= $tick < c.known_to
                                      AND c.from_min <= $as_of < c.to_max]->(g)
WITH g, community, b, c ORDER BY c.from_max, c.key
WITH g, community, b, c.mode AS mode, head(collect(c)) AS best
RETURN g.id AS grid_id,
       g.name AS grid,
       community.name AS community,
       coalesce(b.id, '') AS branch_id,
       coalesce(b.name, '') AS branch,
       coalesce(mode, '') AS mode,
       CASE WHEN best IS NULL THEN '否'
            WHEN best.from_max <= $as_of < best.to_min THEN '确定' ELSE '可能' END AS covered,
       coalesce(best.sources, []) AS sources
ORDER BY community, grid, branch, mode
