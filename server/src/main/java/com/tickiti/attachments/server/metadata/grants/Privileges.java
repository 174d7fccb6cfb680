package com.tickiti.attachments.server.metadata.grants;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;
import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.BLOB_STORE;
import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;
import static com.tickiti.attachments.server.metadata.generated.Tables.IMPORTED_FILES;
import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUE_PERMISSIONS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;
import static com.tickiti.attachments.server.metadata.generated.Tables.UPLOADS;
import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;
import static com.tickiti.attachments.server.metadata.grants.Privilege.execute;
import static com.tickiti.attachments.server.metadata.grants.Privilege.select;
import static com.tickiti.attachments.server.metadata.grants.Privilege.update;
import static com.tickiti.attachments.server.metadata.grants.Privilege.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The privileges of each job. A test runs each job with them, and finds out that each is needed.
 */
final class Privileges {

  private static final String DOWNLOADS = "every download";
  private static final String TICKETS_SHOWN = "every download, and tickets";

  /** What all commands look at. */
  private static final List<Privilege> COMMON =
      List.of(
          select(
                  "blob_store",
                  "comparing the blob store with the database",
                  BLOB_STORE.ID,
                  BLOB_STORE.BOUND_AT)
              .optional(),
          Privilege.of("SELECT", "flyway_schema_history", "telling the version of the schema")
              .optional());

  static final List<Privilege> SERVE =
      concat(
          COMMON,
          select("users", DOWNLOADS, USERS.ID, USERS.EMAIL, USERS.IS_STAFF),
          select(
              "queue_permissions",
              DOWNLOADS,
              QUEUE_PERMISSIONS.USER_ID,
              QUEUE_PERMISSIONS.QUEUE_ID,
              QUEUE_PERMISSIONS.CAN_VIEW),
          select(
              "tickets",
              TICKETS_SHOWN,
              TICKETS.ID,
              TICKETS.NUMBER,
              TICKETS.QUEUE_ID,
              TICKETS.SUBJECT,
              TICKETS.STATUS,
              TICKETS.PRIORITY,
              TICKETS.ORIGINATOR_EMAIL,
              TICKETS.ASSIGNED_TO_EMAIL,
              TICKETS.RESOLVED,
              TICKETS.ON_HOLD_UNTIL,
              TICKETS.CREATED_AT,
              TICKETS.UPDATED_AT),
          select(
              "responses",
              TICKETS_SHOWN,
              RESPONSES.ID,
              RESPONSES.TICKET_ID,
              RESPONSES.IS_INTERNAL,
              RESPONSES.IS_PINNED,
              RESPONSES.STAFF_RESPONSE,
              RESPONSES.CREATED_BY_EMAIL,
              RESPONSES.HTML,
              RESPONSES.PLAIN_TEXT,
              RESPONSES.IS_EMAIL_SOURCED,
              RESPONSES.CREATED_AT,
              RESPONSES.UPDATED_AT),
          select(
              "response_attachments",
              DOWNLOADS,
              RESPONSE_ATTACHMENTS.ID,
              RESPONSE_ATTACHMENTS.RESPONSE_ID,
              RESPONSE_ATTACHMENTS.NAME,
              RESPONSE_ATTACHMENTS.SHA256,
              RESPONSE_ATTACHMENTS.IS_INLINE,
              RESPONSE_ATTACHMENTS.EXTENSION),
          select(
              "blobs",
              DOWNLOADS,
              BLOBS.SHA256,
              BLOBS.SIZE,
              BLOBS.MIME_TYPE,
              BLOBS.DETECTED_EXTENSIONS,
              BLOBS.REVIEW_REASON,
              BLOBS.PIECE_SHA256),
          select("file_type_rules", DOWNLOADS, FILE_TYPE_RULES.EXTENSION, FILE_TYPE_RULES.OUTCOME),
          select(
              "api_tokens",
              DOWNLOADS,
              API_TOKENS.ID,
              API_TOKENS.USER_ID,
              API_TOKENS.DESCRIPTION,
              API_TOKENS.SECRET_SHA256,
              API_TOKENS.ABILITIES,
              API_TOKENS.EXPIRES_AT,
              API_TOKENS.REVOKED_AT),
          update("api_tokens", "recording when tokens were used", API_TOKENS.LAST_USED_AT)
              .optional(),
          select("blobs", "reusing checksums of archives", BLOBS.CRC32).optional(),
          update("blobs", "keeping checksums of archives", BLOBS.CRC32).optional(),
          Privilege.of("INSERT", "audit_log", "every download with --audit=table").optional());

