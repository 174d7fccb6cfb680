package bench;

import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file as one unary message. {@code service FILES PORT} transcodes it with Armeria's own
 * transcoder; {@code front TARGET PORT} is a second process that prints it with JsonFormat. No
 * token, no database, no hash.
 */
public final class ArmeriaPeer {

  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  public static void main(String[] args) {
    ServerBuilder server =
        Server.builder()
            .http(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[2])))
            .maxRequestLength(0);
    if (args[0].equals("service")) {
      service(server, Path.of(args[1]));
    } else {
      front(server, "gproto+http://" + args[1]);
    }
    server.build().start().join();
  }

  private static void service(ServerBuilder server, Path files) {
    server
        .service(
            GrpcService.builder()
                .addService(new Service(files))
                .maxResponseMessageLength(MAX_MESSAGE_BYTES)
                .useBlockingTaskExecutor(true)
                .enableUnframedRequests(true)
                .enableHttpJsonTranscoding(true)
                .build());
  }

  private static void front(ServerBuilder server, String target) {
    AttachmentsGrpc.AttachmentsBlockingStub service =
        GrpcClients.builder(target)
            .maxResponseLength(0)
            .maxResponseMessageLength(MAX_MESSAGE_BYTES)
            .build(AttachmentsGrpc.AttachmentsBlockingStub.class);
    JsonFormat.Printer printer = JsonFormat.printer().omittingInsignificantWhitespace();
    server.service(
        "/api/v1/tickets/attachment",
        (context, http) ->
            HttpResponse.of(
                http.aggregate()
                    .thenApplyAsync(
                        body -> {
                          try {
                            Request.Builder request = Request.newBuilder();
                            JsonFormat.parser().merge(body.contentUtf8(), request);
                            return HttpResponse.of(
                                HttpStatus.OK,
                                MediaType.JSON,
                                printer.print(service.download(request.build())));
                          } catch (IOException e) {
                            return HttpResponse.ofFailure(e);
                          }
                        },
                        context.blockingTaskExecutor())));
  }

  private static final class Service extends AttachmentsGrpc.AttachmentsImplBase {
    private final Path files;

    Service(Path files) {
      this.files = files;
    }

    @Override
    public void download(Request request, StreamObserver<Response> responses) {
      String id = Path.of(request.getResponseAttachmentId()).getFileName().toString();
      try {
        Data.Builder data = Data.newBuilder();
        JsonFormat.parser().merge(Files.readString(files.resolve(id + ".json")), data);
        byte[] content = Files.readAllBytes(files.resolve(id + ".bin"));
        data.setContentBase64(UnsafeByteOperations.unsafeWrap(content));
        responses.onNext(Response.newBuilder().setOk(true).setData(data).build());
        responses.onCompleted();
      } catch (IOException e) {
        responses.onError(Status.NOT_FOUND.withCause(e).asRuntimeException());
      }
    }
  }
}
