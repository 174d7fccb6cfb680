package com.tickiti.attachments.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ServedRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON text around the base64 of one download, in the field order of the JSON contract in the
 * README. Everything a client needs to judge the bytes comes before them. Immutable.
 */
public final class DownloadEnvelope {

  private static final byte[] CONTENT_OPENING =
      ",\"content_base64\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SUFFIX = "\"}}".getBytes(StandardCharsets.UTF_8);

  private final byte[] prefix;
  private final long contentBytes;

  /**
   * The envelope of what {@code header} announces.
   *
   * @throws IllegalArgumentException if it announces a negative size
   */
  public DownloadEnvelope(DownloadHeader header) {
    contentBytes =
        header.hasRange() ? header.getRange().getLength() : header.getAttachment().getFileSize();
    if (contentBytes < 0) {
      throw new IllegalArgumentException("contentBytes: " + contentBytes + " (expected: >= 0)");
    }
    prefix = JsonText.write(json -> writePrefix(json, header), CONTENT_OPENING);
  }

  private static void writePrefix(JsonGenerator json, DownloadHeader header) throws IOException {
    Attachment attachment = header.getAttachment();
    json.writeStartObject();
    json.writeBooleanField("ok", true);
    json.writeObjectFieldStart("data");
    json.writeStringField("id", attachment.getId());
    json.writeStringField("response_id", attachment.getResponseId());
    json.writeStringField("name", attachment.getName());
    json.writeStringField("mime_type", attachment.getMimeType());
    json.writeStringField("sha256", attachment.getSha256());
    json.writeNumberField("file_size", attachment.getFileSize());
    json.writeBooleanField("is_inline", attachment.getIsInline());
    if (header.hasRange()) {
      ServedRange range = header.getRange();
      json.writeNumberField("offset", range.getOffset());
      json.writeNumberField("length", range.getLength());
      json.writeBooleanField("eof", range.getEof());
    }
  }

  /** The text up to and with the opening quote of {@code content_base64}; not to be changed. */
  byte[] prefix() {
    return prefix;
  }

  /** The text from the closing quote on; not to be changed. */
  byte[] suffix() {
    return SUFFIX;
  }

  /** How many bytes of file the envelope goes around, before base64. */
  public long contentBytes() {
    return contentBytes;
  }

  /** The size of the whole JSON text in bytes. */
  long totalBytes() {
    return prefix.length + base64Length(contentBytes) + SUFFIX.length;
  }

  private static long base64Length(long bytes) {
    return Math.multiplyExact(4, bytes / 3 + (bytes % 3 == 0 ? 0 : 1));
  }
}
