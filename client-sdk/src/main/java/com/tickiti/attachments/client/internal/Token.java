package com.tickiti.attachments.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * Checks a bearer token before gRPC sees it: grpc-java logs the bytes of a header value that is not
 * printable ASCII, and the token would be in that log.
 */
public final class Token {

  private Token() {}

  /**
   * The token without the white space around it, such as the newline at the end of a file.
   *
   * @throws IllegalArgumentException where it cannot be a header value; does not quote the token
   */
  public static String checked(@Nullable String token) {
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException("token: is empty");
    }
    String stripped = token.strip();
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (c <= ' ' || c > '~') {
        throw new IllegalArgumentException(
            "token: character %d is white space or not printable ASCII".formatted(i + 1));
      }
    }
    return stripped;
  }
}
