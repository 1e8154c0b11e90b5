// name = "mutual-holdings"
// family = "holdings"
// title.zh = "互相持股的企业"
// title.en = "Enterprises that hold each other"
// about.zh = "位于该区域及其下级、该日可能互相直接持股的两家企业，每对一行。"
// about.en = "Pairs of enterprises, one of them in the area or below it, that possibly hold each other directly that day."
//
// [[parameters]]
// name = "area"
// type = "area"
// title = {zh = "区域", en = "area"}
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
// name = "forth"
// type = "share"
// title = {zh = "甲持乙（至多）", en = "one of other, at most"}
//
// [[columns]]
// name = "back"
// type = "share"
// title = {zh = "乙持甲（至多）", en = "other of one, at most"}
MATCH (top:City|District|Street|Community|Grid|Site|Building {id: $area})
      (()<-[p:PART_OF WHERE p.known_from <= $tick < p.known_to
                        AND p.from_min <= $as_of < p.to_max]-()){0,5} (a)
WITH DISTINCT a
WHERE size($scope) = 0 OR EXISTS {
  (a) (()-[q:PART_OF WHERE q.known_from <= $tick < q.known_to
                       AND q.from_min <= $as_of < q.to_max]->()){0,6} (s)
  WHERE s.id IN $scope }
MATCH (x:Enterprise)-[l:LOCATED_IN WHERE l.known_from <= $tick < l.known_to AND l.from_min <= $as_of < l.to_max]->(a)
WITH DISTINCT x
MATCH (x)-[h:HOLDS WHERE h.known_from <= $tick < h.known_to AND h.from_min <= $as_of < h.to_max]->(y:Enterprise)
MATCH (y)-[k:HOLDS WHERE k.known_from <= $tick < k.known_to AND k.from_min <= $as_of < k.to_max]->(x)
WHERE x <> y
WITH CASE WHEN x.id < y.id THEN x ELSE y END AS one, CASE WHEN x.id < y.id THEN y ELSE x END AS other,
     CASE WHEN x.id < y.id THEN h.high ELSE k.high END AS forth,
     CASE WHEN x.id < y.id THEN k.high ELSE h.high END AS back
WITH one, other, max(forth) AS forth, max(back) AS back
RETURN one.id AS one_id,
       one.name AS one,
       other.id AS other_id,
       other.name AS other,
       forth / 1000000000.0 AS forth,
       back / 1000000000.0 AS back
ORDER BY one, other, one_id, other_id
