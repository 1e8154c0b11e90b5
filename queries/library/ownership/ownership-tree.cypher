// name = "ownership-tree"
// family = "ownership"
// title.zh = "一家企业的持股树"
// title.en = "The chains of holdings above a company"
// about.zh = "逐条持股链展开，直到没有持股方记录的一端、未知部分，或遇到链上已有的持股方（环）。比例是持股方占下一家的比例；累计是沿这条链的乘积。合计不足100%的余额按链列为“未知”。环绕回来的增量不在树里，准确值见 ultimate-owners。树只画现金流；controls 另列按过半表决权（含协议）是否控制本企业。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "Every chain, up to those whom nobody is recorded to hold, to what is unknown, or to a holder that stands on the chain already (a ring). A share is of the next company down; along the chain it is the product. What the holdings of a company leave open is its own unknown holder on every chain. What rings bring back is not in the tree: ultimate-owners has the exact figures. The tree is the cash flow; whether a holder controls the company by more than half of the votes, agreements included, is a column apart. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "ownership-tree"
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
// required = true
//
// [[parameters]]
// name = "most"
// type = "integer"
// title = {zh = "最多列几行", en = "rows at most"}
// default = 200
//
// [[columns]]
// name = "place"
// type = "string"
// title = {zh = "位置", en = "place"}
// identity = true
//
// [[columns]]
// name = "holder_id"
// type = "id"
// title = {zh = "持股方标识", en = "id of the holder"}
//
// [[columns]]
// name = "company_id"
// type = "id"
// title = {zh = "企业标识", en = "id of the company"}
//
// [[columns]]
// name = "holder"
// type = "string"
// title = {zh = "持股方", en = "holder"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "company"
// type = "string"
// title = {zh = "持有谁", en = "held company"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "比例下限", en = "share, at least"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "比例上限", en = "share, at most"}
//
// [[columns]]
// name = "along_low"
// type = "share"
// title = {zh = "累计下限", en = "along the chain, at least"}
//
// [[columns]]
// name = "along_high"
// type = "share"
// title = {zh = "累计上限", en = "along the chain, at most"}
//
// [[columns]]
// name = "mark"
// type = "string"
// title = {zh = "说明", en = "remark"}
// about = {zh = "环：已在这条链上；未登记：没有股东记录的企业；未展开：上面还有", en = "ring: on the chain already; no holders recorded; not opened: more above"}
//
// [[columns]]
// name = "controls"
// type = "boolean"
// title = {zh = "是否控制本企业", en = "controls the company"}
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
