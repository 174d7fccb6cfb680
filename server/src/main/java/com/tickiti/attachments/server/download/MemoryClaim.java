package com.tickiti.attachments.server.download;

/**
 * Sets memory aside for moving a content, for as long as its call lasts; asked once all else is
 * decided.
 */
@FunctionalInterface
public interface MemoryClaim {

  /**
   * Sets it aside.
   *
   * @param contentBytes how many bytes will be moved; small contents take less memory
   * @throws RefusalException {@code UNAVAILABLE} where it is not left
   */
  void claim(long contentBytes);
}
