-- The relations a download reads. A helpdesk that has its own may offer them as views of these names
-- and columns instead. Ids are the helpdesk's; times are UTC instants. What is DEFERRABLE lets an import
-- bring its rows in any order.

CREATE TABLE users (
  id bigint PRIMARY KEY,
  email text NOT NULL,
  is_staff boolean NOT NULL DEFAULT false
);

CREATE TABLE queues (
  id bigint PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE queue_permissions (
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  queue_id bigint NOT NULL REFERENCES queues ON DELETE CASCADE /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  can_view boolean NOT NULL DEFAULT true,
  PRIMARY KEY (user_id, queue_id)
);

CREATE TABLE tickets (
  id bigint PRIMARY KEY,
  number bigint NOT NULL UNIQUE /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  queue_id bigint NOT NULL REFERENCES queues /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  subject text NOT NULL DEFAULT ''
);

CREATE TABLE responses (
  id bigint PRIMARY KEY,
  ticket_id bigint NOT NULL REFERENCES tickets /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  is_internal boolean NOT NULL DEFAULT false,
  is_pinned boolean NOT NULL DEFAULT false,
  staff_response boolean NOT NULL DEFAULT false,
  created_by_email text,
  html text,
  plain_text text,
  is_email_sourced boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX responses_ticket_id ON responses (ticket_id);

-- One row for each content that is stored. What the bytes are is detected once, when they come in.
CREATE TABLE blobs (
  sha256 varchar(64) PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint NOT NULL CHECK (size >= 0),
  mime_type text NOT NULL,
  -- The canonical extension of the detected type, so that renaming a file does not dodge a block.
  detected_extension varchar,
  -- SHA-256 of each successive 48 KiB, 32 bytes each, taken when the whole was found right; with it
  -- any part is checked without reading the rest. NULL: found out by reading the whole when needed.
  piece_sha256 bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- [jooq ignore start]
-- The extension that the file-type rules are kept by: what follows the last dot of a file name, once
-- trailing dots, spaces, control and bidi characters are stripped; such characters within it go as
-- well. ASCII letters are folded under every collation; NULL where there is no extension.
CREATE FUNCTION attachment_extension(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN nullif(
    translate(
      regexp_replace(
        substring(
          regexp_replace(
            name,
            '[.\u0001-\u0020\u007f-\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]+$',
            '')
          FROM '\.([^.]*)$'),
        '[\u0001-\u0020\u007f-\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]',
        '', 'g'),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    '');
-- [jooq ignore stop]

CREATE TABLE response_attachments (
  id bigint PRIMARY KEY,
  response_id bigint NOT NULL REFERENCES responses /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  name text NOT NULL,
  sha256 varchar(64) NOT NULL,
  is_inline boolean NOT NULL DEFAULT false,
  extension varchar /* [jooq ignore start] */ GENERATED ALWAYS AS (attachment_extension(name)) STORED /* [jooq ignore stop] */
);
CREATE INDEX response_attachments_response_id ON response_attachments (response_id, id);
CREATE INDEX response_attachments_sha256 ON response_attachments (sha256);

CREATE TABLE file_type_rules (
  extension varchar PRIMARY KEY CHECK (extension <> ''),
  outcome text NOT NULL CHECK (outcome IN ('allowed', 'review', 'blocked')),
  note text NOT NULL DEFAULT ''
);

-- Of the secret only its SHA-256 is kept.
CREATE TABLE api_tokens (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  description text NOT NULL DEFAULT '',
  secret_sha256 varchar(64) NOT NULL CHECK (secret_sha256 ~ '^[0-9a-f]{64}$'),
  abilities varchar[] NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
