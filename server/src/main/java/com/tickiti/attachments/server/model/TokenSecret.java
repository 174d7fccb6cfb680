package com.tickiti.attachments.server.model;

import java.security.SecureRandom;
import java.util.Base64;

/** Secrets for new tokens: 256 random bits as 43 characters that need no quoting. */
public final class TokenSecret {

  private static final SecureRandom RANDOM = new SecureRandom();

  private TokenSecret() {}

  public static String random() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
