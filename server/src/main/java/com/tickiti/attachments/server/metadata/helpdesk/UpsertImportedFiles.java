package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.IMPORTED_FILES;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.InsertValuesStep4;

/** Remembers the files that attachments were imported from. */
record UpsertImportedFiles(List<ImportedFile> files) {

  void execute(DSLContext dsl) {
    InsertValuesStep4<?, Long, Long, Long, String> insert =
        dsl.insertInto(
            IMPORTED_FILES,
            IMPORTED_FILES.ATTACHMENT_ID,
            IMPORTED_FILES.SIZE,
            IMPORTED_FILES.MODIFIED_NS,
            IMPORTED_FILES.SHA256);
    for (ImportedFile file : files) {
      insert =
          insert.values(file.attachmentId(), file.size(), file.modifiedNs(), file.digest().hex());
    }
    insert.onConflict(IMPORTED_FILES.ATTACHMENT_ID).doUpdate().setAllToExcluded().execute();
  }
}
