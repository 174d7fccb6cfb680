package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jooq.Table;

/** Writes an attachment of a response; its content is recorded apart from it. */
public record UpsertAttachment(long id, long responseId, String name, Digest digest, boolean inline)
    implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return RESPONSE_ATTACHMENTS;
  }

  @Override
  public Values values() {
    return new Values()
        .set(RESPONSE_ATTACHMENTS.ID, id)
        .set(RESPONSE_ATTACHMENTS.RESPONSE_ID, responseId)
        .set(RESPONSE_ATTACHMENTS.NAME, name)
        .set(RESPONSE_ATTACHMENTS.SHA256, digest.hex())
        .set(RESPONSE_ATTACHMENTS.IS_INLINE, inline);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(new Requirement(Requirement.Kind.RESPONSE, responseId));
  }
}
