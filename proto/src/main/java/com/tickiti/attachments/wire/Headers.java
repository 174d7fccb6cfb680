package com.tickiti.attachments.wire;

import java.util.regex.Pattern;

/** Names of headers and metadata, in lower case as HTTP/2 and gRPC spell them. */
public final class Headers {

  /** Carries {@code Bearer <id>|<secret>} or {@code Link <signature>}. */
  public static final String AUTHORIZATION = "authorization";

  /** Names a request in answers and logs. */
  public static final String REQUEST_ID = "x-request-id";

  private static final Pattern SANE_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private Headers() {}

  /** Whether a caller's request id is taken over; any other is replaced by one of ours. */
  public static boolean isSaneRequestId(String requestId) {
    return SANE_REQUEST_ID.matcher(requestId).matches();
  }
}
