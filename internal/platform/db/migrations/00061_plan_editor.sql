-- +goose Up

-- Which nodes of the plan the text of a node was taken from by splitting and merging: a JSON list.
ALTER TABLE plan_node ADD COLUMN came_from TEXT NOT NULL DEFAULT '[]';

-- What was done to working drafts, one row for each use case; kept when the draft is published. seq is the version of the
-- draft that it made. was and became hold the nodes and indicators that it touched.
CREATE TABLE plan_revision (
  id        TEXT PRIMARY KEY,
  plan_id   TEXT NOT NULL REFERENCES plan (id),
  draft_id  TEXT NOT NULL,
  number    BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  actor     TEXT NOT NULL,
  role      TEXT NOT NULL,
  country   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  undoes    TEXT NOT NULL,
  undone_by TEXT NOT NULL,
  was       TEXT NOT NULL,
  became    TEXT NOT NULL,
  UNIQUE (draft_id, seq)
);
CREATE INDEX plan_revision_actor ON plan_revision (draft_id, actor, seq);

-- Which nodes a revision touched.
CREATE TABLE plan_revision_node (
  revision_id TEXT NOT NULL REFERENCES plan_revision (id),
  node_id     TEXT NOT NULL,
  plan_id     TEXT NOT NULL,
  PRIMARY KEY (revision_id, node_id)
);
CREATE INDEX plan_revision_node_node ON plan_revision_node (plan_id, node_id);

-- Drafters' remarks on nodes. An answer names the remark that it answers. Who reads the working draft reads them.
CREATE TABLE plan_remark (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT NOT NULL REFERENCES plan (id),
  node_id     TEXT NOT NULL,
  answers     TEXT NOT NULL,
  actor       TEXT NOT NULL,
  role        TEXT NOT NULL,
  country     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  words       TEXT NOT NULL,
  resolved_at BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX plan_remark_plan ON plan_remark (plan_id, node_id, at);

-- Who is at which node of a working draft, where several servers have one database; see presence.go.
CREATE TABLE plan_presence (
  id       TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL,
  actor    TEXT NOT NULL,
  role     TEXT NOT NULL,
  country  TEXT NOT NULL,
  node_id  TEXT NOT NULL,
  since    BIGINT NOT NULL,
  at       BIGINT NOT NULL
);
CREATE INDEX plan_presence_draft ON plan_presence (draft_id);
