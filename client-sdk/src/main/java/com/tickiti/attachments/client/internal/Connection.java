package com.tickiti.attachments.client.internal;

import com.tickiti.attachments.client.AttachmentException;
import com.tickiti.attachments.client.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A channel, with what every call on it needs: token, request id, deadline, retries, and threads
 * that may block. Thread-safe.
 */
public final class Connection {

  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "attachment-client");
        thread.setDaemon(true);
        return thread;
      };

  private final Channel channel;
  private final Supplier<String> token;
  private final Duration deadline;
  private final RetryPolicy retryPolicy;
  // Neither is ever shut down, since a call under way would then never end: idle threads end.
  private final ExecutorService executor = Executors.newCachedThreadPool(DAEMONS);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DAEMONS);
  private volatile boolean closed;

  public Connection(
      Channel channel, Supplier<String> token, Duration deadline, RetryPolicy retryPolicy) {
    this.channel = channel;
    this.token = token;
    this.deadline = deadline;
    this.retryPolicy = retryPolicy;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Sends one message and takes one, with retries, all within the deadline. */
  public <Q, R, T> CompletableFuture<T> unary(
      MethodDescriptor<Q, R> method, Q request, Function<R, T> answer) {
    String requestId = newRequestId();
    Deadline end = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
    CallOptions options = callOptions().withDeadline(end);
    return new RetryingCall<>(
            this,
            requestId,
            end,
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

  /** Makes calls that have not begun fail; those under way end with their channel. */
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
    headers.put(AUTHORIZATION, "Bearer " + token.get());
    headers.put(REQUEST_ID, requestId);
    return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers))
        .newCall(method, options);
  }

  /** Callbacks run where they may block, whatever executor the channel has. */
  CallOptions callOptions() {
    return CallOptions.DEFAULT.withExecutor(executor);
  }

  /** The longest a call may take, or a transfer may stand still. */
  Duration deadline() {
    return deadline;
  }

  /** How long to wait before trying again; empty to give up. */
  Optional<Duration> retryDelay(int failedAttempts, AttachmentException error) {
    return closed
        ? Optional.empty()
        : retryPolicy.delay(failedAttempts, error, ThreadLocalRandom.current().nextDouble());
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
