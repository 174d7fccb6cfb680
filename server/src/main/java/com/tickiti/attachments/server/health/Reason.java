package com.tickiti.attachments.server.health;

import java.nio.file.FileSystemException;

/** What a failure has to say for itself, for whom a stack trace would tell no more. */
public final class Reason {

  private Reason() {}

  /**
   * Its message, and of a file error the kind as well, since its message is only the file's name.
   */
  public static String of(Throwable failure) {
    return failure instanceof FileSystemException || failure.getMessage() == null
        ? failure.toString()
        : failure.getMessage();
  }
}
