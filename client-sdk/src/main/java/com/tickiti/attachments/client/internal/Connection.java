package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.CallListener;
import com.tickiti.attachments.client.RetryPolicy;
import com.tickiti.attachments.wire.Headers;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A channel, with what every call on it needs: token, request id, deadline, retries, and threads
 * that may block. Thread-safe.
 */
public final class Connection {

  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of(Headers.REQUEST_ID, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of(Headers.AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger LOGGER = Logger.getLogger(Connection.class.getName());

  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "attachment-client");
        thread.setDaemon(true);
        return thread;
      };

  private final Channel channel;
  private final Supplier<String> token;
  private final Limits limits;
  private final RetryPolicy retryPolicy;
  private final CallListener listener;
  // No thread pool is ever shut down, since a running call would then never end. Idle threads end.
  private final Executor executor;
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DAEMONS);
  private volatile boolean closed;
  private volatile boolean answeredOnce;

  /**
   * @param executor runs callbacks and work that blocks; {@code null} for threads of its own
   */
  public Connection(
      Channel channel,
      Supplier<String> token,
      Limits limits,
      RetryPolicy retryPolicy,
      CallListener listener,
      @Nullable Executor executor) {
    this.channel = channel;
    this.token = token;
    this.limits = limits;
    this.retryPolicy = retryPolicy;
    this.listener = listener;
    this.executor = executor == null ? Executors.newCachedThreadPool(DAEMONS) : executor;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Sends one message and takes one, with retries, all within the deadline. */
  public <Q, R, T> CompletableFuture<T> unary(
      MethodDescriptor<Q, R> method, Q request, Function<R, T> answer) {
    String requestId = newRequestId();
    Deadline end = Limits.after(limits.deadline());
    CallOptions options = callOptions(end);
    return new RetryingCall<>(
            this,
            Objects.requireNonNull(method.getBareMethodName()),
            requestId,
            end,
            () -> true,
            () -> {
              ClientCall<Q, R> call = newCall(method, options, requestId);
              FutureAnswer<Q, R, T> future = new FutureAnswer<>(answer);
              ClientCalls.asyncUnaryCall(call, request, future);
              return future.result();
            })
        .start();
  }

  /** Runs work that blocks, apart from the caller. */
  public void execute(Runnable work) {
    executor.execute(work);
  }

  /** Makes calls that have not begun fail; running calls end with their channel. */
  public void close() {
    closed = true;
  }

  /** Throws where this is closed. */
  public void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
  }

  /** Names one call of the caller's, with all its attempts. */
  static String newRequestId() {
    return UUID.randomUUID().toString();
  }

  /** A call that has not begun, with the token of this moment. */
  <Q, R> ClientCall<Q, R> newCall(
      MethodDescriptor<Q, R> method, CallOptions options, String requestId) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + Token.checked(token.get()));
    // grpc-java logs any other value; the service refuses it by its own field.
    if (Headers.isSaneRequestId(requestId)) {
      headers.put(REQUEST_ID, requestId);
    }
    return new SimpleForwardingClientCall<>(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers))
            .newCall(method, options)) {
      @Override
      public void start(Listener<R> responses, Metadata moreHeaders) {
        super.start(
            new SimpleForwardingClientCallListener<>(responses) {
              @Override
              public void onHeaders(Metadata answerHeaders) {
                answeredOnce = true;
                super.onHeaders(answerHeaders);
              }
            },
            moreHeaders);
      }
    };
  }

  /** Callbacks run where they may block, whatever executor the channel has. */
  CallOptions callOptions(@Nullable Deadline end) {
    return CallOptions.DEFAULT.withExecutor(executor).withDeadline(end);
  }

  Limits limits() {
    return limits;
  }

  /** What a call ended in, as the caller sees it. */
  AttachmentException failure(StatusRuntimeException thrown, String requestId) {
    if (Failures.isFromService(thrown)) {
      answeredOnce = true;
    }
    return Failures.toException(thrown, requestId, answeredOnce);
  }

  /**
   * How long to wait before trying again; empty to give up.
   *
   * @param end after which no attempt begins; {@code null} for never
   */
  Optional<Duration> retryDelay(
      int failedAttempts, AttachmentException error, @Nullable Deadline end) {
    if (closed) {
      return Optional.empty();
    }
    return retryPolicy
        .delay(failedAttempts, error, ThreadLocalRandom.current().nextDouble())
        .filter(delay -> end == null || delay.toNanos() < end.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /** Tells the listener, whose exceptions are no concern of the call's. */
  void tell(Consumer<CallListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "the call listener failed", e);
    }
  }

  /** Dials again at once: the wait between attempts is the retry policy's, not the channel's. */
  void reconnect() {
    if (channel instanceof ManagedChannel managed) {
      managed.resetConnectBackoff();
    }
  }

  /** Runs {@code work}, which must not block, after {@code delay}. */
  ScheduledFuture<?> schedule(Duration delay, Runnable work) {
    return timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
