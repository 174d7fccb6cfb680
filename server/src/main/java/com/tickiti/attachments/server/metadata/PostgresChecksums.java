package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.archive.Checksums;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Checksums} in PostgreSQL, for archives to go on without where the relation is a view that
 * lacks the column, or may not be written. Thread-safe.
 */
public final class PostgresChecksums implements Checksums {

  private static final Logger log = LoggerFactory.getLogger(PostgresChecksums.class);
  private static final String UNDEFINED_COLUMN = "42703";

  private final DSLContext dsl;

  public PostgresChecksums(Database database) {
    this.dsl = database.forRequests();
  }

  @Override
  public Map<Digest, Long> recorded(Collection<Digest> digests) {
    try {
      return new SelectChecksums(digests).execute(dsl);
    } catch (DataAccessException e) {
      if (e.sqlState().equals(UNDEFINED_COLUMN)) {
        return Map.of();
      }
      return PostgresMetadata.query(
          () -> {
            throw e;
          });
    }
  }

  @Override
  public void record(Digest digest, long crc32) {
    try {
      new UpdateChecksum(digest, crc32).execute(dsl);
    } catch (DataAccessException e) {
      log.debug("the CRC-32 of {} is not recorded: {}", digest, String.valueOf(e.getCause()));
    }
  }
}
