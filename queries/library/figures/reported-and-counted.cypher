// name = "reported-and-counted"
// family = "figures"
// title.zh = "上报数字与图中清点并列"
// title.en = "Reported figures beside the graph's own count"
// about.zh = "上报的数字按原样列出，旁边是图在同一地点、同一天、按写明口径清点的结果；从不互相修正。没有口径的不清点；真实的数字从不用合成数据来印证。未逐一具名、由一行代表的不计。图中名单不完整时，清点只是“已登记的”。由两个上报数字算出的比率列为推算，不算清点。"
// about.en = "Each figure as reported, beside what the graph counts for the same place and day by a stated definition; neither is ever made to agree. No definition, no count; generated rows never confirm a real figure, and a row that stands for several unnamed ones is not counted. Where the graph holds no complete list, the count is only of what it names. A rate that follows from two reported figures is derived, never counted."
// rules = "figures"
// own_day = "a figure speaks for its own day, so it is set beside the count of that day"
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
// required = true
//
// [[columns]]
// name = "figure_id"
// type = "id"
// title = {zh = "图标识", en = "figure id"}
// identity = true
//
// [[columns]]
// name = "indicator"
// type = "string"
// title = {zh = "指标", en = "indicator"}
//
// [[columns]]
// name = "qualifier"
// type = "string"
// title = {zh = "限定", en = "qualifier"}
//
// [[columns]]
// name = "reported"
// type = "number"
// title = {zh = "上报数", en = "reported"}
//
// [[columns]]
// name = "stated"
// type = "string"
// title = {zh = "原文所写", en = "as stated"}
//
// [[columns]]
// name = "unit"
// type = "string"
// title = {zh = "单位", en = "unit"}
//
// [[columns]]
// name = "period"
// type = "string"
// title = {zh = "上报截至", en = "as of, as stated"}
//
// [[columns]]
// name = "counted"
// type = "integer"
// title = {zh = "图中数", en = "counted in the graph"}
//
// [[columns]]
// name = "derived"
// type = "number"
// title = {zh = "推算数", en = "derived"}
//
// [[columns]]
// name = "definition"
// type = "string"
// title = {zh = "图中数的口径", en = "what is counted"}
// identity = true
//
// [[columns]]
// name = "complete"
// type = "boolean"
// title = {zh = "名单是否完整", en = "list complete"}
//
// [[columns]]
// name = "standing"
// type = "string"
// title = {zh = "图中数的地位", en = "standing of the count"}
// about = {zh = "清点：名单完整；图中已登记：只是图里有的；没有名单、没有口径：不知道；模型之外：图不载这一类，口径栏写明原因；没有真实数据：图里只有合成数据，从不拿来印证真实数字", en = "counted from a complete list, or only of what is on record; no list or no definition: unknown; outside the model: with the reason in place of a definition; no real data: the graph holds generated rows alone, which never confirm a real figure"}
//
// [[columns]]
// name = "day"
// type = "date"
// title = {zh = "计数日", en = "day of the count"}
//
// [[columns]]
// name = "list_dates"
// type = "string"
// title = {zh = "名单日期", en = "date of the list"}
//
// [[columns]]
// name = "scope_note"
// type = "string"
// title = {zh = "上报口径", en = "scope of the figure"}
//
// [[columns]]
// name = "sources"
// type = "sources"
// title = {zh = "依据", en = "sources"}
//
// # F046 reports nine; the list has seven streets and one town in 150103, and committees.csv names
// # none of them. F050-F052: 400 of 415 items are 96.4 %.
// [[examples]]
// parameters = {area = "回民区"}
// as_of = 2024-12-31
// columns = ["indicator", "reported", "counted", "definition", "complete"]
// rows = [
//   ["街道“大工委”", 9, 8, "区划清单上的街道、镇、乡", true],
//   ["街道“大工委”", 9, 0, "图中登记的大工委（并非全部）", false],
// ]
// some = true
//
// [[examples]]
// parameters = {area = "回民区"}
// as_of = 2024-12-31
// columns = ["indicator", "reported", "derived", "definition"]
// rows = [["项目完成率", 96.4, 96.4, "由同处两个上报数字推算：项目完成 ÷ 项目清单 × 100"]]
// some = true
MATCH (a:City|District|Street|Community|Grid|Site|Building {id: $area})
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,5} (s)
  WHERE s.id IN $scope }
