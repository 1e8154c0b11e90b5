// name = "agreements-vague"
// family = "agreements"
// title.zh = "起止不清的共建协议"
// title.en = "Agreements whose dates leave doubt"
// about.zh = "该日只是可能有效的协议，说明疑问在哪里：没有起期、没有止期，或起止只到年、月。"
// about.en = "Agreements that are only possibly in force that day, and why: no start, no end, or dates that stop at the year or month."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "agreement"
// type = "id"
// title = {zh = "协议标识", en = "agreement id"}
// identity = true
//
// [[columns]]
// name = "name"
// type = "string"
// title = {zh = "协议", en = "agreement"}
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
// title = {zh = "共建地区", en = "host area"}
//
// [[columns]]
// name = "doubt"
// type = "string"
// title = {zh = "疑问", en = "doubt"}
//
// [[columns]]
// name = "dates_text"
// type = "string"
// title = {zh = "日期原文", en = "dates as stated"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # agreements.csv A0-2: no day at all; the article of 2020 vouches for no more than that year.
// [[examples]]
// parameters = {area = "平庄东城街道"}
// as_of = 2020-12-31
// columns = ["name", "area", "doubt", "dates_text"]
// rows = [
//   ["平庄村党建联合体", "平庄村", "没有起期", "2020 报告"],
//   ["新华社区党委与共建单位共建", "新华社区", "没有起期", "2020 报告"],
// ]
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[c:CO_BUILDS WHERE c.known_from <= $tick < c.known_to AND c.from_min <= $as_of < c.to_max]->(a)
WITH a, c.agreement AS paper, c ORDER BY c.key
WITH a, paper, collect(c) AS rows
WHERE none(c IN rows WHERE c.from_max <= $as_of < c.to_min)
MATCH (g:Agreement {id: paper})
WITH a, g, rows[0] AS one
RETURN g.id AS agreement,
       g.name AS name,
       a.id AS area_id,
       a.name AS area,
       CASE WHEN one.from_min = date('0001-01-01') THEN '没有起期'
            WHEN $as_of < one.from_max THEN '起期不确切'
            WHEN one.to_max = date('9999-12-31') THEN '没有止期'
            ELSE '止期不确切' END AS doubt,
       one.dates_text AS dates_text,
       one.sources AS sources
ORDER BY doubt, name, agreement, area_id
