-- The CRC-32 of each content, which a zip archive has before it. NULL: found out by reading the
-- content once, when an archive first has it.
ALTER TABLE blobs ADD COLUMN crc32 bigint;
