package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A blob in a bucket, read a window at a time, each window with a request of its own that ends
 * before its bytes are handed out: a slow reader holds no connection. Whoever reads on gets larger
 * windows, up to eight pieces, so that the way to S3 and back is not paid for every piece; a window
 * that has been read through is let go of. Not thread-safe.
 */
final class S3OpenBlob implements BlobStore.OpenBlob {

  static final int FIRST_WINDOW_BYTES = PieceDigests.PIECE_BYTES;

  /** Below half a heap region of 1 MiB, from where on the garbage collector treats it apart. */
  private static final int MAX_WINDOW_BYTES = 8 * PieceDigests.PIECE_BYTES;

  private final S3Requests requests;
  private final String key;
  private final ReadAheadBudget budget;
  private final long size;
  private @Nullable ByteBuffer window;
  private long windowStart;
  private long windowEnd;
  private int wanted = FIRST_WINDOW_BYTES;
  private int budgeted;

  /**
   * Open.
   *
   * @param first its first bytes
   */
  S3OpenBlob(S3Requests requests, String key, S3Requests.Part first, ReadAheadBudget budget) {
    this.requests = requests;
    this.key = key;
    this.budget = budget;
    this.size = first.objectSize();
    this.window = first.bytes();
    this.windowEnd = first.bytes().limit();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String location() {
    return requests.uri(key);
  }

  @Override
  public ByteBuffer read(long position, int maxBytes) throws IOException {
    if (position >= size) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer held = window;
    if (held == null || position < windowStart || position >= windowEnd) {
      held = fetch(position);
    }
    int length = (int) Math.min(maxBytes, windowEnd - position);
    // A copy, since whoever keeps a part of the window would keep all of it.
    ByteBuffer read = ByteBuffer.allocate(length);
    read.put(held.slice((int) (position - windowStart), length));
    if (position + length == windowEnd) {
      letGo();
    }
    return read.flip();
  }

  @Override
  public void close() {
    letGo();
  }

  private ByteBuffer fetch(long position) throws IOException {
    letGo();
    wanted = position == windowEnd ? Math.min(2 * wanted, MAX_WINDOW_BYTES) : FIRST_WINDOW_BYTES;
    int length = (int) Math.min(FIRST_WINDOW_BYTES, size - position);
    int ahead = (int) Math.min(wanted, size - position) - length;
    if (ahead > 0 && budget.tryTake(ahead)) {
      budgeted = ahead;
      length += ahead;
    }
    ByteBuffer fetched = requests.get(key, position, length).bytes();
    window = fetched;
    windowStart = position;
    windowEnd = position + fetched.limit();
    return fetched;
  }

  private void letGo() {
    window = null;
    budget.give(budgeted);
    budgeted = 0;
  }
}
