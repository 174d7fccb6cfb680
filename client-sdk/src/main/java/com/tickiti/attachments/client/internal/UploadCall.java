package com.tickiti.attachments.client.internal;

import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.client.Attachment;
import com.tickiti.attachments.client.ProgressListener;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt at an upload: reads the file as fast as the call takes it, and closes it when the
 * call ends, however it ends. grpc-java runs all callbacks of one call one after the other.
 */
final class UploadCall
    implements ClientResponseObserver<UploadAttachmentRequest, UploadAttachmentResponse> {

  private static final int CHUNK_BYTES = 192 << 10;

  private final Connection connection;
  private final FileChannel file;
  private final UploadHeader header;
  private final ProgressListener listener;
  private final FutureAnswer<UploadAttachmentRequest, UploadAttachmentResponse, Attachment> answer =
      new FutureAnswer<>(response -> Messages.attachment(response.getAttachment()));

  private boolean headerSent;
  private boolean allSent;
  private long sentBytes;

  private UploadCall(
      Connection connection, FileChannel file, UploadHeader header, ProgressListener listener) {
    this.connection = connection;
    this.file = file;
    this.header = header;
    this.listener = listener;
  }

  /** Begins; from now on the file is closed by the call. */
  static CompletableFuture<Attachment> start(
      Connection connection, FileChannel file, UploadHeader header, ProgressListener listener) {
    UploadCall upload = new UploadCall(connection, file, header, listener);
    ClientCalls.asyncClientStreamingCall(
        connection.newCall(
            AttachmentServiceGrpc.getUploadAttachmentMethod(),
            connection.callOptions(),
            header.getRequestId()),
        upload);
    return upload.answer.result();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<UploadAttachmentRequest> call) {
    IdleTimeout idle =
        IdleTimeout.start(
            connection,
            connection.deadline(),
            () -> answer.onError(nothingTakenFor(connection.deadline())));
    Futures.whenDone(
        answer.result(),
        (attachment, thrown) -> {
          idle.stop();
          FileUpload.close(file);
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

  private static StatusRuntimeException nothingTakenFor(Duration patience) {
    return Status.DEADLINE_EXCEEDED
        .withDescription("nothing was taken for " + patience)
        .asRuntimeException();
  }

  /** Into a buffer of its own, which the call may keep until it is sent. */
  private ByteBuffer read() throws IOException {
    long remaining = header.getFileSize() - sentBytes;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, remaining));
    while (chunk.hasRemaining()) {
      if (file.read(chunk, sentBytes + chunk.position()) < 0) {
        throw new EOFException("the file has shrunk since the upload began");
      }
    }
    return chunk.flip();
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
