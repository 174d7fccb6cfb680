package com.tickiti.attachments.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.RequestInfo;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that no generated client makes, over a real HTTP/2 connection. */
class MalformedCallsIT {

  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ManagedChannel channel;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    channel =
        Grpc.newChannelBuilder(helpdesk.server().grpcTarget(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterAll
  static void close() throws IOException {
    channel.shutdownNow();
    helpdesk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "AttachmentService/GetAttachment,UNARY",
    "AttachmentService/DownloadAttachment,SERVER_STREAMING",
    "AttachmentService/UploadAttachment,CLIENT_STREAMING",
    "TicketService/GetTicket,UNARY"
  })
  void messageThatIsNoProtobuf_isABadRequest(String method, MethodType type) throws IOException {
    StatusRuntimeException thrown = call("tickiti.attachments.v1." + method, type);

    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertRefused(thrown, ErrorReason.ERROR_REASON_BAD_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"tickiti.attachments.v1.AttachmentService/Get", "other.Service/Method", "nothing"})
  void methodThatIsNone_isUnimplemented(String method) throws IOException {
    StatusRuntimeException thrown = call(method, MethodType.UNARY);

    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertRefused(thrown, ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED);
    assertThat(thrown.getStatus().getDescription()).contains(method);
  }

  @Test
  void connection_afterwards_isStillUsable() {
    StatusRuntimeException first = call("other.Service/Method", MethodType.UNARY);
    StatusRuntimeException second = call("other.Service/Method", MethodType.UNARY);

    assertThat(List.of(first.getStatus().getCode(), second.getStatus().getCode()))
        .containsOnly(Status.Code.UNIMPLEMENTED);
  }

  private static void assertRefused(StatusRuntimeException thrown, ErrorReason reason)
      throws IOException {
    assertThat(AttachmentError.fromThrowable(thrown).reason()).isEqualTo(reason);
    assertThat(thrown.getTrailers().get(REQUEST_ID)).isEqualTo("mine");
    assertThat(StatusProto.fromThrowable(thrown).getDetailsList())
        .contains(Any.pack(RequestInfo.newBuilder().setRequestId("mine").build()));
  }

  /** Calls with a message that cannot be parsed: a field with a length beyond its end. */
  private static StatusRuntimeException call(String method, MethodType type) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(type)
            .setFullMethodName(method)
            .build();
    Metadata headers = new Metadata();
    headers.put(REQUEST_ID, "mine");
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                descriptor,
                CallOptions.DEFAULT,
                "\nA".getBytes(UTF_8)));
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
