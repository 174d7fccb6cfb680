-- Records of every download and upload, for those who choose to keep them here. They are only ever
-- added: what tries to change or remove one fails. No foreign keys, since they outlive what they name.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time timestamptz NOT NULL,
  event text NOT NULL,
  transfer text NOT NULL,
  request_id text NOT NULL,
  token_id bigint NOT NULL,
  user_id bigint NOT NULL,
  ticket_id bigint NOT NULL,
  attachment_id bigint,
  sha256 varchar(64),
  rule text,
  extension text,
  "offset" bigint,
  length bigint,
  bytes bigint,
  outcome text,
  reason text
);
CREATE INDEX audit_log_time ON audit_log (time);

-- [jooq ignore start]
CREATE FUNCTION audit_log_refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  AS $$
  BEGIN
    RAISE EXCEPTION 'audit_log is append-only';
  END
  $$;
CREATE TRIGGER audit_log_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change();
-- [jooq ignore stop]
