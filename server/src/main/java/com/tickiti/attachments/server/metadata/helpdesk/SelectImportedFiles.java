package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.IMPORTED_FILES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;

/** The files that some attachments were imported from, where they still have that content. */
record SelectImportedFiles(Collection<Long> attachmentIds) {

  Map<Long, ImportedFile> execute(DSLContext dsl) {
    return dsl.select(
            IMPORTED_FILES.ATTACHMENT_ID,
            IMPORTED_FILES.SIZE,
            IMPORTED_FILES.MODIFIED_NS,
            IMPORTED_FILES.SHA256)
        .from(IMPORTED_FILES)
        .join(RESPONSE_ATTACHMENTS)
        .on(RESPONSE_ATTACHMENTS.ID.eq(IMPORTED_FILES.ATTACHMENT_ID))
        .and(RESPONSE_ATTACHMENTS.SHA256.eq(IMPORTED_FILES.SHA256))
        .join(BLOBS)
        .on(BLOBS.SHA256.eq(IMPORTED_FILES.SHA256))
        .where(IMPORTED_FILES.ATTACHMENT_ID.eq(any(attachmentIds.toArray(Long[]::new))))
        .fetchMap(
            IMPORTED_FILES.ATTACHMENT_ID,
            row ->
                new ImportedFile(
                    row.value1(), row.value2(), row.value3(), new Digest(row.value4())));
  }
}
