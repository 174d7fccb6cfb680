package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.upload.NewAttachment;
import com.tickiti.attachments.server.upload.UploadMetadata;
import java.util.List;
import org.jooq.DSLContext;

/** {@link UploadMetadata} in PostgreSQL. Thread-safe. */
public final class PostgresUploads implements UploadMetadata {

  private final DSLContext dsl;

  public PostgresUploads(Database database) {
    this.dsl = database.forRequests();
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
  public Recorded record(NewAttachment attachment) {
    return PostgresMetadata.query(
        () ->
            dsl.transactionResult(
                transaction -> new InsertUpload(attachment).execute(transaction.dsl())));
  }
}
