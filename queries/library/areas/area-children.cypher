// name = "area-children"
// family = "areas"
// title.zh = "一个区域的直接下级"
// title.en = "Areas directly below an area"
// about.zh = "每个直接下级一行：它自己有几个下级，连同更下级一起有几个议事机构、几份共建协议、几个上报数字。只计该日确定或可能有效的。"
// about.en = "A row for each area directly below: how many areas it has itself, and how many committees, agreements and reported figures there are in it or below it, certainly or possibly in force that day."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "area_id"
// type = "id"
// title = {zh = "区域标识", en = "area id"}
// identity = true
//
// [[columns]]
// name = "code"
// type = "string"
// title = {zh = "代码", en = "code"}
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "区域", en = "area"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "children"
// type = "integer"
// title = {zh = "直接下级", en = "areas directly below"}
//
// [[columns]]
// name = "committees"
// type = "integer"
// title = {zh = "议事机构", en = "committees"}
//
// [[columns]]
// name = "agreements"
// type = "integer"
// title = {zh = "共建协议", en = "agreements"}
//
// [[columns]]
// name = "figures"
// type = "integer"
// title = {zh = "上报数字", en = "reported figures"}
//
// [[columns]]
// name = "list_date"
// type = "string"
// title = {zh = "名单日期", en = "date of the list"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # divisions_2021.csv lists 10 streets under 150102; areas.csv adds 老缸房街 (2020); 外运小区 (2023)
// # and 万通路街道 (2024) were not there yet. Below them only 航苑小区 has something: committee C01,
// # agreement A0-1, and five rows of figures.csv.
// [[examples]]
// parameters = {area = "呼和浩特市"}
// as_of = 2022-01-01
// columns = ["code", "name", "children", "committees", "agreements", "figures"]
// rows = [
//   ["150101", "市辖区", 0, 0, 0, 0],
//   ["150102", "新城区", 11, 1, 1, 5],
//   ["150124", "清水河县", 9, 0, 0, 0],
// ]
// some = true
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      <-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                     AND p.from_min <= $as_of < p.to_max]-(a)
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
OPTIONAL MATCH (a)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                               AND st.from_min <= $as_of < st.to_max]->(a)
WITH a, p, st ORDER BY st.from_max, st.key
WITH a, p, head(collect(st)) AS state
MATCH (a) (()<-[w:PART_OF WHERE w.known_from <= $tick < w.known_to
                            AND w.from_min <= $as_of < w.to_max]-()){0,5} (x)
WITH a, p, state, x,
     COUNT { (x)<-[v:SERVES WHERE v.known_from <= $tick < v.known_to
                              AND v.from_min <= $as_of < v.to_max]-(c) } AS committees,
     COUNT { (x)<-[b:ABOUT WHERE b.known_from <= $tick < b.known_to
                             AND b.from_min <= $as_of < b.to_max]-(f) } AS figures
OPTIONAL MATCH (x)<-[o:CO_BUILDS WHERE o.known_from <= $tick < o.known_to
                                   AND o.from_min <= $as_of < o.to_max]-(party)
WITH a, p, state, x, committees, figures, collect(DISTINCT o.agreement) AS papers
UNWIND CASE WHEN size(papers) = 0 THEN [null] ELSE papers END AS paper
WITH a, p, state, count(DISTINCT paper) AS agreements,
     sum(CASE WHEN paper IS NULL OR paper = papers[0] THEN committees END) AS committees,
     sum(CASE WHEN paper IS NULL OR paper = papers[0] THEN figures END) AS figures
RETURN a.id AS area_id,
       coalesce(state.code, a.code, '') AS code,
       coalesce(state.name, a.name) AS name,
       coalesce(state.kind, '') AS kind,
       COUNT { (a)<-[d:PART_OF WHERE d.known_from <= $tick < d.known_to
                                 AND d.from_min <= $as_of < d.to_max]-(child) } AS children,
       committees AS committees,
       agreements AS agreements,
       figures AS figures,
       p.dates_text AS list_date,
       p.sources AS sources
ORDER BY code = '', code, name, area_id
