package com.tickiti.attachments.server.model;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of an API token, but for its secret's digest.
 *
 * @param id its public part
 * @param userId the user it acts as
 * @param description what it is for
 * @param abilities what it may be used for, such as {@code tickets:read}
 * @param expiresAt when it ends by itself; {@code null} for never
 * @param revokedAt when it was revoked; {@code null} where it was not
 * @param lastUsedAt when it was last used, as far as that is recorded
 */
public record ApiToken(
    long id,
    long userId,
    String description,
    List<String> abilities,
    @Nullable OffsetDateTime expiresAt,
    @Nullable OffsetDateTime revokedAt,
    @Nullable OffsetDateTime lastUsedAt) {

  public ApiToken {
    abilities = List.copyOf(abilities);
  }
}
