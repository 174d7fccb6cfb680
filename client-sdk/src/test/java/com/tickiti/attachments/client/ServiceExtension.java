package com.tickiti.attachments.client;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Serves a {@link FakeAttachmentService} and closes all that was opened for a test. */
public final class ServiceExtension implements AfterEachCallback {

  /** Tries often and hardly waits. */
  public static final RetryPolicy FAST =
      new RetryPolicy(100, Duration.ofMillis(1), Duration.ofMillis(20), 2, 0.5);

  public static final TicketRef TICKET = TicketRef.number(220009);
  public static final long ATTACHMENT = 14494;
  public static final DownloadRequest WHOLE = DownloadRequest.of(TICKET, ATTACHMENT);

  private static final Logger TRANSPORT = Logger.getLogger("io.grpc");

  static {
    // Broken connections are what these tests are about.
    TRANSPORT.setLevel(Level.OFF);
  }

  private final Deque<Runnable> closers = new ArrayDeque<>();
  public final FakeAttachmentService service = new FakeAttachmentService();

  /** Over the in-process transport, whose flow control knows no buffers. */
  AttachmentClient inProcess(RetryPolicy retryPolicy) throws IOException {
    return inProcess().retryPolicy(retryPolicy).build();
  }

  AttachmentClient.Builder inProcess() throws IOException {
    String name = InProcessServerBuilder.generateName();
    start(InProcessServerBuilder.forName(name).directExecutor());
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    closers.push(channel::shutdownNow);
    return AttachmentClient.builder().channel(channel).token("14|secret");
  }

  /** A server on a free port of loopback. */
  public Server onLoopback() throws IOException {
    return start(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  Server start(ServerBuilder<?> builder) throws IOException {
    Server server = builder.addService(service).intercept(service).build().start();
    closers.push(server::shutdownNow);
    return server;
  }

  AttachmentClient dial(int port) {
    AttachmentClient client =
        AttachmentClient.builder()
            .target("127.0.0.1:" + port)
            .plaintext()
            .token("14|secret")
            .retryPolicy(FAST)
            .build();
    closers.push(client::close);
    return client;
  }

  public static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    closers.forEach(Runnable::run);
  }
}
