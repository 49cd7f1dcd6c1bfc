-- +goose Up

-- One row: the secretariat's template, on which Word files are written.
CREATE TABLE plan_word_template (
  id      TEXT PRIMARY KEY,
  sha256  TEXT NOT NULL,
  size    BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  role    TEXT NOT NULL,
  version BIGINT NOT NULL
);

-- Word files that came back: looked at, or taken, when their proposals are on record.
CREATE TABLE plan_word_file (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT NOT NULL REFERENCES plan (id),
  number      BIGINT NOT NULL,
  sha256      TEXT NOT NULL,
  size        BIGINT NOT NULL,
  reading     TEXT NOT NULL,
  state       TEXT NOT NULL,
  at          BIGINT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX plan_word_file_plan ON plan_word_file (plan_id, sha256);

-- Proposals on the nodes of a plan, in the words of those who sent them. They stay when the draft is published.
CREATE TABLE plan_proposal (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT NOT NULL REFERENCES plan (id),
  file_id     TEXT NOT NULL REFERENCES plan_word_file (id),
  position    BIGINT NOT NULL,
  node_id     TEXT NOT NULL,
  lang        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  part        TEXT NOT NULL,
  author      TEXT NOT NULL,
  dated_at    BIGINT NOT NULL,
  tracked     BOOLEAN NOT NULL,
  text_before TEXT NOT NULL,
  text_after  TEXT NOT NULL,
  detail      TEXT NOT NULL,
  state       TEXT NOT NULL,
  decided_at  BIGINT NOT NULL,
  decided_by  TEXT NOT NULL,
  role        TEXT NOT NULL,
  reply       TEXT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX plan_proposal_plan ON plan_proposal (plan_id, state, position);
