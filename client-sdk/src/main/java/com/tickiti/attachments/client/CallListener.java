package com.tickiti.attachments.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Observes the client's calls, for logs and metrics. The methods run on the thread that makes the
 * call, so they must be quick; an exception from one of them is ignored. Thread-safe.
 *
 * <p>{@code method} is the RPC's name, such as {@code DownloadAttachment}. {@code requestId} is the
 * one that the client sends, the same for all attempts of a call.
 */
public interface CallListener {

  /** Does nothing. */
  CallListener NONE = new CallListener() {};

  /** An attempt begins. */
  default void attemptStarted(String method, String requestId) {}

  /**
   * An attempt has failed. A call that ends otherwise, such as by cancellation or because a local
   * file cannot be read, is not reported.
   *
   * @param error the failure
   * @param retryDelay the wait before the next attempt; empty where there is none, and then {@code
   *     error} is what the call ends in
   */
  default void attemptFailed(
      String method, String requestId, AttachmentException error, Optional<Duration> retryDelay) {}

  /** The call has succeeded; for a download, its content is complete and correct. */
  default void callSucceeded(String method, String requestId) {}
}
