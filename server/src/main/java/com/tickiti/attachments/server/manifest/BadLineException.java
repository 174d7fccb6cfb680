package com.tickiti.attachments.server.manifest;

/** A line of a manifest cannot be taken as it is; the message says why, without the line number. */
final class BadLineException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BadLineException(String message) {
    super(message);
  }
}
