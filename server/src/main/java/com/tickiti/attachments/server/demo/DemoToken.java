package com.tickiti.attachments.server.demo;

import static com.tickiti.attachments.server.demo.DemoJson.object;

import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TokenSecret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The demo's tokens, one for each thing a token can lack. Their ids and owners are the same in
 * every demo, their secrets in none.
 */
public enum DemoToken {
  READER(14, DemoHelpdesk.STAFF, "tickets:read"),
  WRITER(15, DemoHelpdesk.STAFF, "tickets:write"),
  NO_ABILITY(16, DemoHelpdesk.STAFF, "contacts:read"),
  NO_QUEUE(17, DemoHelpdesk.STAFF_OF_ANOTHER_QUEUE, "tickets:read"),
  NOT_STAFF(18, DemoHelpdesk.CUSTOMER, "tickets:read"),
  EXPIRED(19, DemoHelpdesk.STAFF, "tickets:read"),
  REVOKED(20, DemoHelpdesk.STAFF, "tickets:read"),
  /** In nobody's records. */
  UNKNOWN(9_999, DemoHelpdesk.STAFF, "tickets:read");

  private static final String LONG_AGO = "2020-01-01T00:00:00Z";

  private final long id;
  private final long userId;
  private final String ability;

  DemoToken(long id, long userId, String ability) {
    this.id = id;
    this.userId = userId;
    this.ability = ability;
  }

  /** The name that {@code demo.json} has it under. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The whole token, {@code <id>|<secret>}: the one given where it is this one's, else a new one.
   */
  String text(@Nullable String former) {
    String prefix = id + "|";
    return former != null
            && former.matches("[0-9]+[|][A-Za-z0-9_-]{43}")
            && former.startsWith(prefix)
        ? former
        : prefix + TokenSecret.random();
  }

  /** Its line in the manifest, which only learns the secret's digest. */
  Map<String, Object> record(String text) {
    Map<String, Object> fields = new LinkedHashMap<>(object("type", "token", "id", id));
    fields.put("user_id", userId);
    fields.put("description", "demo: " + key());
    fields.put("abilities", List.of(ability));
    fields.put("secret_sha256", BearerToken.secretSha256(text.substring(text.indexOf('|') + 1)));
    if (this == EXPIRED) {
      fields.put("expires_at", LONG_AGO);
    }
    if (this == REVOKED) {
      fields.put("revoked_at", LONG_AGO);
    }
    return fields;
  }
}
