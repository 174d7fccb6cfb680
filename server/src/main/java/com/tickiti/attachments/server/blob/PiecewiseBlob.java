package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open blob that reads another one in whole pieces; a read ends with the piece it begins in. */
abstract class PiecewiseBlob extends ForwardingOpenBlob {

  final Digest digest;

  /** Closes {@code blob} when it is closed. */
  PiecewiseBlob(Digest digest, BlobStore.OpenBlob blob) {
    super(blob);
    this.digest = digest;
  }

  /** A whole piece of the content, of which nobody changes a byte. */
  abstract ByteBuffer piece(int index) throws IOException;

  @Override
  public final ByteBuffer read(long position, int maxBytes) throws IOException {
    if (position >= size()) {
      return ByteBuffer.allocate(0);
    }
    int index = (int) (position / PieceDigests.PIECE_BYTES);
    ByteBuffer piece = piece(index);
    int from = (int) (position - offset(index));
    return piece.slice(piece.position() + from, Math.min(piece.remaining() - from, maxBytes));
  }

  /** Where a piece begins in the content. */
  static long offset(int index) {
    return (long) index * PieceDigests.PIECE_BYTES;
  }
}
