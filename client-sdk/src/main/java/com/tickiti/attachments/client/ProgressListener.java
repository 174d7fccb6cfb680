package com.tickiti.attachments.client;

/**
 * Receives the progress of a download or upload. Called on the thread that moves the bytes, one
 * call after the other, so it must be quick; an exception from it ends the transfer.
 */
@FunctionalInterface
public interface ProgressListener {

  /** Does nothing. */
  ProgressListener NONE = (doneBytes, totalBytes) -> {};

  /**
   * More bytes have been moved.
   *
   * @param doneBytes how many so far; a download never goes back, also when it is resumed; an
   *     upload that is retried begins at 0 again
   * @param totalBytes how many there will be
   */
  void progressed(long doneBytes, long totalBytes);
}