MATCH (f:Figure)-[b:ABOUT WHERE b.known_from <= $tick < b.known_to
                            AND b.from_min <= $as_of < b.to_max]->(a)
MATCH (f)-[st:STATE WHERE st.known_from <= $tick < st.known_to
                      AND st.from_min <= $as_of < st.to_max]->(f)
WITH a, f, b, st, [r IN $rules WHERE r.indicator = st.indicator] AS rules,
     CASE WHEN b.from_max < date('9999-12-31') THEN b.from_max ELSE $as_of END AS day
UNWIND CASE WHEN size(rules) = 0 THEN [{what: '', kinds: [], under: [], says: '', complete: false}]
            ELSE rules END AS rule
WITH a, f, b, st, rule, day, coalesce(b.synthetic, false) AS synth
CALL (a, day, synth, rule) {
  WITH a, day, synth, rule WHERE rule.what = 'areas'
  OPTIONAL MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){1,5} (x)
  OPTIONAL MATCH (x)-[xs:STATE WHERE xs.known_from <= $tick < xs.known_to AND xs.from_min <= day < xs.to_max]->(x)
  OPTIONAL MATCH (x)-[up:PART_OF WHERE up.known_from <= $tick < up.known_to AND up.from_min <= day < up.to_max]->(above)
  OPTIONAL MATCH (above)-[ys:STATE WHERE ys.known_from <= $tick < ys.known_to AND ys.from_min <= day < ys.to_max]->(above)
  WITH rule, x, xs, up, xs.kind IN rule.kinds AS fits,
       size(rule.under) = 0 OR ys.kind IN rule.under AS under,
       synth OR NOT coalesce(xs.synthetic, false) AS mine
  WITH rule, x, max(CASE WHEN fits AND under AND mine THEN 1 ELSE 0 END) AS hit,
       max(CASE WHEN fits AND under AND NOT mine THEN 1 ELSE 0 END) AS made,
       max(CASE WHEN mine THEN 1 ELSE 0 END) AS real,
       max(CASE WHEN fits THEN up.dates_text END) AS list_date
  WITH rule, x, hit, made, real, list_date ORDER BY list_date
  RETURN rule.what AS what, sum(hit) AS counted, sum(made) AS made,
         sum(CASE WHEN rule.label IN labels(x) AND real = 1 THEN 1 ELSE 0 END) AS below,
         collect(DISTINCT CASE WHEN hit = 1 THEN list_date END) AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'committees'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Committee)-[l:SERVES WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, (size(rule.kinds) = 0 OR ns.kind IN rule.kinds) AND ns.several IS NULL AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'branches'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Branch)-[l:LOCATED_IN|COVERS WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, ns.kind IN rule.kinds AND (size(rule.under) = 0 OR labels(x)[0] IN rule.under AND type(l) = 'COVERS') AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'members'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Branch)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, max(CASE WHEN ns.kind IN rule.kinds AND (synth OR NOT coalesce(ns.synthetic, false)) THEN ns.members END) AS known,
       max(CASE WHEN ns.kind IN rule.kinds AND NOT synth AND coalesce(ns.synthetic, false) THEN 1 ELSE 0 END) AS fake
  RETURN rule.what AS what, CASE WHEN count(known) > 0 THEN sum(known) END AS counted,
         sum(fake) AS made, count(known) + sum(fake) AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'works'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Venue|Team|Initiative|Project)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, labels(n)[0] = rule.label AND ns.several IS NULL AND (size(rule.kinds) = 0 OR ns.kind IN rule.kinds) AND (coalesce(rule.named, '') = '' OR ns.name CONTAINS rule.named) AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'joined'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Unit|Enterprise|Branch)-[l:CO_BUILDS|PAIRED_WITH|CHECKED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, type(l) = rule.label AND labels(n)[0] IN rule.under AND ns.several IS NULL AND (size(rule.kinds) = 0 OR coalesce(l.kind, ns.kind) IN rule.kinds) AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'sides'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (c:Committee)-[e:SERVES WHERE e.known_from <= $tick < e.known_to AND e.from_min <= day < e.to_max]->(x)
  OPTIONAL MATCH (c)-[cs:STATE WHERE cs.known_from <= $tick < cs.known_to AND cs.from_min <= day < cs.to_max]->(c)
  OPTIONAL MATCH (n)-[l:MEMBER_OF WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(c)
  WITH rule, n, cs.kind IN rule.kinds AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'posts'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n:Post)-[l:POST_OF WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, ns.seat IN rule.kinds AND coalesce(ns.status, '') <> '空缺' AS hit, synth OR NOT coalesce(l.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'lenders'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (r:Resource)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (r)-[rs:STATE WHERE rs.known_from <= $tick < rs.known_to AND rs.from_min <= day < rs.to_max]->(r)
  OPTIONAL MATCH (n)-[o:OFFERS WHERE o.known_from <= $tick < o.known_to AND o.from_min <= day < o.to_max]->(r)
  OPTIONAL MATCH (n)-[ns:STATE WHERE ns.known_from <= $tick < ns.known_to AND ns.from_min <= day < ns.to_max]->(n)
  WITH rule, n, ns.several IS NULL AND rs.name CONTAINS rule.named AS hit, synth OR NOT coalesce(o.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'managers'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (m)-[l:MANAGES WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  OPTIONAL MATCH (n:Branch)-[h:BELONGS_TO WHERE h.known_from <= $tick < h.known_to AND h.from_min <= day < h.to_max]->(m)
  WITH rule, n, coalesce(l.red, false) AS hit, synth OR NOT coalesce(h.synthetic, false) AS mine
  RETURN rule.what AS what, count(DISTINCT CASE WHEN hit AND mine THEN n.id END) AS counted,
         sum(CASE WHEN hit AND NOT mine THEN 1 ELSE 0 END) AS made, 1 AS below, [] AS list_dates
  UNION ALL
  WITH a, day, synth, rule WHERE rule.what = 'checked'
  MATCH (a) (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                            AND p.from_min <= day < p.to_max]-()){0,5} (x)
  OPTIONAL MATCH (n)-[l:CHECKED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= day < l.to_max]->(x)
  WITH rule, x, n, max(CASE WHEN l.kind IN rule.kinds AND (synth OR NOT coalesce(l.synthetic, false)) THEN l.members END) AS known,
       max(CASE WHEN l.kind IN rule.kinds AND NOT synth AND coalesce(l.synthetic, false) THEN 1 ELSE 0 END) AS fake
  RETURN rule.what AS what, CASE WHEN count(known) > 0 THEN sum(known) END AS counted,
         sum(fake) AS made, count(known) + sum(fake) AS below, [] AS list_dates
  UNION ALL
  WITH a, day, rule WHERE rule.what IN ['', 'derived', 'outside']
  RETURN rule.what AS what, null AS counted, 0 AS made, 0 AS below, [] AS list_dates
}
CALL (a, rule) {
  OPTIONAL MATCH (part:Figure)-[pa:ABOUT WHERE pa.known_from <= $tick < pa.known_to
                                           AND pa.from_min <= $as_of < pa.to_max]->(a)
  OPTIONAL MATCH (part)-[ps:STATE WHERE ps.known_from <= $tick < ps.known_to
                                    AND ps.from_min <= $as_of < ps.to_max]->(part)
  RETURN max(CASE WHEN rule.what = 'derived' AND ps.indicator = rule.kinds[0]
                  THEN ps.value END) AS numerator,
         max(CASE WHEN rule.what = 'derived' AND ps.indicator = rule.kinds[1]
                  THEN ps.value END) AS denominator
}
RETURN f.id AS figure_id,
       st.indicator AS indicator,
       coalesce(st.qualifier, '') AS qualifier,
       st.value AS reported,
       coalesce(st.value_text, '') AS stated,
       coalesce(st.unit, '') AS unit,
       coalesce(st.period_text, '') AS period,
       CASE WHEN below > 0 AND NOT (counted = 0 AND made > 0) THEN counted END AS counted,
       CASE WHEN denominator > 0 THEN round(1000.0 * numerator / denominator) / 10 END AS derived,
       rule.says AS definition,
       rule.complete AS complete,
       CASE WHEN what = '' THEN '没有口径' WHEN what = 'derived' THEN '推算' WHEN what = 'outside' THEN '模型之外'
            WHEN made > 0 AND coalesce(counted, 0) = 0 THEN '没有真实数据'
            WHEN below = 0 THEN '没有名单'
            WHEN rule.complete THEN '清点' ELSE '图中已登记' END AS standing,
       day AS day,
       reduce(t = '', d IN list_dates | CASE WHEN t = '' THEN d ELSE t + '、' + d END) AS list_dates,
       coalesce(st.scope_note, '') AS scope_note,
       b.sources AS sources
ORDER BY standing IN ['没有口径', '模型之外'], NOT complete, period DESC, indicator, figure_id, definition
