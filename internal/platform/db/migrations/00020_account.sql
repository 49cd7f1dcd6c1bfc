-- +goose Up

-- People who may sign in. email is in small letters; password is an Argon2id hash with its parameters; totp is the
-- sealed secret of the authenticator app, "" when there is none.
CREATE TABLE account_person (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  lang          TEXT NOT NULL,
  state         TEXT NOT NULL,
  password      TEXT NOT NULL,
  totp          TEXT NOT NULL,
  totp_step     BIGINT NOT NULL,
  recovery_salt TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  version       BIGINT NOT NULL
);

-- What people are in the process, from one day to another, or until an officer ended it. Ended ones stay.
CREATE TABLE account_membership (
  id           TEXT PRIMARY KEY,
  person_id    TEXT NOT NULL REFERENCES account_person (id),
  role         TEXT NOT NULL,
  country      TEXT NOT NULL,
  organisation TEXT NOT NULL,
  body         TEXT NOT NULL,
  valid_from   TEXT NOT NULL,
  valid_to     TEXT NOT NULL,
  audience     TEXT NOT NULL,
  audience_of  TEXT NOT NULL,
  ended_at     BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  version      BIGINT NOT NULL
);
CREATE INDEX account_membership_person ON account_membership (person_id);
CREATE INDEX account_membership_country ON account_membership (country);

-- Single-use tickets: invitations, new passwords, changes of e-mail, sign-ins that wait for a second step, ceremonies of
-- passkeys and of other identity providers. id is the SHA-256 of the secret, which is kept nowhere.
CREATE TABLE account_ticket (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  data       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX account_ticket_person ON account_ticket (person_id, kind);
CREATE INDEX account_ticket_expiry ON account_ticket (expires_at);

-- Sessions. token is the SHA-256 of the cookie's value; device is a word each for browser and system.
CREATE TABLE account_session (
  id         TEXT PRIMARY KEY,
  token      TEXT NOT NULL UNIQUE,
  person_id  TEXT NOT NULL REFERENCES account_person (id),
  device     TEXT NOT NULL,
  means      TEXT NOT NULL,
  strong     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  proved_at  BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL
);
CREATE INDEX account_session_person ON account_session (person_id);

-- Single-use recovery codes, hashed with Argon2id under the person's recovery_salt.
CREATE TABLE account_recovery (
  person_id TEXT NOT NULL REFERENCES account_person (id),
  code      TEXT NOT NULL,
  used_at   BIGINT NOT NULL,
  PRIMARY KEY (person_id, code)
);

CREATE TABLE account_passkey (
  id            TEXT PRIMARY KEY,
  person_id     TEXT NOT NULL REFERENCES account_person (id),
  credential_id TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  data          TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  used_at       BIGINT NOT NULL
);
CREATE INDEX account_passkey_person ON account_passkey (person_id);

-- Who a person is at another identity provider.
CREATE TABLE account_identity (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  person_id  TEXT NOT NULL REFERENCES account_person (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX account_identity_person ON account_identity (person_id);

-- Access tokens for programs. token is the SHA-256 of the token.
CREATE TABLE account_token (
  id         TEXT PRIMARY KEY,
  token      TEXT NOT NULL UNIQUE,
  person_id  TEXT NOT NULL REFERENCES account_person (id),
  name       TEXT NOT NULL,
  writes     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL
);
CREATE INDEX account_token_person ON account_token (person_id);

-- Failed tries, by a keyed hash of what is being tried. Neither address nor account can be read from it.
CREATE TABLE account_throttle (
  bucket   TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  next_at  BIGINT NOT NULL
);
