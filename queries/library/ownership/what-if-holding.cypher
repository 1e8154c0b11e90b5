// name = "what-if-holding"
// family = "ownership"
// title.zh = "如果一笔持股改变，最终归谁所有"
// title.en = "Who would own a company if one holding changed"
// about.zh = "把 holder 在 company 的持股改为 share（0 为全部转出，无人接手的部分算未知），比较 target（不填即 company）前后的最终持股方。不改动数据库，也不重新分解矩阵。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "The holding of holder in company becomes share (0 to sell all; what nobody takes over is unknown), and the owners of target (company unless given) are compared. Nothing is written, nothing factored again. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "what-if-holding"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
// # 只读所问各方的持股链，本语句每走一步执行一次：$companies 是这一步要读持股方的企业，
// # $holders 是这一步要读对外持股的各方；两者为 null 时读全部。
// # Sent once a step along the chains: $companies are those whose holders it reads, $holders those
// # whose holdings it reads; null for both reads everything.
// chains = [{start = ["company", "target", "holder"], along = "up"}]
//
// [[parameters]]
// name = "holder"
// type = "body"
// title = {zh = "持股方", en = "holder"}
// required = true
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
// required = true
//
// [[parameters]]
// name = "share"
// type = "string"
// title = {zh = "新的比例", en = "new share"}
// required = true
//
// [[parameters]]
// name = "target"
// type = "body"
// title = {zh = "看哪家企业", en = "whose owners"}
//
// [[columns]]
// name = "owner"
// type = "id"
// title = {zh = "最终持股方", en = "owner"}
// identity = true
//
// [[columns]]
// name = "before"
// type = "share"
// title = {zh = "改变前", en = "before"}
//
// [[columns]]
// name = "after"
// type = "share"
// title = {zh = "改变后", en = "after"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "改变后下限", en = "after, at least"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "改变后上限", en = "after, at most"}
//
// [[columns]]
// name = "owner_name"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "性质", en = "kind"}
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
