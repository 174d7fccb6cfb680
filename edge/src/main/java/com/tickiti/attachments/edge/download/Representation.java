package com.tickiti.attachments.edge.download;

import com.google.common.io.BaseEncoding;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.tickiti.attachments.edge.http.ContentDisposition;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.v1.ArchiveHeader;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.DownloadHeader;
import com.tickiti.attachments.v1.ServedRange;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Raw bytes as HTTP describes them (RFC 9110, 8). Immutable.
 *
 * @param size of the whole in bytes
 * @param etag what names these very bytes, without quotes
 * @param reprDigest their digest as RFC 9530 spells it; null where it is not known
 * @param mediaType such as {@code application/zip}
 * @param name to save them under, any text
 * @param range the part that follows; null for the whole
 */
public record Representation(
    long size,
    String etag,
    @Nullable String reprDigest,
    String mediaType,
    String name,
    @Nullable ServedRange range) {

  /** Nothing in a file may run, load or be shown in a frame, should a browser open it after all. */
  private static final String POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

  private static final String REPR_DIGEST = "repr-digest";

  public Representation {
    if (size < 0) {
      throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
    }
  }

  /** An attachment. */
  public static Representation of(DownloadHeader header) {
    Attachment attachment = header.getAttachment();
    return new Representation(
        attachment.getFileSize(),
        attachment.getSha256(),
        "sha-256=:" + base64(attachment.getSha256()) + ":",
        attachment.getMimeType(),
        attachment.getName(),
        header.hasRange() ? header.getRange() : null);
  }

  /** An archive. */
  public static Representation of(ArchiveHeader header) {
    return new Representation(
        header.getArchiveSize(),
        header.getEtag(),
        null,
        "application/zip",
        header.getName(),
        header.hasRange() ? header.getRange() : null);
  }

  /** The entity tag with its quotes; a strong one. */
  public String quotedEtag() {
    return "\"" + etag + "\"";
  }

  /** Headers of every response that is about these bytes, without a length. */
  public ResponseHeadersBuilder headers(HttpStatus status, String requestId) {
    ResponseHeadersBuilder headers =
        JsonResponse.common(status, requestId)
            .add(HttpHeaderNames.ETAG, quotedEtag())
            .add(HttpHeaderNames.ACCEPT_RANGES, "bytes")
            .add(HttpHeaderNames.CONTENT_DISPOSITION, ContentDisposition.attachment(name))
            .add(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
    if (reprDigest != null) {
      headers.add(REPR_DIGEST, reprDigest);
    }
    return headers;
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(BaseEncoding.base16().lowerCase().decode(hex));
  }
}
