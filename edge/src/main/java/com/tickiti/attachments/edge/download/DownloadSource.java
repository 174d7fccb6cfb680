package com.tickiti.attachments.edge.download;

import com.google.protobuf.ByteString;
import com.tickiti.attachments.v1.ArchiveHeader;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.DownloadHeader;
import io.grpc.MethodDescriptor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An RPC whose stream is a header and then chunks of bytes. Immutable.
 *
 * @param rpc the method
 * @param header the header in a message; null where there is none
 * @param chunk the chunk in a message; null where there is none
 * @param <Q> the request
 * @param <R> the messages of the stream
 * @param <H> the header
 */
public record DownloadSource<Q, R, H>(
    MethodDescriptor<Q, R> rpc,
    Function<R, @Nullable H> header,
    Function<R, @Nullable ByteString> chunk) {

  /** The bytes of one attachment. */
  public static final DownloadSource<
          DownloadAttachmentRequest, DownloadAttachmentResponse, DownloadHeader>
      ATTACHMENT =
          new DownloadSource<>(
              AttachmentServiceGrpc.getDownloadAttachmentMethod(),
              message -> message.hasHeader() ? message.getHeader() : null,
              message -> message.hasChunk() ? message.getChunk() : null);

  /** The bytes of a ticket's attachments as one archive. */
  public static final DownloadSource<DownloadArchiveRequest, DownloadArchiveResponse, ArchiveHeader>
      ARCHIVE =
          new DownloadSource<>(
              AttachmentServiceGrpc.getDownloadArchiveMethod(),
              message -> message.hasHeader() ? message.getHeader() : null,
              message -> message.hasChunk() ? message.getChunk() : null);
}
