package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.Caller;
import io.grpc.Status;

/**
 * Told of each call as it begins and ends. Implementations are thread-safe and never block: they
 * run on the calls' own threads.
 */
public interface CallObserver {

  /**
   * A call has come in.
   *
   * @param method the RPC's bare name, such as {@code DownloadAttachment}
   */
  default void began(String method, Caller caller) {}

  /** The first message of an answer has been handed to the transport. */
  default void firstMessage(String method, Caller caller) {}

  /**
   * A call that began is over, and {@link Caller#summary} whole.
   *
   * @param code how it ended; {@code CANCELLED} also where the caller left while the last bytes of
   *     its answer were on their way
   */
  default void ended(String method, Caller caller, Status.Code code) {}

  /** A call was refused before it began, since too many wait for a thread. */
  default void shed(String method, Caller caller) {}
}
