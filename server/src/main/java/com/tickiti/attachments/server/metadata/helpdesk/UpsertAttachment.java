package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jooq.DSLContext;

/** Writes an attachment of a response; its content is recorded apart from it. */
public record UpsertAttachment(long id, long responseId, String name, Digest digest, boolean inline)
    implements HelpdeskRow {

  @Override
  public void execute(DSLContext dsl) {
    dsl.insertInto(RESPONSE_ATTACHMENTS)
        .set(RESPONSE_ATTACHMENTS.ID, id)
        .set(RESPONSE_ATTACHMENTS.RESPONSE_ID, responseId)
        .set(RESPONSE_ATTACHMENTS.NAME, name)
        .set(RESPONSE_ATTACHMENTS.SHA256, digest.hex())
        .set(RESPONSE_ATTACHMENTS.IS_INLINE, inline)
        .onConflict(RESPONSE_ATTACHMENTS.ID)
        .doUpdate()
        .setAllToExcluded()
        .execute();
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(new Requirement(Requirement.Kind.RESPONSE, responseId));
  }
}
