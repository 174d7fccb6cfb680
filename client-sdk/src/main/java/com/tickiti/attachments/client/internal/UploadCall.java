package com.tickiti.attachments.client.internal;

import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.IntegrityException;
import com.tickiti.attachments.client.ProgressListener;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at an upload: reads the content as fast as the call takes it, and closes it when the
 * call ends, however it ends. grpc-java runs all callbacks of one call one after the other.
 */
final class UploadCall
    implements ClientResponseObserver<UploadAttachmentRequest, UploadAttachmentResponse> {

  private static final int CHUNK_BYTES = 192 << 10;

  private final Connection connection;
  private final InputStream content;
  private final UploadHeader header;
  private final ProgressListener listener;
  private final FutureAnswer<UploadAttachmentRequest, UploadAttachmentResponse, Attachment> answer =
      new FutureAnswer<>(this::stored);

  private final MessageDigest sentDigest = Sha256.newDigest();
  private boolean headerSent;
  private boolean allSent;
  private long sentBytes;

  private UploadCall(
      Connection connection, InputStream content, UploadHeader header, ProgressListener listener) {
    this.connection = connection;
    this.content = content;
    this.header = header;
    this.listener = listener;
  }

  /**
   * Begins; from now on {@code content} is closed by the call.
   *
   * @param end when the call must have ended; {@code null} for never
   */
  static CompletableFuture<Attachment> start(
      Connection connection,
      InputStream content,
      UploadHeader header,
      ProgressListener listener,
      @Nullable Deadline end) {
    UploadCall upload = new UploadCall(connection, content, header, listener);
    ClientCalls.asyncClientStreamingCall(
        connection.newCall(
            AttachmentServiceGrpc.getUploadAttachmentMethod(),
            connection.callOptions(end),
            header.getRequestId()),
        upload);
    return upload.answer.result();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<UploadAttachmentRequest> call) {
    IdleTimeout idle =
        IdleTimeout.start(
            connection,
            connection.limits().stallTimeout(),
            () -> answer.onError(nothingTakenFor(connection.limits().stallTimeout())));
    Futures.whenDone(
        answer.result(),
        (attachment, thrown) -> {
          idle.stop();
          ContentUpload.close(content);
          if (thrown != null) {
            call.cancel("the upload has failed", thrown);
          }
        });
    call.setOnReadyHandler(() -> pump(call, idle));
  }

  /** Sends while the call takes more. */
  private void pump(ClientCallStreamObserver<UploadAttachmentRequest> call, IdleTimeout idle) {
    try {
      while (!allSent && call.isReady()) {
        send(call);
        idle.progressed();
      }
    } catch (IOException e) {
      answer.result().completeExceptionally(new UncheckedIOException(e));
    } catch (RuntimeException e) {
      answer.result().completeExceptionally(e);
    }
  }

  private void send(ClientCallStreamObserver<UploadAttachmentRequest> call) throws IOException {
    if (!headerSent) {
      headerSent = true;
      call.onNext(UploadAttachmentRequest.newBuilder().setHeader(header).build());
      listener.progressed(0, header.getFileSize());
    } else if (sentBytes == header.getFileSize()) {
      allSent = true;
      call.onCompleted();
    } else {
      ByteBuffer chunk = read();
      sentBytes += chunk.remaining();
      call.onNext(
          UploadAttachmentRequest.newBuilder()
              .setChunk(UnsafeByteOperations.unsafeWrap(chunk))
              .build());
      listener.progressed(sentBytes, header.getFileSize());
    }
  }

  private static StatusRuntimeException nothingTakenFor(Duration stallTimeout) {
    return Status.DEADLINE_EXCEEDED
        .withDescription("nothing was taken for " + stallTimeout)
        .asRuntimeException();
  }

  /** Into a buffer of its own, which the call may keep until it is sent. */
  private ByteBuffer read() throws IOException {
    long remaining = header.getFileSize() - sentBytes;
    byte[] chunk = content.readNBytes((int) Math.min(CHUNK_BYTES, remaining));
    if (chunk.length == 0) {
      throw new EOFException(
          "the content ends after %d of %d bytes (has it shrunk since the upload began?)"
              .formatted(sentBytes, header.getFileSize()));
    }
    if (header.getSha256().isEmpty()) {
      sentDigest.update(chunk);
    }
    return ByteBuffer.wrap(chunk);
  }

  /** Where no digest was declared, what is stored must have that of what was sent. */
  private Attachment stored(UploadAttachmentResponse response) {
    Attachment attachment = Messages.attachment(response.getAttachment());
    if (header.getSha256().isEmpty()) {
      String sent = HexFormat.of().formatHex(sentDigest.digest());
      if (!attachment.sha256().equals(sent)) {
        throw new IntegrityException(
            "The stored SHA-256 is %s (expected: %s).".formatted(attachment.sha256(), sent),
            header.getRequestId());
      }
    }
    return attachment;
  }

  @Override
  public void onNext(UploadAttachmentResponse response) {
    answer.onNext(response);
  }

  @Override
  public void onError(Throwable thrown) {
    answer.onError(thrown);
  }

  @Override
  public void onCompleted() {
    answer.onCompleted();
  }
}
