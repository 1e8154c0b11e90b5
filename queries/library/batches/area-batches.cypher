// name = "area-batches"
// family = "batches"
// title.zh = "哪些批次改动了一个区域"
// title.en = "Which batches touched an area"
// about.zh = "关于该区域的现行各行由哪些批次写入：状况、隶属、驻区单位、机构、协议、包联，按批次和关系清点，不论哪一天有效。"
// about.en = "By which batches the rows that now stand about the area were written: its state, its place, bodies in it, committees, agreements, pairings; by batch and relation, whatever day they hold for."
//
// [any_time]
// STATE = "book-keeping, whatever the day"
// NAMED = "book-keeping, whatever the day"
// PART_OF = "book-keeping, whatever the day"
// LOCATED_IN = "book-keeping, whatever the day"
// SERVES = "book-keeping, whatever the day"
// CO_BUILDS = "book-keeping, whatever the day"
// PAIRED_WITH = "book-keeping, whatever the day"
// CHECKED_IN = "book-keeping, whatever the day"
// ABOUT = "book-keeping, whatever the day"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "batch"
// type = "integer"
// title = {zh = "批次", en = "batch"}
// identity = true
//
// [[columns]]
// name = "relation"
// type = "string"
// title = {zh = "关系", en = "relation"}
// identity = true
//
// [[columns]]
// name = "what"
// type = "string"
// title = {zh = "内容", en = "what"}
//
// [[columns]]
// name = "written"
// type = "integer"
// title = {zh = "现行事实", en = "facts that stand"}
//
// # All of it came with the one batch of the examples: A0-1 with four parties, C01, five bodies, a venue and two activities, five figures.
// [[examples]]
// parameters = {area = "航苑小区"}
// as_of = 2021-01-01
// columns = ["batch", "relation", "written"]
// rows = [
//   [1, "ABOUT", 5],
//   [1, "CO_BUILDS", 4],
//   [1, "LOCATED_IN", 8],
//   [1, "SERVES", 1],
//   [1, "STATE", 1],
// ]
MATCH (a:City|District|Street|Community|Grid|Site|Building {id: $area})
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (a)<-[e:STATE|NAMED|PART_OF|LOCATED_IN|SERVES|CO_BUILDS|PAIRED_WITH|CHECKED_IN|ABOUT WHERE e.known_from <= $tick < e.known_to]-(x)
WITH e.known_from AS batch, type(e) AS relation, count(DISTINCT e.key) AS written
OPTIONAL MATCH (n:Batch {tick: batch})
RETURN batch AS batch,
       relation AS relation,
       coalesce(n.what, '') AS what,
       written AS written
ORDER BY batch, relation
