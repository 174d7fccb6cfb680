package com.tickiti.attachments.server.download;

import java.time.Duration;

/**
 * What a caller wants a link to.
 *
 * @param download the download that the link is for
 * @param expiresIn how long it is to work
 */
public record LinkRequest(DownloadRequest download, Duration expiresIn) {

  /** How long a link works of which nothing else is said. */
  public static final Duration DEFAULT_EXPIRES_IN = Duration.ofMinutes(5);

  /** The longest that a link works. */
  public static final Duration MAX_EXPIRES_IN = Duration.ofHours(1);
}
