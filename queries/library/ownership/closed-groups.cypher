// name = "closed-groups"
// family = "ownership"
// title.zh = "哪些企业互相全资持有"
// title.en = "Which companies own each other entirely"
// about.zh = "成员互持全部股份而外部无人持有：没有最终持股方，I − A 不可逆。计算时切开，归于该组的部分单独列出。该日只是可能有效的持股按零到所载比例的区间计。限定了辖区的用户只得到辖区内企业的答案，但计算沿持股链看到辖区之外。"
// about.en = "Members hold all of each other and nobody outside holds anything: there is no ultimate owner and I - A is singular. They are cut open, and what ends in a group is listed as such. A holding that is only possibly in force counts as a range from nothing to its share. Who may see some areas only is told about companies there; the chains are followed wherever they lead."
// method = "closed-groups"
// reads = ["holder", "holder_name", "holder_label", "company", "company_name", "kind", "low", "high",
//          "certain", "begins", "in_scope", "fact", "sources"]
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
// title = {zh = "企业", en = "company"}
// identity = true
//
// [[columns]]
// name = "company_name"
// type = "string"
// title = {zh = "名称", en = "name"}
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
