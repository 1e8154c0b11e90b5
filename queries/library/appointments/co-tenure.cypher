// name = "co-tenure"
// family = "appointments"
// title.zh = "在同一机构共事的日子"
// title.en = "Days on which two sat in one body together"
// about.zh = "两个单位的人在同一机构兼职、日子相交的，每对一行：确定共事的天数（不确定的日子不算）。截至该日。"
// about.en = "Pairs of home bodies whose office-holders sat in one body at the same time: the days on which both certainly did, up to the day."
//
// [any_time]
// JOINTLY_APPOINTED = "days in the past count"
//
// [[parameters]]
// name = "body"
// type = "body"
// title = {zh = "机构", en = "body"}
// required = true
//
// [[columns]]
// name = "one_id"
// type = "id"
// title = {zh = "甲标识", en = "one id"}
// identity = true
//
// [[columns]]
// name = "one"
// type = "string"
// title = {zh = "甲", en = "one"}
//
// [[columns]]
// name = "other_id"
// type = "id"
// title = {zh = "乙标识", en = "other id"}
// identity = true
//
// [[columns]]
// name = "other"
// type = "string"
// title = {zh = "乙", en = "other"}
//
// [[columns]]
// name = "one_fact"
// type = "id"
// title = {zh = "甲的任职", en = "fact of the one"}
// identity = true
//
// [[columns]]
// name = "other_fact"
// type = "id"
// title = {zh = "乙的任职", en = "fact of the other"}
// identity = true
//
// [[columns]]
// name = "begins"
// type = "date"
// title = {zh = "共事自", en = "from"}
//
// [[columns]]
// name = "ends"
// type = "date"
// title = {zh = "共事至（不含）", en = "until"}
//
// [[columns]]
// name = "days"
// type = "integer"
// title = {zh = "天数", en = "days"}
// unit = "天"
MATCH (b:Unit|Enterprise|Branch|Committee {id: $body})
WHERE size($scope) = 0 OR EXISTS {
  (b)-[v:SERVES|LOCATED_IN WHERE v.known_from <= $tick < v.known_to
               AND v.from_min <= $as_of < v.to_max]->(seen)
        (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                         AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x)-[j:JOINTLY_APPOINTED WHERE j.known_from <= $tick < j.known_to]->(b)
MATCH (y)-[k:JOINTLY_APPOINTED WHERE k.known_from <= $tick < k.known_to]->(b)
WHERE x.id < y.id
WITH x, y, j, k,
     CASE WHEN j.from_max > k.from_max THEN j.from_max ELSE k.from_max END AS begins,
     CASE WHEN j.to_min < k.to_min THEN j.to_min ELSE k.to_min END AS shared
WITH x, y, j, k, begins, CASE WHEN shared < $as_of THEN shared ELSE $as_of END AS ends
WHERE begins < ends
RETURN x.id AS one_id,
       x.name AS one,
       y.id AS other_id,
       y.name AS other,
       j.key AS one_fact,
       k.key AS other_fact,
       begins AS begins,
       ends AS ends,
       duration.inDays(begins, ends).days AS days
ORDER BY days DESC, one, other, one_fact, other_fact
