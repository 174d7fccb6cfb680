package com.tickiti.attachments.edge;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.client.retry.Backoff;
import com.linecorp.armeria.client.retry.RetryConfig;
import com.linecorp.armeria.client.retry.RetryConfigMapping;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers behind a standalone edge, taken in turn. A server that cannot be reached is passed
 * over for the next within the same request; one that fails its health check is not asked, as long
 * as another is healthy. The last one has no back-off to wait out when it returns. Thread-safe.
 */
final class Upstream implements AutoCloseable {

  /**
   * Fixed windows: with ones that grow, a few stalled readers starve all others. One chunk's worth
   * for a stream: with twice that, 64 slow readers ran an edge with 48 MiB of direct memory out of
   * it, and that takes the connection that they share down.
   */
  private static final int STREAM_WINDOW_BYTES = 64 * 1024;

  private static final int CONNECTION_WINDOW_BYTES = 64 * 1024 * 1024;
  private static final int FRAME_BYTES = 64 * 1024;

  /** Many times the chunks that servers send; above the largest text that a response has. */
  private static final int MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** Finds a peer that has gone without a word, in twice this time; servers must permit it. */
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

  /** More than the interval, or there are no pings at all. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  private static final Backoff PAUSE_BEFORE_NEXT_SERVER = Backoff.fixed(10);

  /** A server that dies with a call on it would else be an unknown error, and our own fault. */
  private static final GrpcExceptionHandlerFunction UNAVAILABLE_IF_CUT =
      (ctx, status, cause, metadata) ->
          isCut(cause)
              ? Status.UNAVAILABLE.withDescription("the connection was cut").withCause(cause)
              : null;

  private final ClientFactory factory;

  /**
   * Checks have connections of their own: one on which a check is written each second is never
   * pinged, so that a call on it would not be ended where it is half-open.
   */
  private final ClientFactory checkFactory;

  private final UpstreamServers servers;
  private final @Nullable Certificates certificates;
  private final Channel channel;

  /**
   * Connects at once, to see who is healthy.
   *
   * @param addresses at least one
   * @param certificates how to know the servers, and be known to them; null for plain text. Closed
   *     with this
   */
  Upstream(List<Endpoint> addresses, @Nullable Certificates certificates) {
    this.certificates = certificates;
    factory = factory(certificates);
    checkFactory = factory(certificates);
    SessionProtocol protocol = certificates == null ? SessionProtocol.H2C : SessionProtocol.H2;
    servers = new UpstreamServers(addresses, checkFactory, protocol);
    GrpcClientBuilder client =
        GrpcClients.builder(protocol, servers.group())
            .factory(factory)
            .maxResponseMessageLength(MAX_MESSAGE_BYTES)
            // Of a whole stream: its pace is judged where it is read, its size is not.
            .maxResponseLength(0)
            .responseTimeoutMillis(0)
            .exceptionHandler(UNAVAILABLE_IF_CUT.orElse(GrpcExceptionHandlerFunction.of()))
            .decorator(
                RetryingClient.builderWithMapping(
                        RetryConfigMapping.<HttpResponse>of(
                            (ctx, request) -> Integer.toString(servers.count()),
                            (ctx, request) -> retries(servers.count())))
                    .newDecorator());
    channel = client.build(AttachmentServiceGrpc.AttachmentServiceStub.class).getChannel();
  }

  private static boolean isCut(Throwable cause) {
    return cause instanceof ClosedSessionException || cause instanceof ClosedChannelException;
  }

  /**
   * Several requests at a time take turns in any order, so that one may meet the same server twice.
   */
  private static RetryConfig<HttpResponse> retries(int servers) {
    return RetryConfig.builder(RetryRule.onUnprocessed(PAUSE_BEFORE_NEXT_SERVER))
        .maxTotalAttempts(servers < 2 ? 2 : servers + 2)
        .responseTimeoutMillisForEachAttempt(0) // again, or it is 15 seconds
        .build();
  }

  private static ClientFactory factory(@Nullable Certificates certificates) {
    var builder =
        ClientFactory.builder()
            .channelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .connectTimeout(CONNECT_TIMEOUT)
            .idleTimeout(IDLE_TIMEOUT)
            .pingInterval(PING_INTERVAL)
            .http2InitialStreamWindowSize(STREAM_WINDOW_BYTES)
            .http2InitialConnectionWindowSize(CONNECTION_WINDOW_BYTES)
            .http2MaxFrameSize(FRAME_BYTES);
    if (certificates != null) {
      builder.tlsProvider(certificates.forClient());
    }
    return builder.build();
  }

  /** Leads to any of the servers, for as long as this is open. */
  Channel channel() {
    return channel;
  }

  /** Reads the certificates anew, where there are any. */
  void reload() {
    if (certificates != null) {
      certificates.reload();
    }
  }

  @Override
  public void close() {
    servers.close();
    checkFactory.close();
    factory.close();
    if (certificates != null) {
      certificates.close();
    }
  }
}
