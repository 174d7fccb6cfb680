package com.tickiti.attachments.server.audit;

import java.io.IOException;

/** No record can be added, so that nothing may happen that needs one. */
public final class AuditUnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  public AuditUnavailableException(Throwable cause) {
    super("the audit log cannot be written", cause);
  }
}
