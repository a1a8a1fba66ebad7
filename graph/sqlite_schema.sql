-- An append-only log of commits and records, and beside it what follows from them.
-- A link is known by the 64 bits of its id, an origin (source:key) by 64 bits of its hash, an entity by its row.
-- `subject` is an entity's row (positive) or a link group's number (negative).

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

-- `previous`: the record of the same origin that this one replaced.
CREATE TABLE record (
  seq INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  previous INTEGER,
  birth TEXT NOT NULL,
  body BLOB NOT NULL
);

-- The newest record of each origin. `current` is 0 once it is retracted.
CREATE TABLE origin (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  current INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  digest BLOB NOT NULL
);
CREATE INDEX origin_subject ON origin (subject);

-- The public state: `body`, or the merge of `record` alone if that is given, or nothing.
CREATE TABLE entity (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  record INTEGER,
  body BLOB
);

CREATE TABLE name (
  name TEXT PRIMARY KEY,
  entity INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  grp INTEGER NOT NULL,
  kind TEXT NOT NULL,
  start INTEGER NOT NULL,
  finish INTEGER NOT NULL,
  version INTEGER NOT NULL,
  restricted INTEGER NOT NULL,
  record INTEGER,
  body BLOB
)
