package com.tickiti.attachments.server.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadAttachmentResponse;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** Calls the gRPC API as an internal service with generated stubs does. */
public final class GrpcCaller implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int CHUNK_BYTES = 192 * 1024;

  private final ManagedChannel channel;

  public GrpcCaller(String target) {
    channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** Stubs that present {@code token}. */
  public AttachmentServiceGrpc.AttachmentServiceBlockingV2Stub as(String token) {
    return AttachmentServiceGrpc.newBlockingV2Stub(channel)
        .withInterceptors(bearing(token))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Presents {@code token}. */
  public static ClientInterceptor bearing(String token) {
    return authorizedBy("Bearer " + token);
  }

  /** Presents {@code authorization}. */
  public static ClientInterceptor authorizedBy(String authorization) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, authorization);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  /** Uploads {@code content} in chunks of the usual size. */
  public UploadAttachmentResponse upload(String token, UploadHeader header, byte[] content)
      throws Exception {
    BlockingClientCall<UploadAttachmentRequest, UploadAttachmentResponse> call =
        as(token).uploadAttachment();
    boolean open = call.write(UploadAttachmentRequest.newBuilder().setHeader(header).build());
    for (int from = 0; open && from < content.length; from += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, content.length - from);
      ByteString chunk = UnsafeByteOperations.unsafeWrap(content, from, length);
      open = call.write(UploadAttachmentRequest.newBuilder().setChunk(chunk).build());
    }
    call.halfClose();
    return call.read();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
