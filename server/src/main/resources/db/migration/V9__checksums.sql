-- The CRC-32 of each content, which a zip archive has before it. NULL for one
-- that was stored before: found out by reading it once, when an archive first has it.
ALTER TABLE blobs ADD COLUMN crc32 bigint;
