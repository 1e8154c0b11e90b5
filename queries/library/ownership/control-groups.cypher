// name = "control-groups"
// family = "ownership"
// title.zh = "哪些企业同属一个控制集团"
// title.en = "Which companies form a group under one control"
// about.zh = "一个最终控制方（或相互控制的几家）连同它控制的全部企业。分属几个最终控制方的企业不归入任何一组。某持股方连同它控制的企业合计持有一家企业超过半数表决权，即控制该企业；取最小的关系，按整数计票，不用小数。某企业有表决权记录的，只看这些记录。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "An ultimate controller, or several in mutual control, with all they control. A company with several ultimate controllers is in no group. A holder controls a company when it and the companies it controls have more than half of the votes there: the least relation, in whole numbers. Where votes are recorded for a company, they alone count. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "control-groups"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
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
// name = "group"
// type = "integer"
// title = {zh = "组", en = "group"}
// identity = true
//
// [[columns]]
// name = "company"
// type = "id"
// title = {zh = "成员", en = "member"}
// identity = true
//
// [[columns]]
// name = "company_name"
// type = "string"
// title = {zh = "名称", en = "name"}
//
// [[columns]]
// name = "role"
// type = "string"
// title = {zh = "地位", en = "role"}
MATCH (holder:Enterprise|Unit|Holder)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                                 AND h.from_min <= $as_of < h.to_max]->(company:Enterprise)
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
