PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA application_id = 1886220142;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1');
INSERT INTO grdb_migrations VALUES('2');
INSERT INTO grdb_migrations VALUES('3');
CREATE TABLE death (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  boot TEXT NOT NULL,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  guard TEXT NOT NULL,
  token TEXT,
  owner INTEGER,
  name TEXT,
  status INTEGER,
  code INTEGER,
  signal INTEGER,
  inferred INTEGER NOT NULL,
  time INTEGER NOT NULL,
  start_time INTEGER,
  plan TEXT NOT NULL,
  -- The plan's attempts, so that the end of one need not read the plan.
  allowed INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  -- When the next attempt may begin; 0 is at once, NULL where none is to begin.
  due INTEGER,
  -- When the waiting for it began: a clock that shows less has been set back.
  waits_since INTEGER,
  finished INTEGER
);
INSERT INTO death VALUES(1,'01234567-89ab-cdef-fedc-ba9876543210/1/0/database','01234567-89ab-cdef-fedc-ba9876543210',1,0,'database',NULL,NULL,NULL,768,3,NULL,0,1000,NULL,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',3,'PENDING',0,0,0,NULL,NULL);
INSERT INTO death VALUES(2,'01234567-89ab-cdef-fedc-ba9876543210/2/1/database','01234567-89ab-cdef-fedc-ba9876543210',2,1,'database','a token',1000,'postgres',139,NULL,11,0,1001,500,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',3,'RESOURCES FREED',2,1,NULL,NULL,9100);
INSERT INTO death VALUES(3,'01234567-89ab-cdef-fedc-ba9876543210/3/2/database','01234567-89ab-cdef-fedc-ba9876543210',3,2,'database',NULL,NULL,NULL,768,3,NULL,0,1002,NULL,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',3,'IN PROGRESS',1,0,NULL,NULL,NULL);
INSERT INTO death VALUES(4,'01234567-89ab-cdef-fedc-ba9876543210/4/3/database','01234567-89ab-cdef-fedc-ba9876543210',4,3,'database',NULL,NULL,NULL,768,3,NULL,0,1003,NULL,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',3,'GAVE UP',1,1,NULL,NULL,2100);
INSERT INTO death VALUES(5,'01234567-89ab-cdef-fedc-ba9876543210/5/4/database','01234567-89ab-cdef-fedc-ba9876543210',5,4,'database',NULL,NULL,NULL,768,3,NULL,0,1004,NULL,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',3,'PARTIAL CLEANUP',1,1,9000,2100,NULL);
CREATE TABLE attempt (
  death INTEGER NOT NULL REFERENCES death(seq) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  began INTEGER NOT NULL,
  ended INTEGER,
  interrupted INTEGER NOT NULL DEFAULT 0,
  succeeded INTEGER,
  status INTEGER,
  problem TEXT,
  output TEXT,
  PRIMARY KEY (death, number)
) WITHOUT ROWID;
INSERT INTO attempt VALUES(2,1,2000,2100,0,0,256,'exit code 1',replace('no\n','\n',char(10)));
INSERT INTO attempt VALUES(2,2,9000,9100,0,1,0,NULL,replace('ok\n','\n',char(10)));
INSERT INTO attempt VALUES(3,1,2000,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO attempt VALUES(4,1,2000,2100,0,0,256,'exit code 1',replace('no\n','\n',char(10)));
INSERT INTO attempt VALUES(5,1,2000,2100,0,0,256,'exit code 1',replace('no\n','\n',char(10)));
CREATE TABLE IF NOT EXISTS "registration" (
  boot TEXT NOT NULL,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  guard TEXT NOT NULL,
  token TEXT,
  owner INTEGER,
  name TEXT,
  on_death TEXT NOT NULL,
  on_unknown TEXT NOT NULL,
  follows_rule INTEGER NOT NULL,
  plan TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (pid, start_ticks, boot, guard)
) WITHOUT ROWID;
INSERT INTO registration VALUES('01234567-89ab-cdef-fedc-ba9876543210',8,7,'database','token 7',1000,NULL,'abnormal','clean',0,'{"actions":[{"command":{"_0":["/bin/true"]}}],"attempts":3,"backOff":500,"killDelay":5000,"longestBackOff":60000,"timeLimit":30000}',7);
CREATE TABLE daemon (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  has_ended INTEGER NOT NULL
);
INSERT INTO daemon VALUES(1,0);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('death',5);
CREATE INDEX death_time ON death(time, seq);
CREATE INDEX death_name ON death(name, time, seq);
CREATE INDEX death_guard ON death(guard, time, seq);
CREATE INDEX death_owner ON death(owner, time, seq);
CREATE INDEX death_state ON death(state, time, seq);
CREATE INDEX death_due ON death(due, seq, guard, waits_since) WHERE due IS NOT NULL;
CREATE INDEX death_finished ON death(finished) WHERE finished IS NOT NULL;
CREATE INDEX death_unfinished ON death(guard, seq) WHERE finished IS NULL;
COMMIT;
