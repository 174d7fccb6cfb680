package com.tickiti.attachments.client.internal;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ServedRange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;

/** Holds what comes against what was asked and promised. Does no I/O. Not thread-safe. */
final class ContentCheck {

  private final String requestId;
  private final MessageDigest digest = Sha256.newDigest();
  private String expectedSha256 = "";
  private boolean whole;
  private long offset;
  private long expectedBytes;
  private long receivedBytes;

  ContentCheck(String requestId) {
    this.requestId = requestId;
  }

  /** The first header must be about what was asked for. */
  void begin(DownloadHeader header, DownloadRequest request) {
    Attachment attachment = header.getAttachment();
    long available = attachment.getFileSize() - request.offsetBytes();
    offset = request.offsetBytes();
    expectedBytes = Math.min(available, request.lengthBytes().orElse(Long.MAX_VALUE));
    expectedSha256 = attachment.getSha256();
    whole = offset == 0 && expectedBytes == attachment.getFileSize();
    checkRange(header);
  }

  /** A later header must be about the same content, from where the last one stopped. */
  void resume(DownloadHeader header, DownloadHeader first) {
    Attachment now = header.getAttachment();
    Attachment before = first.getAttachment();
    // guard: a resumed download is of the same content, in the client
    if (!now.getSha256().equals(before.getSha256()) || now.getFileSize() != before.getFileSize()) {
      throw wrong("The attachment has changed since the download began.");
    }
    checkRange(header);
  }

  private void checkRange(DownloadHeader header) {
    ServedRange served = header.getRange();
    if (!header.hasRange()
        // guard: the served range has the requested offset, in the client
        || served.getOffset() != offset + receivedBytes
        // guard: the served range has the requested length, in the client
        || served.getLength() != expectedBytes - receivedBytes) {
      throw wrong(
          "The service sends %d bytes from %d (expected: %d from %d)."
              .formatted(
                  served.getLength(),
                  served.getOffset(),
                  expectedBytes - receivedBytes,
                  offset + receivedBytes));
    }
  }

  /** The bytes of a later message. */
  ByteString add(DownloadAttachmentResponse message) {
    if (!message.hasChunk()) {
      throw wrong("The service sent something other than a chunk.");
    }
    ByteString chunk = message.getChunk();
    // guard: no more bytes than announced, in the client
    if (chunk.size() > expectedBytes - receivedBytes) {
      throw wrong("The service sent more than the %d bytes promised.".formatted(expectedBytes));
    }
    receivedBytes += chunk.size();
    if (whole) {
      for (ByteBuffer part : chunk.asReadOnlyByteBufferList()) {
        digest.update(part);
      }
    }
    return chunk;
  }

  /** The end must come when all has come, and the digest must be right. */
  void finish() {
    // guard: all bytes were received, in the client
    if (!isComplete()) {
      throw wrong(
          "The service sent %d bytes (expected: %d).".formatted(receivedBytes, expectedBytes));
    }
    if (whole) {
      String sha256 = HexFormat.of().formatHex(digest.digest());
      // guard: the whole has its digest, in the client
      if (!sha256.equals(expectedSha256)) {
        throw wrong("The SHA-256 is %s (expected: %s).".formatted(sha256, expectedSha256));
      }
    }
  }

  boolean isComplete() {
    return receivedBytes == expectedBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /** How much to ask for next; empty for all that follows. */
  OptionalLong remainingBytes(DownloadRequest request) {
    return request.lengthBytes().isPresent()
        ? OptionalLong.of(request.lengthBytes().getAsLong() - receivedBytes)
        : OptionalLong.empty();
  }

  private IntegrityException wrong(String description) {
    return new IntegrityException(description, requestId);
  }
}
