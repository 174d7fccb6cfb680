package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part of a content, read piece by piece from start to end; holds nothing between two reads and
 * hands out checked bytes only. Not thread-safe.
 */
public final class VerifiedContent implements Closeable {

  private final BlobStore.OpenBlob blob;
  private final long end;
  private long position;

  /** Nothing is read yet; closes {@code blob} when it is closed. */
  VerifiedContent(BlobStore.OpenBlob blob, ServedRange range) {
    this.blob = blob;
    this.position = range.offset();
    this.end = range.offset() + range.length();
  }

  /** Whether there is more to hand out. */
  public boolean hasNext() {
    return position < end;
  }

  /**
   * The next bytes, never none; only while {@link #hasNext}. They may be shared: read them only.
   *
   * @throws CorruptBlobException where the stored bytes are not the right ones
   * @throws IOException where they cannot be read now
   */
  public ByteBuffer next() throws IOException {
    ByteBuffer next = blob.read(position, (int) Math.min(PieceDigests.PIECE_BYTES, end - position));
    position += next.remaining();
    return next;
  }

  @Override
  public void close() throws IOException {
    blob.close();
  }
}
