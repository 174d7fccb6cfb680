package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.ProgressListener;
import com.tickiti.attachments.client.UploadContent;
import com.tickiti.attachments.client.UploadRequest;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An upload with all its attempts. Size and, where the content can be read twice, SHA-256 are taken
 * once, before the first, and declared in each, so that content which changes between attempts is
 * refused rather than stored.
 */
public final class ContentUpload {

  private static final String METHOD =
      Objects.requireNonNull(AttachmentServiceGrpc.getUploadAttachmentMethod().getBareMethodName());

  private final Connection connection;
  private final UploadRequest request;
  private final ProgressListener listener;
  private final @Nullable Deadline end;
  private @Nullable UploadHeader header; // one attempt follows the other
  private volatile boolean contentRead;

  public ContentUpload(Connection connection, UploadRequest request, ProgressListener listener) {
    this.connection = connection;
    this.request = request;
    this.listener = listener;
    this.end = connection.limits().transferEnd();
  }

  /** Begins; the result may end in an {@link UncheckedIOException} where reading fails. */
  public CompletableFuture<Attachment> start() {
    return new RetryingCall<>(
            connection, METHOD, request.requestId(), end, this::isRepeatable, this::attempt)
        .start();
  }

  private boolean isRepeatable() {
    return request.content().isRepeatable() || !contentRead;
  }

  private CompletableFuture<Attachment> attempt() {
    InputStream content = null;
    try {
      if (header == null) {
        header = header(request.content());
      }
      content = request.content().open();
      return UploadCall.start(connection, content, header, this::progressed, end);
    } catch (IOException e) {
      close(content);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close(content);
      throw e;
    }
  }

  private UploadHeader header(UploadContent content) throws IOException {
    String sha256 = content.isRepeatable() ? Sha256.of(content) : "";
    return Messages.upload(request, content.sizeBytes(), sha256);
  }

  private void progressed(long doneBytes, long totalBytes) {
    contentRead |= doneBytes > 0;
    listener.progressed(doneBytes, totalBytes);
  }

  static void close(@Nullable InputStream content) {
    if (content == null) {
      return;
    }
    try {
      content.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }
}
