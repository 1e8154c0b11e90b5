"""A hundred and two statements that nobody may get away with who may only read.

Writes, schema, administration, files and addresses, procedures; and at the end, in `LASTING`, what
never ends or eats the memory. They are sent as they are: past our gate, to the server's read door.
"""

from __future__ import annotations

_QUICK = """
CREATE (:City {id: 'x'})
CREATE ()
MERGE (:City {id: 'x'})
MERGE (c:City {id: '1501'}) ON MATCH SET c.name = 'x'
MERGE (c:City {id: '1501'}) ON CREATE SET c.name = 'x' ON MATCH SET c.seen = 1
MATCH (n) SET n.name = 'x'
MATCH (n) SET n += {name: 'x'}
MATCH (n) SET n = {}
MATCH (n) SET n:Evil
MATCH (n) REMOVE n.id
MATCH (n) REMOVE n:City
MATCH (n) DELETE n
MATCH (n) DETACH DELETE n
MATCH (n) WITH n LIMIT 1 DETACH DELETE n RETURN 1
MATCH (a), (b) CREATE (a)-[:X]->(b)
MATCH (a) MERGE (a)-[:PART_OF]->(a)
OPTIONAL MATCH (n:Nothing) CREATE (:City {id: 'y'})
FOREACH (i IN [1] | CREATE (:City))
FOREACH (i IN range(1, 100) | MERGE (:City {id: 'z'}))
UNWIND [1, 2] AS x CREATE (:City {id: x})
WITH 1 AS x CREATE (n {id: x}) RETURN n
RETURN 1 UNION CREATE (n) RETURN 1
CALL { CREATE (:City) } RETURN 1
CALL { CREATE (:City) } IN TRANSACTIONS
CALL () { MATCH (n) DETACH DELETE n } RETURN 1
UNWIND range(1, 10) AS x CALL { WITH x CREATE (:City {id: x}) } IN TRANSACTIONS OF 1 ROWS
MATCH (n) CALL { WITH n SET n.name = 'x' } RETURN count(*)
PROFILE CREATE (:City {id: 'x'})
CYPHER runtime=slotted CREATE (:City {id: 'x'})
/* only a look */ CREATE (:City {id: 'x'})
RETURN 1; CREATE (:City {id: 'x'})
CREATE INDEX FOR (n:City) ON (n.name)
CREATE INDEX evil IF NOT EXISTS FOR (n:City) ON (n.name)
CREATE RANGE INDEX FOR ()-[e:PART_OF]-() ON (e.id)
CREATE TEXT INDEX FOR (n:City) ON (n.name)
CREATE FULLTEXT INDEX evil FOR (n:City) ON EACH [n.name]
CREATE LOOKUP INDEX evil FOR (n) ON EACH labels(n)
CREATE CONSTRAINT FOR (n:City) REQUIRE n.name IS UNIQUE
CREATE CONSTRAINT evil IF NOT EXISTS FOR (n:Evil) REQUIRE n.id IS UNIQUE
DROP CONSTRAINT city_id
DROP CONSTRAINT city_id IF EXISTS
DROP INDEX city_name
DROP INDEX evil IF EXISTS
CREATE DATABASE x
CREATE OR REPLACE DATABASE gongjian
DROP DATABASE gongjian
STOP DATABASE gongjian
ALTER DATABASE gongjian SET ACCESS READ ONLY
CREATE ALIAS x FOR DATABASE gongjian
CREATE USER x SET PASSWORD 'abcdefgh1'
CREATE OR REPLACE USER neo4j SET PASSWORD 'abcdefgh1'
ALTER USER neo4j SET PASSWORD 'abcdefgh1'
ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'abcdefgh1'
DROP USER neo4j
RENAME USER neo4j TO x
CREATE ROLE x
GRANT ROLE admin TO neo4j
GRANT ALL ON DBMS TO PUBLIC
ENABLE SERVER 'x'
TERMINATE TRANSACTION 'gongjian-transaction-1'
LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row
LOAD CSV FROM 'file:/etc/passwd' AS row RETURN row
LOAD CSV FROM 'file://localhost/etc/passwd' AS row RETURN row
LOAD CSV FROM '/etc/passwd' AS row RETURN row
LOAD CSV FROM '../../../../../../etc/passwd' AS row RETURN row
LOAD CSV WITH HEADERS FROM 'file:///etc/passwd' AS row RETURN row
LOAD CSV FROM 'file:///etc/passwd' AS row CREATE (:City {id: row})
LOAD CSV FROM 'http://127.0.0.1:9/x' AS row RETURN row
LOAD CSV FROM 'https://127.0.0.1:9/x' AS row RETURN row
LOAD CSV FROM 'ftp://127.0.0.1/x' AS row RETURN row
LOAD CSV FROM 'http://169.254.169.254/latest/meta-data' AS row RETURN row
LOAD CSV FROM 'jar:file:///etc/passwd!/x' AS row RETURN row
CALL dbms.listConfig()
CALL dbms.setConfigValue('a', 'b')
CALL dbms.shutdown()
CALL dbms.killQuery('x')
CALL dbms.queryJmx('*:*')
CALL dbms.security.createUser('x', 'abcdefgh1')
CALL dbms.upgrade()
CALL db.createLabel('X')
CALL db.createProperty('evil')
CALL db.clearQueryCaches()
CALL db.prepareForReplanning()
CALL db.stats.collect('QUERIES')
CALL db.checkpoint()
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
CALL sql('DROP DATABASE gongjian')
CALL sql.query('SELECT FROM schema:database')
CALL import.file('file:///etc/passwd')
CALL export.database('file:///tmp/gongjian-leak')
CALL load.csv('file:///etc/passwd')
CALL apoc.load.json('file:///etc/passwd')
CALL apoc.load.csv('file:///etc/passwd')
CALL apoc.export.json.all('/tmp/gongjian-leak', {})
CALL apoc.cypher.doIt('CREATE (:City)', {})
CALL apoc.cypher.runWrite('CREATE (:City)', {})
CALL apoc.create.node(['City'], {})
CALL apoc.util.sleep(100000)
"""

# Each is ended by the limit of the server, or because its memory is at an end.
LASTING = (
    "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x * y AS z RETURN sum(z)",
    "UNWIND range(1, 1000000000) AS x RETURN count(DISTINCT x % 3)",
    "UNWIND range(1, 100000000) AS x WITH collect(x) AS all RETURN size(all)",
    "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y "
    "WITH x, y ORDER BY x * y RETURN x, y LIMIT 1",
)

QUICK = tuple(_QUICK.strip().splitlines())

# What may be answered, since nothing comes of it. Neo4j's own procedures cannot be switched off:
# these show settings or empty caches. ArcadeDB answers a PROFILE with the plan alone.
_NO_SUCH_THING = {"TERMINATE TRANSACTION 'gongjian-transaction-1'", "DROP INDEX evil IF EXISTS"}
HARMLESS = {
    "arcadedb": _NO_SUCH_THING
    | {"PROFILE CREATE (:City {id: 'x'})", "DROP CONSTRAINT city_id IF EXISTS"},
    "neo4j": _NO_SUCH_THING
    | {
        "CALL dbms.listConfig()",
        "CALL dbms.queryJmx('*:*')",
        "CALL db.clearQueryCaches()",
        "CALL db.prepareForReplanning()",
        "CALL db.stats.collect('QUERIES')",
        "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    },
}
