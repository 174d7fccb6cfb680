package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.ProgressListener;
import com.tickiti.attachments.client.UploadRequest;
import com.tickiti.attachments.v1.UploadHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An upload of a file with all its attempts. Size and digest are taken once, before the first, and
 * declared in each, so that a file which changes meanwhile is refused rather than stored.
 */
public final class FileUpload {

  private final Connection connection;
  private final UploadRequest request;
  private final ProgressListener listener;
  private @Nullable UploadHeader header; // one attempt follows the other

  public FileUpload(Connection connection, UploadRequest request, ProgressListener listener) {
    this.connection = connection;
    this.request = request;
    this.listener = listener;
  }

  /** Begins; the result may end in an {@link UncheckedIOException} where the file is not read. */
  public CompletableFuture<Attachment> start() {
    return new RetryingCall<>(connection, request.requestId(), null, this::attempt).start();
  }

  private CompletableFuture<Attachment> attempt() {
    FileChannel file = null;
    try {
      file = FileChannel.open(request.file(), StandardOpenOption.READ);
      if (header == null) {
        header = Messages.upload(request, file.size(), Sha256.ofFile(file));
      }
      return UploadCall.start(connection, file, header, listener);
    } catch (IOException e) {
      close(file);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close(file);
      throw e;
    }
  }

  static void close(@Nullable FileChannel file) {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }
}
