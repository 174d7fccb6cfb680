package com.tickiti.attachments.server.manifest;

import static com.tickiti.attachments.server.manifest.JsonFields.quoted;
import static com.tickiti.attachments.server.manifest.JsonFields.wrong;

import com.tickiti.attachments.server.filetype.RuleExtension;
import com.tickiti.attachments.server.metadata.helpdesk.HelpdeskRow;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertQueue;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertQueuePermission;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertResponse;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertRule;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertTicket;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertToken;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertUser;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.util.List;
import java.util.Optional;

/** What one line of a manifest says. */
sealed interface ManifestRecord {

  /** A row as it is. */
  record Row(HelpdeskRow row) implements ManifestRecord {}

  /**
   * An attachment, whose content is yet to be stored.
   *
   * @param file where the content is, as written in the line
   */
  record Attachment(long id, long responseId, String name, boolean inline, String file)
      implements ManifestRecord {}

  /**
   * Reads a line.
   *
   * @throws BadLineException where it says nothing that could be imported
   */
  static ManifestRecord parse(String line) {
    JsonFields fields = JsonFields.parse(line);
    String type = fields.text("type");
    ManifestRecord parsed =
        switch (type) {
          case "user" -> new Row(user(fields));
          case "queue" -> new Row(new UpsertQueue(fields.positive("id"), fields.text("name")));
          case "queue_permission" -> new Row(queuePermission(fields));
          case "ticket" -> new Row(ticket(fields));
          case "response" -> new Row(response(fields));
          case "attachment" -> attachment(fields);
          case "rule" -> new Row(new UpsertRule(rule(fields)));
          case "token" -> new Row(token(fields));
          default ->
              throw wrong(
                  "type",
                  quoted(type),
                  "user, queue, queue_permission, ticket, response, attachment, rule or token");
        };
    fields.end();
    return parsed;
  }

  private static UpsertUser user(JsonFields fields) {
    return new UpsertUser(
        fields.positive("id"), fields.text("email"), fields.flag("is_staff", false));
  }

  private static UpsertQueuePermission queuePermission(JsonFields fields) {
    return new UpsertQueuePermission(
        fields.positive("user_id"), fields.positive("queue_id"), fields.flag("can_view", true));
  }

  private static UpsertTicket ticket(JsonFields fields) {
    return new UpsertTicket(
        fields.positive("id"),
        fields.positive("number"),
        fields.positive("queue_id"),
        fields.optionalText("subject").orElse(""),
        fields.optionalText("status").orElse(UpsertTicket.DEFAULT_STATUS),
        fields.optionalText("priority").orElse(UpsertTicket.DEFAULT_PRIORITY),
        fields.optionalText("originator_email").orElse(null),
        fields.optionalText("assigned_to_email").orElse(null),
        fields.flag("resolved", false),
        fields.time("on_hold_until"),
        fields.time("created_at"),
        fields.time("updated_at"));
  }

  private static UpsertResponse response(JsonFields fields) {
    return new UpsertResponse(
        fields.positive("id"),
        fields.positive("ticket_id"),
        fields.flag("is_internal", false),
        fields.flag("is_pinned", false),
        fields.flag("staff_response", false),
        fields.optionalText("created_by_email").orElse(null),
        fields.optionalText("html").orElse(null),
        fields.optionalText("plain_text").orElse(null),
        fields.flag("is_email_sourced", false),
        fields.time("created_at"),
        fields.time("updated_at"));
  }

  private static Attachment attachment(JsonFields fields) {
    return new Attachment(
        fields.positive("id"),
        fields.positive("response_id"),
        fields.text("name"),
        fields.flag("is_inline", false),
        fields.text("file"));
  }

  private static FileTypeRule rule(JsonFields fields) {
    return new FileTypeRule(
        extension(fields.text("extension")),
        outcome(fields.text("outcome")),
        fields.optionalText("note").orElse(""));
  }

  private static UpsertToken token(JsonFields fields) {
    return new UpsertToken(
        fields.positive("id"),
        fields.positive("user_id"),
        fields.optionalText("description").orElse(""),
        secretSha256(fields.optionalText("secret"), fields.optionalText("secret_sha256")),
        abilities(fields.texts("abilities")),
        fields.time("expires_at"),
        fields.time("revoked_at"));
  }

  private static String extension(String text) {
    try {
      return RuleExtension.normalise(text);
    } catch (IllegalArgumentException e) {
      throw wrong("extension", quoted(text), RuleExtension.EXPECTED);
    }
  }

  private static FileTypeOutcome outcome(String text) {
    for (FileTypeOutcome outcome : FileTypeOutcome.values()) {
      if (outcome.stored().equals(text)) {
        return outcome;
      }
    }
    throw wrong("outcome", quoted(text), "allowed, review or blocked");
  }

  private static String secretSha256(Optional<String> secret, Optional<String> sha256) {
    if (secret.isPresent() == sha256.isPresent()) {
      throw new BadLineException("secret, secret_sha256: exactly one of the two is needed");
    }
    if (secret.isPresent()) {
      if (!secret.get().matches("[\\x21-\\x7e]{1,512}")) {
        throw wrong("secret", "cannot be sent", "1 to 512 printable ASCII characters, no space");
      }
      return BearerToken.secretSha256(secret.get());
    }
    return sha256
        .filter(Digest::isValid)
        .orElseThrow(
            () -> wrong("secret_sha256", "no SHA-256", "64 lower-case hexadecimal digits"));
  }

  private static List<String> abilities(List<String> abilities) {
    if (abilities.stream().anyMatch(String::isBlank)) {
      throw wrong("abilities", "has a blank one", "such as tickets:read");
    }
    return abilities;
  }
}
