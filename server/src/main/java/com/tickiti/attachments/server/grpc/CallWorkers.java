package com.tickiti.attachments.server.grpc;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Gives calls the threads that they may block, and turns new ones away while too many wait for one:
 * what waits takes memory, and is late when its turn comes. Calls that have begun go on.
 * Thread-safe.
 */
public final class CallWorkers implements ServerCallExecutorSupplier {

  /**
   * 10 MiB of waiting calls, and about 60 ms of waiting on two cores. Callers that wait for their
   * answers before they ask again have to be more than this many to get here.
   */
  private static final int MAX_WAITING = 512;

  /** Never the caller's word: whatever comes under this name is dropped. */
  private static final Metadata.Key<String> TURNED_AWAY =
      Metadata.Key.of("turned-away", Metadata.ASCII_STRING_MARSHALLER);

  private final ThreadPoolExecutor workers;

  /** Calls run on {@code workers}, which stay the caller's. */
  public CallWorkers(ThreadPoolExecutor workers) {
    this.workers = workers;
  }

  /** Whether a call with these headers is to be refused at once, without blocking its thread. */
  static boolean isTurnedAway(Metadata headers) {
    return headers.containsKey(TURNED_AWAY);
  }

  @Override
  public <ReqT, RespT> Executor getExecutor(ServerCall<ReqT, RespT> call, Metadata headers) {
    headers.discardAll(TURNED_AWAY);
    if (workers.getQueue().size() < MAX_WAITING) {
      return workers;
    }
    headers.put(TURNED_AWAY, "");
    return MoreExecutors.directExecutor();
  }
}
