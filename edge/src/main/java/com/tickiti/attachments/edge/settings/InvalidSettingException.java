package com.tickiti.attachments.edge.settings;

/** A setting has a value that it cannot have; the message is the one line for the operator. */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public InvalidSettingException(String message) {
    super(message);
  }
}
