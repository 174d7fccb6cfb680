package com.tickiti.attachments.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.util.MutableHandlerRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class GrpcListenersTest {

  private static final String HEALTH = "grpc.health.v1.Health";
  private static final String REFLECTION = "grpc.reflection.v1.ServerReflection";
  private static final String OLD_REFLECTION = "grpc.reflection.v1alpha.ServerReflection";
  private static final String CHANNELZ = "grpc.channelz.v1.Channelz";

  @Test
  void reflection_withChannelz_namesEveryService() throws Exception {
    assertThat(services(true, true))
        .containsExactlyInAnyOrder(
            AttachmentServiceGrpc.SERVICE_NAME, HEALTH, REFLECTION, OLD_REFLECTION, CHANNELZ);
  }

  @Test
  void reflection_byDefault_doesNotTellWhoIsConnected() throws Exception {
    assertThat(services(true, false))
        .containsExactlyInAnyOrder(
            AttachmentServiceGrpc.SERVICE_NAME, HEALTH, REFLECTION, OLD_REFLECTION);
  }

  @Test
  void reflection_off_isUnimplemented() {
    StatusException thrown =
        catchThrowableOfType(StatusException.class, () -> services(false, false));

    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  /** The services that a server names to a caller on this machine. */
  private static List<String> services(boolean reflection, boolean channelz) throws Exception {
    ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
    GrpcListeners listeners =
        new GrpcListeners(
            new GrpcConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                reflection,
                channelz,
                null,
                Settings.of(GrpcConfig.Limits.class)),
            null,
            new GrpcServices(
                List.of(new AttachmentServiceGrpc.AttachmentServiceImplBase() {}.bindService()),
                new MutableHandlerRegistry()),
            new CallWorkers(threads));
    listeners.start();
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + listeners.port(), InsecureChannelCredentials.create())
            .build();
    try {
      BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
          ServerReflectionGrpc.newBlockingV2Stub(channel).serverReflectionInfo();
      call.write(ServerReflectionRequest.newBuilder().setListServices("").build());
      return call.read().getListServicesResponse().getServiceList().stream()
          .map(ServiceResponse::getName)
          .toList();
    } finally {
      channel.shutdownNow();
      listeners.close(Duration.ZERO);
      threads.shutdown();
    }
  }
}
