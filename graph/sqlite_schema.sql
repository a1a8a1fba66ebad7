-- An append-only log of commits and records, and beside it what follows from them.
-- An origin (source:key) is known by 64 bits of its hash, a link by the 64 bits of its id. Both come in no order, so
-- wherever they are keys the rows are small: a load touches nearly every page that has such keys.
-- Records, entities and links are numbered in one sequence. A subject (an entity, or the first link of a group) has the
-- number of a record that first told of it, if there is one; a subject that is `alone` is the merge of that record.

-- `entities` and `links`: the numbers of what the commit changed, as packed signed 64-bit integers.
CREATE TABLE commits (
  version INTEGER PRIMARY KEY,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  records INTEGER NOT NULL,
  entities BLOB NOT NULL,
  links BLOB NOT NULL
);

-- Records that came one after the other, as a JSON array; `first` is the number of the first of them in the log.
-- `digest`: of `body`, as long as each of its records is the newest of its origin.
CREATE TABLE run (
  first INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  digest TEXT,
  body BLOB NOT NULL
);
CREATE INDEX run_digest ON run (digest) WHERE digest IS NOT NULL;

-- The records that replaced an earlier one of the same origin.
CREATE TABLE replacing (
  seq INTEGER PRIMARY KEY,
  previous INTEGER NOT NULL,
  birth TEXT NOT NULL
);

-- The newest record of each origin.
CREATE TABLE origin (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL
);

-- The subject of each origin, but for that of a subject that is alone: there the record has the number of the subject.
CREATE TABLE member (
  origin INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL
);
CREATE INDEX member_subject ON member (subject);

-- The public state: `body`, or the merge of one record if it is `alone`, or nothing.
-- `shown`: what it is ordered by, the number of the record that first told of it in public.
CREATE TABLE entity (
  n INTEGER PRIMARY KEY,
  shown INTEGER,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  alone INTEGER NOT NULL,
  body BLOB
);

-- Names of entities other than their present ids and their records' origins.
CREATE TABLE name (
  name TEXT PRIMARY KEY,
  entity INTEGER NOT NULL
) WITHOUT ROWID;

-- `grp`: the group of links that it belongs to, if that has another id.
CREATE TABLE link (
  n INTEGER PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE,
  grp INTEGER,
  kind TEXT NOT NULL,
  start INTEGER NOT NULL,
  finish INTEGER NOT NULL,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  alone INTEGER NOT NULL,
  body BLOB
)
