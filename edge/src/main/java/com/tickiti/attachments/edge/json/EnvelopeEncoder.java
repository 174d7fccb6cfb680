package com.tickiti.attachments.edge.json;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;

/**
 * Turns the chunks of one download, of any size, into the pieces of its JSON text: the envelope's
 * prefix is part of the first piece and its suffix part of the last, for tiny buffers cost as much
 * as big ones. For one thread at a time.
 *
 * <p>A piece is gathered before it is encoded. Its size is a multiple of three, so base64 has
 * nothing to carry from one piece to the next, however the chunks are cut.
 */
public final class EnvelopeEncoder {

  /** File bytes of a full piece: 48 KiB of base64. */
  static final int PIECE_BYTES = 36 * 1024;

  /** Roughly what the objects of a request take, the HTTP library's included. */
  private static final int OBJECT_BYTES = 8 * 1024;

  private static final FastThreadLocal<byte[]> BASE64_SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[PIECE_BYTES / 3 * 4];
        }
      };

  private final DownloadEnvelope envelope;
  private final Deque<ByteString> chunks = new ArrayDeque<>();
  private final byte[] piece;
  private int pieceLength;
  private boolean prefixWritten;

  /** The encoder of one download; holds one piece, and the chunks it was given until drained. */
  public EnvelopeEncoder(DownloadEnvelope envelope) {
    this.envelope = envelope;
    this.piece = new byte[(int) Math.min(PIECE_BYTES, envelope.contentBytes())];
  }

  /** The most memory in bytes that an encoder takes, with a piece that it has encoded. */
  public static long heldBytes(DownloadEnvelope envelope) {
    long pieceBytes = Math.min(PIECE_BYTES, envelope.contentBytes());
    long textBytes = (long) envelope.prefix().length + envelope.suffix().length;
    return pieceBytes + (pieceBytes + 2) / 3 * 4 + 2 * textBytes + OBJECT_BYTES;
  }

  /** The size of the whole JSON text in bytes. */
  public long totalBytes() {
    return envelope.totalBytes();
  }

  /** Takes the bytes that follow those already given. */
  public void add(ByteString chunk) {
    chunks.add(chunk);
  }

  /**
   * Gathers as much as fits into the next piece.
   *
   * @return how many chunks were used up by it, and so may be replaced by new ones
   */
  public int gather() {
    int drained = 0;
    while (!chunks.isEmpty() && pieceLength < piece.length) {
      ByteString chunk = chunks.remove();
      int taken = Math.min(chunk.size(), piece.length - pieceLength);
      chunk.substring(0, taken).copyTo(piece, pieceLength);
      pieceLength += taken;
      if (taken == chunk.size()) {
        drained++;
      } else {
        chunks.addFirst(chunk.substring(taken));
      }
    }
    return drained;
  }

  /** Whether a full piece is gathered and more bytes are there to follow it. */
  public boolean hasPieceBeforeLast() {
    return pieceLength == piece.length && !chunks.isEmpty();
  }

  /** Whether all that was added is gathered. */
  public boolean isDrained() {
    return chunks.isEmpty();
  }

  /**
   * Encodes what is gathered and begins a new piece. The caller releases the buffer.
   *
   * @param last whether nothing follows; closes the JSON text
   */
  public ByteBuf encode(ByteBufAllocator alloc, boolean last) {
    byte[] prefix = prefixWritten ? new byte[0] : envelope.prefix();
    byte[] suffix = last ? envelope.suffix() : new byte[0];
    byte[] base64 = BASE64_SCRATCH.get();
    int encoded = Base64.getEncoder().encode(gathered(), base64);
    ByteBuf text = alloc.directBuffer(prefix.length + encoded + suffix.length);
    text.writeBytes(prefix).writeBytes(base64, 0, encoded).writeBytes(suffix);
    prefixWritten = true;
    pieceLength = 0;
    return text;
  }

  private byte[] gathered() {
    return pieceLength == piece.length ? piece : Arrays.copyOf(piece, pieceLength);
  }
}
