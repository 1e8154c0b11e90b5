// name = "controllers"
// family = "ownership"
// title.zh = "谁控制哪家企业"
// title.en = "Who controls which company"
// about.zh = "某持股方连同它控制的企业合计持有一家企业超过半数表决权，即控制该企业；取最小的关系，按整数计票，不用小数。某企业有表决权记录的，只看这些记录。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "A holder controls a company when it and the companies it controls have more than half of the votes there: the least relation, in whole numbers. Where votes are recorded for a company, they alone count. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "controllers"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
// # 只读所问各方的持股链，本语句每走一步执行一次：$companies 是这一步要读持股方的企业，
// # $holders 是这一步要读对外持股的各方；两者为 null 时读全部。
// # Sent once a step along the chains: $companies are those whose holders it reads, $holders those
// # whose holdings it reads; null for both reads everything.
// chains = [{start = ["company"], along = "up"}, {start = ["controller"], along = "down"}]
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
//
// [[parameters]]
// name = "controller"
// type = "body"
// title = {zh = "控制方", en = "controller"}
//
// [[parameters]]
// name = "threshold"
// type = "string"
// title = {zh = "控制比例", en = "threshold of control"}
// default = "50%"
//
// [[parameters]]
// name = "rule"
// type = "string"
// title = {zh = "超过或达到", en = "more than, or at least"}
// default = "more-than"
// choices = ["more-than", "at-least"]
//
// [[parameters]]
// name = "basis"
// type = "string"
// title = {zh = "表决权或资本", en = "votes or capital"}
// default = "votes"
// choices = ["votes", "capital"]
//
// [[parameters]]
// name = "own_shares"
// type = "string"
// title = {zh = "自持股份", en = "shares held of itself"}
// default = "count"
// choices = ["count", "excluded"]
//
// [[parameters]]
// name = "certainty"
// type = "string"
// title = {zh = "确定或可能", en = "certain or possible"}
// default = "certain"
// choices = ["certain", "possible"]
//
// [[parameters]]
// name = "preset"
// type = "string"
// title = {zh = "法定口径（代替以上各项）", en = "preset of the law, for all of these"}
// choices = ["controlling-shareholder", "beneficial-control", "listed-company-control", "related-party", "consolidation"]
//
// [[parameters]]
// name = "concert"
// type = "bodies"
// title = {zh = "一致行动人", en = "acting in concert"}
//
// [[columns]]
// name = "controller"
// type = "id"
// title = {zh = "控制方", en = "controller"}
// identity = true
//
// [[columns]]
// name = "company"
// type = "id"
// title = {zh = "企业", en = "company"}
// identity = true
//
// [[columns]]
// name = "controller_name"
// type = "string"
// title = {zh = "控制方名称", en = "name of the controller"}
//
// [[columns]]
// name = "company_name"
// type = "string"
// title = {zh = "企业名称", en = "name of the company"}
//
// [[columns]]
// name = "votes"
// type = "share"
// title = {zh = "可支配表决权", en = "votes commanded"}
CALL () {
  UNWIND CASE WHEN $companies IS NULL AND $holders IS NULL THEN [0] ELSE [] END AS everything
  MATCH (c:Enterprise)
  RETURN c AS company
  UNION
  UNWIND $companies AS id
  MATCH (c:Enterprise {id: id})
  RETURN c AS company
  UNION
  UNWIND $holders AS id
  MATCH (o:Enterprise|Unit|Holder {id: id})-[d:HOLDS WHERE d.known_from <= $tick < d.known_to
                                                       AND d.from_min <= $as_of < d.to_max]->(c:Enterprise)
  RETURN c AS company
}
MATCH (holder:Enterprise|Unit|Holder)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                                 AND h.from_min <= $as_of < h.to_max]->(company)
OPTIONAL MATCH (company)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to
                                         AND l.from_min <= $as_of < l.to_max]->(area)
    (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                     AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
WHERE s.id IN $scope
WITH holder, h, company, count(s) AS inside
RETURN holder.id AS holder,
       holder.name AS holder_name,
       labels(holder)[0] AS holder_label,
       company.id AS company,
       company.name AS company_name,
       h.kind AS kind,
       h.low AS low,
       h.high AS high,
       h.from_max <= $as_of < h.to_min AS certain,
       h.from_max AS begins,
       size($scope) = 0 OR inside > 0 AS in_scope,
       h.key AS fact,
       h.sources AS sources
