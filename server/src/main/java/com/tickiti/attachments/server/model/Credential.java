package com.tickiti.attachments.server.model;

import org.jspecify.annotations.Nullable;

/** What a caller presents to say by which token it acts. */
public sealed interface Credential permits BearerToken, SignedLink {

  /** The token's id. */
  long id();

  /**
   * Whether it proves knowledge of the secret whose SHA-256 is stored, in constant time; a token
   * that is not stored at all ({@code null}) takes as long to refuse as a wrong secret.
   */
  boolean matches(@Nullable String storedSecretSha256);
}
