// name = "direct-holdings"
// family = "ownership"
// title.zh = "一家企业的股东和对外持股"
// title.en = "Who holds a company, and what it holds"
// about.zh = "登记册所载的直接持股，比例按原文和下限、上限两端列出；资本、表决权和协议控制分别成行。可能在效包含确定在效。"
// about.en = "Holdings as the registers state them, with their words and both ends; capital, votes and agreements are rows of their own. Possibly in force includes what certainly is."
//
// [[parameters]]
// name = "company"
// type = "body"
// title = {zh = "企业", en = "company"}
// required = true
//
// [[columns]]
// name = "direction"
// type = "string"
// title = {zh = "方向", en = "direction"}
// identity = true
//
// [[columns]]
// name = "other_id"
// type = "id"
// title = {zh = "对方标识", en = "id of the other"}
// identity = true
//
// [[columns]]
// name = "other"
// type = "string"
// title = {zh = "对方", en = "the other"}
//
// [[columns]]
// name = "kind"
// type = "string"
// title = {zh = "类型", en = "kind of stake"}
// identity = true
//
// [[columns]]
// name = "share_text"
// type = "string"
// title = {zh = "比例原文", en = "share as printed"}
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
// name = "in_force"
// type = "certainty"
// title = {zh = "该日是否有效", en = "in force that day"}
//
// [[columns]]
// name = "from_min"
// type = "date"
// title = {zh = "最早开始", en = "earliest start"}
//
// [[columns]]
// name = "from_max"
// type = "date"
// title = {zh = "最晚开始", en = "latest start"}
//
// [[columns]]
// name = "to_min"
// type = "date"
// title = {zh = "最早结束", en = "earliest end"}
//
// [[columns]]
// name = "to_max"
// type = "date"
// title = {zh = "最晚结束", en = "latest end"}
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
MATCH (c:Enterprise|Unit|Holder {id: $company})
OPTIONAL MATCH (c)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to
                                   AND l.from_min <= $as_of < l.to_max]->(area)
    (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                     AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
WHERE s.id IN $scope
WITH c, count(s) AS inside
WHERE size($scope) = 0 OR inside > 0
CALL (c) {
  MATCH (other:Enterprise|Unit|Holder)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                                                  AND h.from_min <= $as_of < h.to_max]->(c)
  RETURN '股东' AS direction, other AS other, h AS h
  UNION ALL
  MATCH (c)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                       AND h.from_min <= $as_of < h.to_max]->(other:Enterprise)
  RETURN '对外持股' AS direction, other AS other, h AS h
}
RETURN direction AS direction,
       other.id AS other_id,
       other.name AS other,
       h.kind AS kind,
       h.share_text AS share_text,
       h.low / 1000000000.0 AS low,
       h.high / 1000000000.0 AS high,
       CASE WHEN h.from_max <= $as_of < h.to_min THEN '确定' ELSE '可能' END AS in_force,
       h.from_min AS from_min,
       h.from_max AS from_max,
       h.to_min AS to_min,
       h.to_max AS to_max,
       h.key AS fact,
       h.sources AS sources
ORDER BY direction DESC, low IS NULL, low DESC, high DESC, other, kind, fact
