package com.tickiti.attachments.client;

import com.tickiti.attachments.error.AttachmentError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request is not valid; {@link #violations()} names each invalid field. */
public final class InvalidRequestException extends AttachmentException {

  private static final long serialVersionUID = 1;

  private final Map<String, List<String>> violations;

  public InvalidRequestException(
      AttachmentError error, String requestId, @Nullable Throwable cause) {
    super(error, requestId, cause);
    violations = error.violations();
  }

  /** Field name to what is wrong with it; unmodifiable. */
  public Map<String, List<String>> violations() {
    return violations;
  }
}
