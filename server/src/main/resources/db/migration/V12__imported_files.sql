-- What the files of a manifest were when they were imported, so that the next import need not read
-- again what has not changed since.
CREATE TABLE imported_files (
  attachment_id bigint PRIMARY KEY REFERENCES response_attachments ON DELETE CASCADE /* [jooq ignore start] */ DEFERRABLE /* [jooq ignore stop] */,
  size bigint NOT NULL,
  -- Nanoseconds since 1970, as the file system has them.
  modified_ns bigint NOT NULL,
  sha256 varchar(64) NOT NULL
);
