-- +goose Up

-- What facts are taken from. Other features cite it by id.
CREATE TABLE source (
  id          TEXT PRIMARY KEY,
  url         TEXT NOT NULL,
  title       TEXT NOT NULL,
  publisher   TEXT NOT NULL,
  retrieved   TEXT NOT NULL,
  note        TEXT NOT NULL,
  position    BIGINT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL
);

-- The register of the process: its profile, members, agencies, bodies, seats, holders, terms and partners, one row each.
-- content is the record in the form of the process pack (JSON); the columns are what records are found and ordered by.
CREATE TABLE governance_record (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  slug        TEXT NOT NULL,
  country     TEXT NOT NULL,
  parent      TEXT NOT NULL,
  position    BIGINT NOT NULL,
  withdrawn   TEXT NOT NULL,
  content     TEXT NOT NULL,
  audience    TEXT NOT NULL,
  audience_of TEXT NOT NULL,
  version     BIGINT NOT NULL,
  UNIQUE (kind, slug)
);
CREATE INDEX governance_record_country ON governance_record (kind, country);
CREATE INDEX governance_record_parent ON governance_record (parent);
