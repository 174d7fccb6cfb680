package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes an API token. When it was last used stays as recorded.
 *
 * @param secretSha256 the SHA-256 of its secret, 64 lower-case hexadecimal digits
 */
public record UpsertToken(
    long id,
    long userId,
    String description,
    String secretSha256,
    List<String> abilities,
    @Nullable OffsetDateTime expiresAt,
    @Nullable OffsetDateTime revokedAt)
    implements HelpdeskRow {

  public UpsertToken {
    abilities = List.copyOf(abilities);
  }

  @Override
  public Table<?> table() {
    return API_TOKENS;
  }

  @Override
  public Values values() {
    return new Values()
        .set(API_TOKENS.ID, id)
        .set(API_TOKENS.USER_ID, userId)
        .set(API_TOKENS.DESCRIPTION, description)
        .set(API_TOKENS.SECRET_SHA256, secretSha256)
        .set(API_TOKENS.ABILITIES, abilities.toArray(String[]::new))
        .set(API_TOKENS.EXPIRES_AT, expiresAt)
        .set(API_TOKENS.REVOKED_AT, revokedAt);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(new Requirement(Requirement.Kind.USER, userId));
  }
}
