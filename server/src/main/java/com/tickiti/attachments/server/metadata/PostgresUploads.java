package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.upload.NewAttachment;
import com.tickiti.attachments.server.upload.UploadMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jooq.DSLContext;

/** {@link UploadMetadata} in PostgreSQL. Thread-safe. */
public final class PostgresUploads implements UploadMetadata {

  private final DSLContext dsl;

  public PostgresUploads(Database database) {
    this.dsl = database.forRequests();
  }

  /**
   * Finds out whether this role may record uploads at all.
   *
   * @return empty where it may; else that it may only read, so that they are not meant to work
   * @throws IOException where it lacks a part of the privileges
   */
  public String requireGrants() throws IOException {
    SelectUploadGrants.Missing missing =
        PostgresMetadata.query(() -> new SelectUploadGrants().execute(dsl));
    if (missing.all()) {
      return "the database's role may only read";
    }
    if (!missing.privileges().isEmpty()) {
      throw new IOException("the database's role lacks " + String.join(", ", missing.privileges()));
    }
    return "";
  }

  @Override
  public boolean hasResponse(long ticketId, long responseId) {
    return PostgresMetadata.query(() -> new SelectResponse(ticketId, responseId).execute(dsl));
  }

  @Override
  public Rules rules(String name, List<String> detectedExtensions) {
    return PostgresMetadata.query(() -> new SelectRulesFor(name, detectedExtensions).execute(dsl));
  }

  @Override
  public Recorded record(NewAttachment attachment, ContentCheck content) throws IOException {
    try {
      return PostgresMetadata.query(
          () ->
              dsl.transactionResult(
                  transaction -> new InsertUpload(attachment, content).execute(transaction.dsl())));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
