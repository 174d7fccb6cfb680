package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Sequences.UPLOADED_ATTACHMENT_ID;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static com.tickiti.attachments.server.metadata.generated.Tables.UPLOADS;

import com.tickiti.attachments.server.upload.NewAttachment;
import com.tickiti.attachments.server.upload.UploadMetadata.ContentCheck;
import com.tickiti.attachments.server.upload.UploadMetadata.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Records an uploaded attachment, unless its request id has recorded one already; run it in a
 * transaction. Of two at once with the same request id the second waits for the first.
 *
 * @param content asked while the content is locked, so that a sweep comes before, and is made up
 *     for, or after, and finds the content referred to
 */
record InsertUpload(NewAttachment attachment, ContentCheck content) {

  Recorded execute(DSLContext dsl) {
    new LockContents(List.of(attachment.blob().digest())).execute(dsl);
    ensureStored();
    long id = dsl.nextval(UPLOADED_ATTACHMENT_ID).longValue();
    new UpsertBlob(attachment.blob()).execute(dsl);
    insertAttachment(dsl, id);
    if (attachment.requestId() == null || insertRequest(dsl, id)) {
      return new Recorded.As(id, false);
    }
    dsl.deleteFrom(RESPONSE_ATTACHMENTS).where(RESPONSE_ATTACHMENTS.ID.eq(id)).execute();
    return earlier(dsl)
        .<Recorded>map(earlierId -> new Recorded.As(earlierId, true))
        .orElseGet(Recorded.RequestIdTaken::new);
  }

  private void ensureStored() {
    try {
      content.ensureStored();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void insertAttachment(DSLContext dsl, long id) {
    dsl.insertInto(RESPONSE_ATTACHMENTS)
        .set(RESPONSE_ATTACHMENTS.ID, id)
        .set(RESPONSE_ATTACHMENTS.RESPONSE_ID, attachment.responseId())
        .set(RESPONSE_ATTACHMENTS.NAME, attachment.name())
        .set(RESPONSE_ATTACHMENTS.SHA256, attachment.blob().digest().hex())
        .set(RESPONSE_ATTACHMENTS.IS_INLINE, attachment.inline())
        .execute();
  }

  private boolean insertRequest(DSLContext dsl, long id) {
    return dsl.insertInto(UPLOADS)
            .set(UPLOADS.USER_ID, attachment.userId())
            .set(UPLOADS.REQUEST_ID, attachment.requestId())
            .set(UPLOADS.ATTACHMENT_ID, id)
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  /** The attachment that the request id made, where it is the same as this one. */
  private Optional<Long> earlier(DSLContext dsl) {
    return dsl.select(RESPONSE_ATTACHMENTS.ID)
        .from(UPLOADS)
        .join(RESPONSE_ATTACHMENTS)
        .on(RESPONSE_ATTACHMENTS.ID.eq(UPLOADS.ATTACHMENT_ID))
        .where(UPLOADS.USER_ID.eq(attachment.userId()))
        .and(UPLOADS.REQUEST_ID.eq(attachment.requestId()))
        .and(RESPONSE_ATTACHMENTS.RESPONSE_ID.eq(attachment.responseId()))
        .and(RESPONSE_ATTACHMENTS.NAME.eq(attachment.name()))
        .and(RESPONSE_ATTACHMENTS.SHA256.eq(attachment.blob().digest().hex()))
        .and(RESPONSE_ATTACHMENTS.IS_INLINE.eq(attachment.inline()))
        .fetchOptional(RESPONSE_ATTACHMENTS.ID);
  }
}
