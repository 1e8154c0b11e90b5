// name = "holding-problems"
// family = "ownership"
// title.zh = "持股登记有哪些疑点"
// title.en = "What is doubtful in the holdings"
// about.zh = "合计超过 100%、未知、自持、零、封闭持股、没有日期、只是可能有效、来源不一等，逐项列出，没有一项被悄悄改正。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "Sums above 100 %, unknown shares, own shares, zeros, closed groups, rows without dates or only possibly in force, sources that disagree: each is listed, none is mended silently. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "holding-problems"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
// # 只读所问各方的持股链，本语句每走一步执行一次：$companies 是这一步要读持股方的企业，
// # $holders 是这一步要读对外持股的各方；两者为 null 时读全部。
// # Sent once a step along the chains: $companies are those whose holders it reads, $holders those
// # whose holdings it reads; null for both reads everything.
// chains = [{start = ["company"], along = "up"}]
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
//
// [[columns]]
// name = "problem"
// type = "string"
// title = {zh = "疑点代码", en = "problem"}
// identity = true
//
// [[columns]]
// name = "holder"
// type = "id"
// title = {zh = "持股方", en = "holder"}
// identity = true
//
// [[columns]]
// name = "company"
// type = "id"
// title = {zh = "企业", en = "company"}
// identity = true
//
// [[columns]]
// name = "finding"
// type = "string"
// title = {zh = "疑点", en = "finding"}
//
// [[columns]]
// name = "holder_name"
// type = "string"
// title = {zh = "持股方名称", en = "name of the holder"}
//
// [[columns]]
// name = "company_name"
// type = "string"
// title = {zh = "企业名称", en = "name of the company"}
//
// [[columns]]
// name = "share"
// type = "share"
// title = {zh = "比例或合计", en = "share or sum"}
//
// [[columns]]
// name = "stake"
// type = "string"
// title = {zh = "持股类型", en = "kind of stake"}
// identity = true
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
UNION ALL
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
MATCH (holder:Enterprise|Unit|Holder)-[h:DISPUTED WHERE h.known_from <= $tick < h.known_to
                                                    AND h.from_min <= $as_of < h.to_max]->(company)
WHERE h.fact_type = 'HOLDS'
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
       h.about + '\n' + h.says + '\n' + h.stands AS kind,
       null AS low,
       null AS high,
       h.from_max <= $as_of < h.to_min AS certain,
       h.from_max AS begins,
       size($scope) = 0 OR inside > 0 AS in_scope,
       h.key AS fact,
       h.sources AS sources
