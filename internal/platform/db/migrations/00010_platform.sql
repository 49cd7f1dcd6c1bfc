-- +goose Up

-- One row: who this installation is. Fixed by `sampan init`.
CREATE TABLE installation (
  id             TEXT PRIMARY KEY,
  public_address TEXT NOT NULL,
  rp_id          TEXT NOT NULL,
  log_origin     TEXT NOT NULL,
  node_id        TEXT NOT NULL,
  process        TEXT NOT NULL,
  demo           BOOLEAN NOT NULL,
  created_at     BIGINT NOT NULL
);

-- Answers to submissions, so that the same form sent twice does its work once.
CREATE TABLE submission (
  id       TEXT PRIMARY KEY,
  actor    TEXT NOT NULL,
  use_case TEXT NOT NULL,
  answer   TEXT NOT NULL,
  at       BIGINT NOT NULL
);

-- What was officially done.
CREATE TABLE act (
  id            TEXT PRIMARY KEY,
  owner         TEXT NOT NULL,
  seq           BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  format        BIGINT NOT NULL,
  object_kind   TEXT NOT NULL,
  object_id     TEXT NOT NULL,
  object_version BIGINT NOT NULL,
  actor         TEXT NOT NULL,
  role          TEXT NOT NULL,
  delegation    TEXT NOT NULL,
  at            BIGINT NOT NULL,
  audience      TEXT NOT NULL,
  audience_of   TEXT NOT NULL,
  payload       TEXT NOT NULL,
  salt          BYTEA NOT NULL,
  leaf_index    BIGINT NOT NULL,
  UNIQUE (owner, seq)
);
CREATE INDEX act_object ON act (object_kind, object_id, seq);
CREATE INDEX act_leaf ON act (leaf_index);

-- The log: leaves, the hashes over them, and one head whose lock orders every act.
CREATE TABLE ledger_leaf (
  idx  BIGINT PRIMARY KEY,
  data BYTEA NOT NULL
);
CREATE TABLE ledger_hash (
  idx  BIGINT PRIMARY KEY,
  hash BYTEA NOT NULL
);
CREATE TABLE ledger_head (
  id        TEXT PRIMARY KEY,
  size      BIGINT NOT NULL,
  version   BIGINT NOT NULL
);
INSERT INTO ledger_head (id, size, version) VALUES ('head', 0, 0);

-- Jobs: at least once, so every one of them may be run twice.
CREATE TABLE job (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  key         TEXT NOT NULL UNIQUE,
  payload     TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  lease       TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  last_error  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  done_at     BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at);

-- Files, by the SHA-256 of their bytes; the bytes lie in the blob store.
CREATE TABLE blob (
  sha256     TEXT PRIMARY KEY,
  size       BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Who did what with the installation itself: sign-ins, changed memberships, backups. Never what a record says.
CREATE TABLE audit (
  id     TEXT PRIMARY KEY,
  at     BIGINT NOT NULL,
  actor  TEXT NOT NULL,
  event  TEXT NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);
