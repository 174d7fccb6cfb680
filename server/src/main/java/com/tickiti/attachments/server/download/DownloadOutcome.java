package com.tickiti.attachments.server.download;

/** What a download of a whole attachment without an intent would meet; the first that applies. */
public enum DownloadOutcome {
  /** It would be served. */
  ALLOWED,
  /** The file-type rules block it. */
  BLOCKED,
  /** A review has to be confirmed. */
  REVIEW,
  /** It is above the size limit of a whole download. */
  TOO_LARGE,
  /** Its content is not stored. */
  MISSING
}