  private static final List<Privilege> BIND =
      List.of(
          Privilege.of("INSERT", "blob_store", "binding a new blob store").optional(),
          Privilege.of("UPDATE", "blob_store", "binding a new blob store").optional());

  private static final Privilege EXTENSION =
      execute("attachment_extension(text)", "the rule for a file's name");

  /** Beside {@link #SERVE}. */
  static final List<Privilege> UPLOAD =
      concat(
          BIND,
          Privilege.of("INSERT", "response_attachments", "every upload"),
          Privilege.of("DELETE", "response_attachments", "a repeated upload"),
          Privilege.of("INSERT", "blobs", "every upload"),
          update(
              "blobs",
              "every upload",
              BLOBS.MIME_TYPE,
              BLOBS.DETECTED_EXTENSIONS,
              BLOBS.REVIEW_REASON,
              BLOBS.PIECE_SHA256,
              BLOBS.CRC32),
          select(
              "uploads",
              "a repeated upload",
              UPLOADS.USER_ID,
              UPLOADS.REQUEST_ID,
              UPLOADS.ATTACHMENT_ID),
          Privilege.of("INSERT", "uploads", "an upload with a request id"),
          usage("uploaded_attachment_id", "every upload"),
          EXTENSION);

  static final List<Privilege> IMPORT =
      concat(
          Stream.concat(COMMON.stream(), BIND.stream()).toList(),
          imported("users"),
          imported("queues"),
          imported("queue_permissions"),
          imported("tickets"),
          imported("responses"),
          imported("response_attachments"),
          imported("file_type_rules"),
          imported("api_tokens"),
          imported("blobs"),
          List.of(
              select(
                  "imported_files",
                  "every import",
                  IMPORTED_FILES.ATTACHMENT_ID,
                  IMPORTED_FILES.SHA256),
              Privilege.of("INSERT", "imported_files", "every import"),
              Privilege.of("UPDATE", "imported_files", "a repeated import"),
              EXTENSION));

  static final List<Privilege> ADMIN =
      concat(
          Stream.concat(COMMON.stream(), BIND.stream()).toList(),
          select("users", "token create", USERS.ID),
          Privilege.of("SELECT", "api_tokens", "token"),
          Privilege.of("INSERT", "api_tokens", "token create"),
          Privilege.of(
              "UPDATE", "api_tokens", "token create (which locks the table), token revoke"),
          Privilege.of("SELECT", "file_type_rules", "rule"),
          Privilege.of("INSERT", "file_type_rules", "rule set"),
          Privilege.of("UPDATE", "file_type_rules", "rule set"),
          Privilege.of("DELETE", "file_type_rules", "rule remove"),
          select(
              "response_attachments",
              "verify and gc",
              RESPONSE_ATTACHMENTS.ID,
              RESPONSE_ATTACHMENTS.RESPONSE_ID,
              RESPONSE_ATTACHMENTS.NAME,
              RESPONSE_ATTACHMENTS.SHA256),
          select("responses", "verify", RESPONSES.ID, RESPONSES.TICKET_ID),
          select("tickets", "verify and audit show", TICKETS.ID, TICKETS.NUMBER),
          Privilege.of("SELECT", "blobs", "verify and gc"),
          Privilege.of("DELETE", "blobs", "gc"),
          update(
              "blobs",
              "verify --types --update",
              BLOBS.MIME_TYPE,
              BLOBS.DETECTED_EXTENSIONS,
              BLOBS.REVIEW_REASON),
          execute("attachment_extension(text)", "rule test").optional(),
          Privilege.of("SELECT", "audit_log", "reading the audit log").optional());

  private Privileges() {}

  private static List<Privilege> imported(String relation) {
    return Stream.of("SELECT", "INSERT", "UPDATE")
        .map(verb -> Privilege.of(verb, relation, "every import"))
        .toList();
  }

  private static List<Privilege> concat(List<Privilege> first, Privilege... more) {
    List<Privilege> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  @SafeVarargs
  private static List<Privilege> concat(List<Privilege> first, List<Privilege>... more) {
    List<Privilege> all = new ArrayList<>(first);
    for (List<Privilege> each : more) {
      all.addAll(each);
    }
    return List.copyOf(all);
  }
}
