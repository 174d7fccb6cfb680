package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads contents from copies on a local disk, for a store that is far away. A content that is read
 * from its start to its end is copied on the way, hashed, and kept where it is right. A copy may be
 * damaged later: a {@link VerifyingBlobStore} goes before this one, and has it read from the store
 * instead. Where the disk is full or fails, contents are read from the store. Thread-safe.
 */
public final class DiskCachingBlobStore extends ForwardingBlobStore {

  private static final Logger log = LoggerFactory.getLogger(DiskCachingBlobStore.class);

  /** A content above this part of the cache would drive out everything else. */
  private static final int MAX_SHARE = 4;

  private static final int PAUSE_SECONDS = 60;

  private final CacheDirectory cache;

  /** After a failure nothing is copied until then. */
  private volatile Instant pausedUntil = Instant.MIN;

  /** Closes {@code store} and {@code cache} when it is closed. */
  public DiskCachingBlobStore(BlobStore store, CacheDirectory cache) {
    super(store);
    this.cache = cache;
  }

  @Override
  public OpenBlob open(Digest digest) throws IOException {
    FileChannel copy = cache.copyOf(digest);
    if (copy != null) {
      return new CachedBlob(digest, copy);
    }
    OpenBlob blob = super.open(digest);
    return admits(blob.size()) ? new CopiedBlob(digest, blob) : blob;
  }

  private boolean admits(long size) {
    return size > 0 && size <= cache.maxBytes() / MAX_SHARE && Instant.now().isAfter(pausedUntil);
  }

  @Override
  public boolean deleteStoredBefore(Digest digest, Instant time) throws IOException {
    boolean deleted = super.deleteStoredBefore(digest, time);
    if (deleted) {
      cache.drop(digest);
    }
    return deleted;
  }

  @Override
  public void close() throws IOException {
    try (cache) {
      super.close();
    }
  }

  private void pause(IOException e) {
    pausedUntil = Instant.now().plusSeconds(PAUSE_SECONDS);
    log.warn("no content is copied to the cache for {} s: {}", PAUSE_SECONDS, e.toString());
  }

  /** A content that is read from its copy, until that is found damaged. */
  private final class CachedBlob implements OpenBlob {

    private final Digest digest;
    private final FileChannel copy;
    private final long size;
    private @Nullable OpenBlob stored;

    CachedBlob(Digest digest, FileChannel copy) throws IOException {
      this.digest = digest;
      this.copy = copy;
      this.size = copy.size();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public String location() {
      return stored == null ? "" : stored.location();
    }

    @Override
    public ByteBuffer read(long position, int maxBytes) throws IOException {
      if (position >= size) {
        return ByteBuffer.allocate(0);
      }
      OpenBlob blob = stored;
      if (blob == null) {
        try {
          return readCopy(position, (int) Math.min(maxBytes, size - position));
        } catch (IOException e) {
          blob = openStored();
        }
      }
      return blob.read(position, maxBytes);
    }

    private ByteBuffer readCopy(long position, int length) throws IOException {
      ByteBuffer read = ByteBuffer.allocate(length);
      while (read.hasRemaining()) {
        if (copy.read(read, position + read.position()) < 0) {
          throw new IOException("the copy ends early");
        }
      }
      return read.flip();
    }

    @Override
    public boolean abandonCopy() throws IOException {
      if (stored != null) {
        return false;
      }
      var unused = openStored();
      return true;
    }

    private OpenBlob openStored() throws IOException {
      log.warn("the copy of blob {} is damaged: it is read from the store", digest);
      cache.drop(digest);
      OpenBlob blob = DiskCachingBlobStore.super.open(digest);
      stored = blob;
      if (blob.size() != size) {
        throw new CorruptBlobException(
            digest, blob.size() + " bytes (expected: " + size + ")", blob.location());
      }
      return blob;
    }

    @Override
    public void close() throws IOException {
      try (copy) {
        if (stored != null) {
          stored.close();
        }
      }
    }
  }

  /** A content that is copied while it is read from its start to its end. */
  private final class CopiedBlob extends ForwardingOpenBlob {

    private final Digest digest;
    private final MessageDigest sha256 = Digest.sha256();
    private @Nullable Path file;
    private @Nullable FileChannel copy;
    private long copied;
    private boolean ended;

    CopiedBlob(Digest digest, OpenBlob blob) {
      super(blob);
      this.digest = digest;
    }

    @Override
    public ByteBuffer read(long position, int maxBytes) throws IOException {
      ByteBuffer bytes = blob.read(position, maxBytes);
      if (!ended && position == copied && bytes.hasRemaining()) {
        try {
          take(bytes.duplicate());
        } catch (IOException e) {
          pause(e);
          discard();
        }
      }
      return bytes;
    }

    private void take(ByteBuffer bytes) throws IOException {
      FileChannel channel = copy == null ? begin() : copy;
      if (channel == null) {
        ended = true;
        return;
      }
      copied += bytes.remaining();
      sha256.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        var unused = channel.write(bytes);
      }
      if (copied == size()) {
        keep(channel);
      }
    }

    private @Nullable FileChannel begin() throws IOException {
      file = cache.begin(size());
      if (file == null) {
        return null;
      }
      copy = FileChannel.open(file, StandardOpenOption.WRITE);
      return copy;
    }

    private void keep(FileChannel channel) throws IOException {
      channel.close();
      Path whole = file;
      if (whole != null && Digest.of(sha256.digest()).equals(digest)) {
        cache.keep(digest, whole, size());
        file = null;
        ended = true;
      } else {
        discard();
      }
    }

    private void discard() {
      ended = true;
      Path unfinished = file;
      file = null;
      try (FileChannel unused = copy) {
        if (unfinished != null) {
          cache.discard(unfinished, size());
        }
      } catch (IOException e) {
        log.debug("an unfinished copy stays until the next start: {}", e.toString());
      }
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        discard();
      }
      super.close();
    }
  }
}
