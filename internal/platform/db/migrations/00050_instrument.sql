-- +goose Up

-- An instrument on record. content is the record itself as JSON; the columns beside it are taken from it for lists.
CREATE TABLE instrument (
  id            TEXT PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL,
  year          BIGINT NOT NULL,
  order_key     BIGINT NOT NULL,
  words         TEXT NOT NULL,
  content       TEXT NOT NULL,
  withdrawn     BOOLEAN NOT NULL,
  withdrawn_why TEXT NOT NULL,
  withdrawn_for TEXT NOT NULL,
  withdrawn_at  BIGINT NOT NULL,
  recorded_at   BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL,
  audience      TEXT NOT NULL,
  audience_of   TEXT NOT NULL,
  version       BIGINT NOT NULL
);
CREATE INDEX instrument_order ON instrument (order_key, id);

-- The parties of an instrument and how each stands to it, as far as sources say. Taken anew from the record with every change.
CREATE TABLE instrument_party (
  instrument_id TEXT NOT NULL REFERENCES instrument (id),
  country       TEXT NOT NULL,
  what          TEXT NOT NULL,
  date          TEXT NOT NULL,
  sources       TEXT NOT NULL,
  PRIMARY KEY (instrument_id, country, what)
);
CREATE INDEX instrument_party_country ON instrument_party (country, instrument_id);

-- The texts of an instrument, each a file in a language. A file that another has taken the place of stays.
CREATE TABLE instrument_file (
  id            TEXT PRIMARY KEY,
  instrument_id TEXT NOT NULL REFERENCES instrument (id),
  lang          TEXT NOT NULL,
  what          TEXT NOT NULL,
  sha256        TEXT NOT NULL REFERENCES blob (sha256),
  size          BIGINT NOT NULL,
  media_type    TEXT NOT NULL,
  note          TEXT NOT NULL,
  added_at      BIGINT NOT NULL,
  superseded_by TEXT NOT NULL,
  superseded_at BIGINT NOT NULL,
  why           TEXT NOT NULL
);
CREATE INDEX instrument_file_of ON instrument_file (instrument_id, added_at);
