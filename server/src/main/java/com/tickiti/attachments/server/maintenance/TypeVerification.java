package com.tickiti.attachments.server.maintenance;

import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.filetype.ByteSource;
import com.tickiti.attachments.server.filetype.DetectedType;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.RecordedType;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detects the type of each recorded content anew and compares it with the recorded one. Reads no
 * more of a content than detection needs, and holds a page of types at a time. What is not stored
 * is left out. Used once; not thread-safe.
 */
public final class TypeVerification {

  private static final int PAGE = 1_000;

  private final TypeDetector detector = new TypeDetector();
  private final Administration metadata;
  private final BlobStore blobs;
  private final boolean update;
  private final ChangeListener listener;
  private long checked;
  private long changed;
  private long unreadable;

  /**
   * @param update whether to record the new types
   */
  public TypeVerification(DataStores stores, boolean update, ChangeListener listener) {
    this.metadata = new Administration(stores.database());
    this.blobs = stores.blobs();
    this.update = update;
    this.listener = listener;
  }

  public Summary run() throws IOException {
    Digest last = null;
    List<RecordedType> page;
    do {
      page = metadata.types(last, PAGE);
      for (RecordedType recorded : page) {
        check(recorded);
        last = recorded.digest();
      }
    } while (page.size() == PAGE);
    return new Summary(checked, changed, unreadable, update);
  }

  private void check(RecordedType recorded) throws IOException {
    RecordedType now = detect(recorded.digest());
    if (now == null) {
      unreadable++;
      return;
    }
    checked++;
    if (!now.equals(recorded)) {
      changed++;
      if (update) {
        metadata.set(now);
      }
      listener.changed(recorded, now);
    }
  }

  /** Returns null where the content is not stored or cannot be read: verify reports those. */
  private @Nullable RecordedType detect(Digest digest) throws IOException {
    try (BlobStore.OpenBlob open = blobs.open(digest)) {
      DetectedType type = detector.detect(source(open));
      return new RecordedType(digest, type.mimeType(), type.extensions(), type.reviewReason());
    } catch (BlobMissingException e) {
      return null;
    }
  }

  private static ByteSource source(BlobStore.OpenBlob open) {
    return new ByteSource() {
      @Override
      public long size() {
        return open.size();
      }

      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        ByteBuffer bytes = open.read(position, target.remaining());
        int count = bytes.remaining();
        target.put(bytes);
        return count == 0 && target.hasRemaining() ? -1 : count;
      }
    };
  }

  /** Told of each content whose type is another now. */
  @FunctionalInterface
  public interface ChangeListener {
    void changed(RecordedType before, RecordedType now) throws IOException;
  }

  /**
   * What came out.
   *
   * @param checked contents that were detected anew
   * @param changed those whose type is another now
   * @param unreadable contents that are recorded and not stored
   * @param updated whether the new types are recorded
   */
  public record Summary(long checked, long changed, long unreadable, boolean updated) {

    @Override
    public String toString() {
      return "detected the types of %s anew: %d changed%s, %d not stored"
          .formatted(
              Amount.count(checked, "blob"),
              changed,
              changed > 0 && !updated ? " (not recorded: --update records them)" : "",
              unreadable);
    }
  }
}
