// name = "evidence"
// family = "evidence"
// title.zh = "依据的出处"
// title.en = "Where a statement stands"
// about.zh = "依据是某个来源在某处说的一句话：文章与段落，或登记册的文件、行和原始单元格。不论现在是否仍被采用。"
// about.en = "A piece of evidence is what one source says in one place: article and paragraph, or file, row and original cells of a register, whether it still stands or not."
//
// [any_time]
// PART_OF = "evidence is shown whatever the day; the edges only say whose it is"
// LOCATED_IN = "the same"
// BELONGS_TO = "the same"
// SERVES = "the same"
// POST_OF = "the same"
// MEMBER_OF = "the same"
// COVERS = "the same"
// CO_BUILDS = "the same"
// ABOUT = "the same"
//
// [[parameters]]
// name = "ids"
// type = "strings"
// title = {zh = "依据标识", en = "ids of assertions"}
// required = true
//
// [[columns]]
// name = "assertion_id"
// type = "id"
// title = {zh = "依据标识", en = "assertion id"}
// identity = true
//
// [[columns]]
// name = "citation"
// type = "string"
// title = {zh = "出处", en = "citation"}
//
// [[columns]]
// name = "register"
// type = "string"
// title = {zh = "谁说的", en = "who says so"}
//
// [[columns]]
// name = "file"
// type = "string"
// title = {zh = "文件", en = "file"}
//
// [[columns]]
// name = "sheet"
// type = "string"
// title = {zh = "工作表", en = "sheet"}
//
// [[columns]]
// name = "row"
// type = "integer"
// title = {zh = "行", en = "row"}
//
// [[columns]]
// name = "cells"
// type = "string"
// title = {zh = "原始单元格", en = "original cells"}
// about = {zh = "JSON，按表头", en = "JSON, by heading"}
//
// [[columns]]
// name = "dates_text"
// type = "string"
// title = {zh = "日期原文", en = "dates as stated"}
//
// [[columns]]
// name = "batch"
// type = "integer"
// title = {zh = "入账批次", en = "recorded in batch"}
//
// # Row 2 of agreements.csv: the first party of A0-1. The id is a hash over fact, file, row and
// # batch: another file has another one.
// [[examples]]
// parameters = {ids = ["86d34ee15c86e2a8bea4d3aa"]}
// columns = ["citation", "register", "file", "row", "dates_text", "batch"]
// rows = [["《党建一子落 激起满盘活》（2020） ¶102", "文章 A0 ¶102", "agreements.csv", 2, "2020 报告", 1]]
UNWIND $ids AS wanted
WITH DISTINCT wanted
MATCH (x:Assertion {id: wanted}) WHERE x.known_from <= $tick
OPTIONAL MATCH (source:Source {id: x.source})
WITH x, source
WHERE size($scope) = 0 OR EXISTS {
  (n:City|District|Street|Community|Grid|Site|Building|Unit|Enterprise|Branch|Committee|Post
    |Agreement|Figure|Holder|Team|Resource|Need|Project|Venue|Initiative|Activity
     {id: x.start})
  (()-[l:PART_OF|LOCATED_IN|BELONGS_TO|SERVES|POST_OF|MEMBER_OF|COVERS|CO_BUILDS|ABOUT
       WHERE l.known_from <= $tick < l.known_to]->()){0,8} (s)
  WHERE s.id IN $scope }
RETURN x.id AS assertion_id,
       x.citation AS citation,
       x.register AS register,
       coalesce(source.file, '') AS file,
       coalesce(x.sheet, '') AS sheet,
       x.row AS row,
       x.cells AS cells,
       coalesce(x.dates_text, '') AS dates_text,
       x.known_from AS batch
ORDER BY citation, file, row, assertion_id
