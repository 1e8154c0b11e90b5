// name = "explain-ownership"
// family = "ownership"
// title.zh = "一个持股方为什么拥有、控制一家企业"
// title.en = "Why a holder owns and controls a company"
// about.zh = "现金流：乘积最大的若干条路径、环路增益、合计。最弱一环：本企业每个股东的比例与持股方到该股东各链最弱一环之小者，相加（Claessens 等 2000），只供比较，不是控制。控制：逐步推导，每一步只用自有和此前已控制企业的票。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "Cash flow: the paths with the largest products, what rings add, the sum. Weakest link (Claessens and others 2000): for every holder of the company the smaller of its share and of the narrowest holding on the widest chain to it, added up; for comparison only, it is not control. Control: step by step, each from own votes and those of companies controlled before. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "explain-ownership"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
// # 只读所问各方的持股链，本语句每走一步执行一次：$companies 是这一步要读持股方的企业，
// # $holders 是这一步要读对外持股的各方；两者为 null 时读全部。
// # Sent once a step along the chains: $companies are those whose holders it reads, $holders those
// # whose holdings it reads; null for both reads everything.
// chains = [{start = ["company"], along = "up"}]
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
// name = "most"
// type = "integer"
// title = {zh = "最多列几条路径", en = "paths at most"}
// default = 10
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
// [[columns]]
// name = "part"
// type = "string"
// title = {zh = "部分", en = "part"}
// identity = true
//
// [[columns]]
// name = "number"
// type = "integer"
// title = {zh = "序号", en = "number"}
// identity = true
//
// [[columns]]
// name = "text"
// type = "string"
// title = {zh = "内容", en = "text"}
//
// [[columns]]
// name = "share"
// type = "share"
// title = {zh = "比例", en = "share"}
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
