// name = "legal-thresholds"
// family = "ownership"
// title.zh = "谁达到法定的持股或控制口径"
// title.en = "Who reaches a threshold of the law"
// about.zh = "按所选口径列出确定或可能达到的持股方：受益所有人25%、上市公司5%按不计回流的综合持股比；控股股东、上市公司控制权、关联方、合并报表按可支配表决权比。每行附条文出处、施行日和是否核对过条文。口径只是提示，不替代法律判断；受益所有人仅限自然人，单位和企业由人再往上看。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "Holders that certainly or possibly reach the chosen threshold. Beneficial owners (25 %) and the 5 % of listed companies go by the integrated stake without return; controlling shareholder, control of a listed company, related party and consolidation by the votes commanded. Every row names the rule, the day from which it applies and whether its wording was read. A threshold is a hint and no legal judgement; beneficial owners are natural persons only. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "legal-thresholds"
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
// name = "preset"
// type = "string"
// title = {zh = "法定口径", en = "threshold"}
// default = "beneficial-owner"
// choices = ["beneficial-owner", "beneficial-control", "controlling-shareholder", "listed-company-control", "related-party", "listed-related-party", "consolidation"]
//
// [[columns]]
// name = "holder"
// type = "id"
// title = {zh = "持股方标识", en = "id of the holder"}
// identity = true
//
// [[columns]]
// name = "holder_name"
// type = "string"
// title = {zh = "持股方", en = "holder"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类别", en = "kind"}
//
// [[columns]]
// name = "low"
// type = "share"
// title = {zh = "至少", en = "at least"}
//
// [[columns]]
// name = "high"
// type = "share"
// title = {zh = "至多", en = "at most"}
//
// [[columns]]
// name = "reaches"
// type = "certainty"
// title = {zh = "是否达到", en = "reaches it"}
//
// [[columns]]
// name = "rule"
// type = "string"
// title = {zh = "口径", en = "threshold"}
//
// [[columns]]
// name = "source"
// type = "string"
// title = {zh = "出处", en = "source"}
//
// [[columns]]
// name = "since"
// type = "date"
// title = {zh = "施行日", en = "in force since"}
//
// [[columns]]
// name = "confidence"
// type = "string"
// title = {zh = "核对", en = "checked"}
//
// [[columns]]
// name = "note"
// type = "string"
// title = {zh = "说明", en = "note"}
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
