-- +goose Up

-- One row: the levels and languages of the process, for the plans that are begun here.
CREATE TABLE plan_process (
  id        TEXT PRIMARY KEY,
  levels    TEXT NOT NULL,
  languages TEXT NOT NULL,
  lead      TEXT NOT NULL
);

-- Plans of action.
CREATE TABLE plan (
  id          TEXT PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  number      BIGINT NOT NULL,
  title       TEXT NOT NULL,
  short       TEXT NOT NULL,
  period_from TEXT NOT NULL,
  period_to   TEXT NOT NULL,
  state       TEXT NOT NULL,
  basis       TEXT NOT NULL,
  basis_note  TEXT NOT NULL,
  levels      TEXT NOT NULL,
  known       TEXT NOT NULL,
  sources     TEXT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);

-- The working draft of a plan: one at most. When it is published its rows go and the edition stays.
CREATE TABLE plan_draft (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT NOT NULL UNIQUE REFERENCES plan (id),
  number      BIGINT NOT NULL,
  begun_at    BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);

-- Nodes of working drafts; id is draft/node. Siblings stand in the order of position.
CREATE TABLE plan_node (
  id         TEXT PRIMARY KEY,
  draft_id   TEXT NOT NULL REFERENCES plan_draft (id),
  node_id    TEXT NOT NULL,
  parent     TEXT NOT NULL,
  position   BIGINT NOT NULL,
  level      TEXT NOT NULL,
  code       TEXT NOT NULL,
  text       TEXT NOT NULL,
  paraphrase BOOLEAN NOT NULL,
  inferred   BOOLEAN NOT NULL,
  note       TEXT NOT NULL,
  sources    TEXT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX plan_node_draft ON plan_node (draft_id, parent, position);

-- Indicators of working drafts; id is draft/indicator.
CREATE TABLE plan_indicator (
  id            TEXT PRIMARY KEY,
  draft_id      TEXT NOT NULL REFERENCES plan_draft (id),
  indicator_id  TEXT NOT NULL,
  node_id       TEXT NOT NULL,
  position      BIGINT NOT NULL,
  code          TEXT NOT NULL,
  text          TEXT NOT NULL,
  unit          TEXT NOT NULL,
  baseline      TEXT NOT NULL,
  targets       TEXT NOT NULL,
  note          TEXT NOT NULL,
  sources       TEXT NOT NULL,
  version       BIGINT NOT NULL
);
CREATE INDEX plan_indicator_draft ON plan_indicator (draft_id, position);

-- Editions: published drafts, numbered from 0, and the record of plans made elsewhere, numbered from 1. They are
-- inserted and read, nothing else.
CREATE TABLE plan_edition (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT NOT NULL REFERENCES plan (id),
  kind        TEXT NOT NULL,
  number      BIGINT NOT NULL,
  document    TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  nodes       BIGINT NOT NULL,
  indicators  BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  UNIQUE (plan_id, kind, number)
);

-- Imports that were looked at and not yet confirmed.
CREATE TABLE plan_import (
  id            TEXT PRIMARY KEY,
  draft_id      TEXT NOT NULL REFERENCES plan_draft (id),
  draft_version BIGINT NOT NULL,
  content       TEXT NOT NULL,
  at            BIGINT NOT NULL
);
