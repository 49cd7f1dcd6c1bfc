-- +goose Up

-- The kinds of meetings of the process, in its order.
CREATE TABLE meeting_kind (
  code    TEXT PRIMARY KEY,
  rank    BIGINT NOT NULL,
  chairs  BOOLEAN NOT NULL, -- its host chairs the process
  regular BOOLEAN NOT NULL, -- the process has set how often it is held
  content TEXT NOT NULL
);

-- A meeting on record. content is the record itself as JSON; the columns beside it are taken from it for lists.
CREATE TABLE meeting (
  id             TEXT PRIMARY KEY,
  slug           TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,
  number         BIGINT NOT NULL,
  state          TEXT NOT NULL,
  country        TEXT NOT NULL,
  year_from      BIGINT NOT NULL,
  year_to        BIGINT NOT NULL,
  order_key      BIGINT NOT NULL,
  words          TEXT NOT NULL,
  content        TEXT NOT NULL,
  withdrawn      BOOLEAN NOT NULL,
  withdrawn_why  TEXT NOT NULL,
  withdrawn_for  TEXT NOT NULL,
  withdrawn_at   BIGINT NOT NULL,
  recorded_at    BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  audience       TEXT NOT NULL,
  audience_of    TEXT NOT NULL,
  version        BIGINT NOT NULL
);
CREATE INDEX meeting_order ON meeting (order_key, id);

-- Which records speak of one another: joint meetings, and records that may mean the same meeting.
CREATE TABLE meeting_link (
  meeting_id TEXT NOT NULL REFERENCES meeting (id),
  relation   TEXT NOT NULL,
  slug       TEXT NOT NULL,
  PRIMARY KEY (meeting_id, relation, slug)
);
CREATE INDEX meeting_link_slug ON meeting_link (slug);

-- What meetings decided, for the list of all decisions. Taken anew from the record with every change.
CREATE TABLE meeting_decision (
  meeting_id  TEXT NOT NULL REFERENCES meeting (id),
  seq         BIGINT NOT NULL,
  order_key   BIGINT NOT NULL,
  content     TEXT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL,
  PRIMARY KEY (meeting_id, seq)
);
CREATE INDEX meeting_decision_order ON meeting_decision (order_key, meeting_id, seq);

-- Meetings that were looked for and not found.
CREATE TABLE meeting_gap (
  slug        TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  content     TEXT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);
