package com.tickiti.attachments.edge.json;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns the chunks of one download, of any size, into its JSON text. The envelope's prefix goes
 * with the first chunk and its suffix with the last, for tiny buffers cost as much as big ones; the
 * one or two bytes that base64 cannot take yet are carried to the next chunk. For one thread at a
 * time; holds nothing but those.
 */
public final class EnvelopeEncoder {

  /** File bytes that are encoded at a time: a multiple of three, and the service's own chunk. */
  private static final int SLICE_BYTES = 48 * 1024;

  /** Roughly what the objects of a request take, the HTTP library's included. */
  private static final int OBJECT_BYTES = 8 * 1024;

  /** Base64 into an array is ten times as fast as into a buffer. */
  private static final FastThreadLocal<byte[]> BASE64_SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[SLICE_BYTES / 3 * 4];
        }
      };

  private static final byte[] NOTHING = {};

  private final DownloadEnvelope envelope;
  private ByteString carried = ByteString.EMPTY;
  private boolean prefixWritten;

  /** The encoder of one download. */
  public EnvelopeEncoder(DownloadEnvelope envelope) {
    this.envelope = envelope;
  }

  /**
   * The most memory in bytes that a download takes: a chunk that is encoded, and {@code
   * chunksAhead} that are not yet.
   */
  public static long heldBytes(DownloadEnvelope envelope, int chunksAhead) {
    long chunkBytes = Math.min(SLICE_BYTES, envelope.contentBytes());
    long textBytes = (long) envelope.prefix().length + envelope.suffix().length;
    return chunksAhead * chunkBytes + (chunkBytes + 2) / 3 * 4 + 2 * textBytes + OBJECT_BYTES;
  }

  /** The size of the whole JSON text in bytes. */
  public long totalBytes() {
    return envelope.totalBytes();
  }

  /**
   * Encodes the bytes that follow those already given. The caller releases the buffer.
   *
   * @param last whether nothing follows; closes the JSON text
   */
  public ByteBuf encode(ByteBufAllocator alloc, ByteString chunk, boolean last) {
    ByteString bytes = carried.concat(chunk);
    int now = last ? bytes.size() : bytes.size() - bytes.size() % 3;
    carried = bytes.substring(now);
    byte[] prefix = prefixWritten ? NOTHING : envelope.prefix();
    byte[] suffix = last ? envelope.suffix() : NOTHING;
    prefixWritten = true;
    ByteBuf text = alloc.directBuffer(prefix.length + (now + 2) / 3 * 4 + suffix.length);
    text.writeBytes(prefix);
    byte[] base64 = BASE64_SCRATCH.get();
    for (int from = 0; from < now; from += SLICE_BYTES) {
      byte[] slice = bytesOf(bytes.substring(from, Math.min(now, from + SLICE_BYTES)));
      text.writeBytes(base64, 0, Base64Text.FASTEST.encode(slice, base64));
    }
    return text.writeBytes(suffix);
  }

  /** The array behind {@code bytes} where they are all of it, as with whole chunks; else a copy. */
  private static byte[] bytesOf(ByteString bytes) {
    WholeArray array = new WholeArray();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, array);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return array.found.length == bytes.size() ? array.found : bytes.toByteArray();
  }

  /** Remembers the array that is written, if it is written as a whole. */
  private static final class WholeArray extends ByteOutput {

    private byte[] found = NOTHING;

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      found = length == value.length ? value : NOTHING;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      found = Arrays.copyOfRange(value, offset, offset + length);
    }

    @Override
    public void write(byte value) {
      found = new byte[] {value};
    }

    @Override
    public void write(ByteBuffer value) {
      found = NOTHING;
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      found = NOTHING;
    }
  }
}
