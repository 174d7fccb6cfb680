package com.tickiti.attachments.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.edge.EdgeConfig;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.limit.LimitConfig;
import com.tickiti.attachments.server.limit.ServerLimits;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.GetAttachmentRequest;
import com.tickiti.attachments.v1.GetAttachmentResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptors;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.grpc.util.MutableHandlerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class CallWorkersTest {

  private static final ServerLimits NO_LIMITS =
      ServerLimits.of(
          new LimitConfig(0, 1, 0, 0, 0),
          new MemoryBudget(1_000_000),
          AddressRanges.NONE,
          System::nanoTime);

  @Test
  void tooManyWait_newCallsAreTurnedAwayAtOnce() throws Exception {
    ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
    GrpcListeners listeners =
        new GrpcListeners(
            Settings.of(GrpcSettings.class, "--grpc-port=0").beside(Settings.of(EdgeConfig.class)),
            null,
            new GrpcServices(
                List.of(
                    ServerInterceptors.intercept(
                        new Answering(),
                        new CallInterceptor(
                            NO_LIMITS, (claims, secret) -> secret, new CallObserver() {}))),
                new MutableHandlerRegistry()),
            new CallWorkers(threads));
    listeners.start();
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + listeners.port(), InsecureChannelCredentials.create())
            .build();
    CountDownLatch blocked = new CountDownLatch(1);
    try {
      var stub = AttachmentServiceGrpc.newBlockingV2Stub(channel);
      for (int i = 0; i < 1 + 512; i++) {
        threads.execute(() -> awaitQuietly(blocked));
      }

      StatusException refused =
          catchThrowableOfType(
              StatusException.class,
              () -> stub.getAttachment(GetAttachmentRequest.getDefaultInstance()));
      assertThat(AttachmentError.fromThrowable(refused).reason())
          .isEqualTo(ErrorReason.ERROR_REASON_UNAVAILABLE);
      assertThat(AttachmentError.fromThrowable(refused).retryAfterSeconds()).isEqualTo(1);

      blocked.countDown();
      threads.submit(() -> {}).get(); // behind all that blocked
      assertThat(stub.getAttachment(GetAttachmentRequest.getDefaultInstance()))
          .isEqualTo(GetAttachmentResponse.getDefaultInstance());
    } finally {
      blocked.countDown();
      channel.shutdownNow();
      listeners.close(Duration.ZERO);
      threads.shutdown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Answering extends AttachmentServiceGrpc.AttachmentServiceImplBase {
    @Override
    public void getAttachment(
        GetAttachmentRequest request, StreamObserver<GetAttachmentResponse> call) {
      call.onNext(GetAttachmentResponse.getDefaultInstance());
      call.onCompleted();
    }
  }
}
