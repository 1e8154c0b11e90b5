// name = "integrated-ownership"
// family = "ownership"
// title.zh = "综合持股比例：直接、间接与环路"
// title.en = "Integrated ownership: direct, indirect and through rings"
// about.zh = "integrated 是 C = A (I − A)^-1，成员在环形持股中会算入流回自身的部分，可能超过 1；no_return 除去这一部分，不超过 1；low、high 是 no_return 的上下限。只给 company 列出其上全部持股方，只给 holder 列出其下全部企业，都不给则限 100 个节点。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "integrated is C = A (I - A)^-1: in a ring it counts what comes back to the holder and may exceed 1; no_return leaves that out and never does; low and high bound no_return. With company alone all above it are listed, with holder alone all below, with neither up to 100 nodes. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "integrated-ownership"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
// # 只读所问各方的持股链，本语句每走一步执行一次：$companies 是这一步要读持股方的企业，
// # $holders 是这一步要读对外持股的各方；两者为 null 时读全部。
// # Sent once a step along the chains: $companies are those whose holders it reads, $holders those
// # whose holdings it reads; null for both reads everything.
// chains = [{start = ["company"], along = "up"}, {start = ["holder"], along = "down-up"}]
//
// [[parameters]]
// name = "holder"
// type = "body"
// title = {zh = "持股方", en = "holder"}
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
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
// name = "direct"
// type = "share"
// title = {zh = "直接", en = "direct"}
// about = {zh = "已知的部分", en = "the known part"}
//
// [[columns]]
// name = "integrated"
// type = "share"
// title = {zh = "综合", en = "integrated"}
// about = {zh = "已知的部分", en = "the known part"}
//
// [[columns]]
// name = "no_return"
// type = "share"
// title = {zh = "综合（不计回流）", en = "without return"}
// about = {zh = "已知的部分", en = "the known part"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "下限", en = "at least"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "上限", en = "at most"}
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
