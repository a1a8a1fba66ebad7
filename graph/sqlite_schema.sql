-- An append-only log of records and commits, and beside it the merged state that follows from it.
-- Subjects are numbers: an entity's row (positive), or the 64 bits of a link group's id with the sign bit set.

CREATE TABLE commits (
  version INTEGER PRIMARY KEY,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  records INTEGER NOT NULL
);

CREATE TABLE record (
  seq INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES commits,
  origin TEXT NOT NULL,
  subject INTEGER NOT NULL,
  birth TEXT NOT NULL,
  current INTEGER NOT NULL,
  digest BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX record_origin ON record (origin);
CREATE INDEX record_subject ON record (subject);

CREATE TABLE entity (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  body BLOB
);
CREATE INDEX entity_version ON entity (version);

CREATE TABLE name (
  name TEXT PRIMARY KEY,
  entity INTEGER NOT NULL REFERENCES entity
) WITHOUT ROWID;

CREATE TABLE link (
  id INTEGER NOT NULL UNIQUE,
  grp INTEGER NOT NULL,
  kind TEXT NOT NULL,
  start INTEGER NOT NULL REFERENCES entity,
  finish INTEGER NOT NULL REFERENCES entity,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  body BLOB
);
CREATE INDEX link_start ON link (start);
CREATE INDEX link_finish ON link (finish);
CREATE INDEX link_version ON link (version)
