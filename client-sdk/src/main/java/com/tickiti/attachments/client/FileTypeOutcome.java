package com.tickiti.attachments.client;

/** What the administrator's file-type rules say of an attachment. */
public enum FileTypeOutcome {
  /** It downloads without further ado. */
  ALLOWED,
  /** It downloads once the review is confirmed: {@link DownloadRequest#confirmReview()}. */
  REVIEW,
  /** It never downloads. */
  BLOCKED,
  /** Something that this version of the client does not know. */
  UNKNOWN
}
