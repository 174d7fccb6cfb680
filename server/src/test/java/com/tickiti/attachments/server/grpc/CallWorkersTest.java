package com.tickiti.attachments.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.edge.limit.AddressRanges;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class CallWorkersTest {

  private static final LimitConfig NO_LIMITS =
      new LimitConfig(0, 1, 0, 0, 0, AddressRanges.NONE, 1_000_000);

  @Test
  void tooManyWait_newCallsAreTurnedAwayAtOnce() throws Exception {
    ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
    GrpcListeners listeners =
        new GrpcListeners(
            GrpcConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            List.of(
                ServerInterceptors.intercept(
                    new Answering(),
                    new CallInterceptor(
                        ServerLimits.of(NO_LIMITS, System::nanoTime), (claims, secret) -> secret))),
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
