package com.tickiti.attachments.client;

/**
 * Hears how far a download or upload has come. Called on the thread that moves the bytes, one call
 * after the other, so it should be quick; an exception from it ends the transfer.
 */
@FunctionalInterface
public interface ProgressListener {

  /** Listens to nothing. */
  ProgressListener NONE = (doneBytes, totalBytes) -> {};

  /**
   * More bytes have been moved.
   *
   * @param doneBytes how many so far; a download never goes back, not even when it is resumed,
   *     while an upload that is repeated begins again
   * @param totalBytes how many there will be
   */
  void progressed(long doneBytes, long totalBytes);
}
