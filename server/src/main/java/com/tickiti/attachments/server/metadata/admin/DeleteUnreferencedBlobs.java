package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.metadata.BackupUnderWayException;
import com.tickiti.attachments.server.metadata.LockContents;
import com.tickiti.attachments.server.metadata.LockMaintenance;
import com.tickiti.attachments.server.metadata.LockRemovals;
import com.tickiti.attachments.server.model.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jooq.DSLContext;

/**
 * Removes those of {@code digests} that no attachment refers to. No import runs meanwhile, and an
 * upload of the same content is recorded before or after: before, it counts; after, the upload
 * finds that its content is gone and stores it once more before it is recorded.
 *
 * @param removal removes a content; whether it is gone
 */
record DeleteUnreferencedBlobs(Collection<Digest> digests, Predicate<Digest> removal) {

  /**
   * Returns those that are gone.
   *
   * @throws BackupUnderWayException where a backup may be about to copy them
   */
  List<Digest> execute(DSLContext dsl) {
    return dsl.transactionResult(transaction -> delete(transaction.dsl()));
  }

  private List<Digest> delete(DSLContext dsl) {
    new LockMaintenance().execute(dsl);
    if (!new LockRemovals().tryAlone(dsl)) {
      throw new BackupUnderWayException();
    }
    new LockContents(digests).execute(dsl);
    List<Digest> unreferenced = new ArrayList<>(digests);
    unreferenced.removeAll(new SelectReferenced(digests).execute(dsl));
    List<Digest> removed = unreferenced.stream().filter(removal).toList();
    dsl.deleteFrom(BLOBS).where(BLOBS.SHA256.eq(any(hex(removed)))).execute();
    return removed;
  }

  private static String[] hex(Collection<Digest> digests) {
    return digests.stream().map(Digest::hex).toArray(String[]::new);
  }
}
