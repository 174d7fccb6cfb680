package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.AttachmentColumns.NAME_RULE;
import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;
import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUE_PERMISSIONS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;
import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.values;

import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.TicketFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The one query that decides: token, owner, ticket, queue permission, attachment, blob and rules in
 * one round trip. Outer joins from a row that is always there, so that each missing thing can be
 * told from every other.
 *
 * <p>Where there is no such token or ticket, its joins and columns cost what they cost where there
 * is one, so that the time a refusal takes does not tell the two apart: {@code coalesce} keeps
 * every lookup and every value going.
 *
 * <p>Its text is rendered once: rendering it anew was 14% of the CPU of a 10 KiB download.
 */
public record SelectDownloadFacts(Credential token, TicketKey ticket, @Nullable Long attachmentId) {

  /** Stands for what is not recorded. */
  private static final long NOBODY = 0;

  private static final Field<String> SECRET =
      coalesce(API_TOKENS.SECRET_SHA256, inline("0".repeat(2 * Digest.BYTES))).as("secret");

  private static final Field<String[]> ABILITIES =
      coalesce(API_TOKENS.ABILITIES, inline(new String[] {"tickets:read"})).as("abilities");

  private static final Field<Long> OWNER = coalesce(API_TOKENS.USER_ID, inline(NOBODY)).as("owner");

  private static final Field<Boolean> LIVE =
      field(
              API_TOKENS
                  // guard: revocation, in the query
                  .REVOKED_AT
                  .isNull()
                  .and(
                      API_TOKENS
                          .EXPIRES_AT
                          .isNull()
                          // guard: expiry, in the query
                          .or(API_TOKENS.EXPIRES_AT.gt(currentOffsetDateTime()))))
          .as("live");

  private static final Field<Boolean> OWNER_IS_STAFF =
      // guard: an owner without a record is not staff
      coalesce(USERS.IS_STAFF, inline(false)).as("owner_is_staff");

  private static final Field<Boolean> QUEUE_VISIBLE =
      // guard: a permission can deny
      // guard: a queue without a permission is hidden
      coalesce(QUEUE_PERMISSIONS.CAN_VIEW, inline(false)).as("queue_visible");

  static final Field<?>[] COLUMNS =
      Stream.concat(
              Stream.of(
                  API_TOKENS.ID,
                  SECRET,
                  LIVE,
                  ABILITIES,
                  OWNER,
                  OWNER_IS_STAFF,
                  TICKETS.ID,
                  QUEUE_VISIBLE),
              AttachmentColumns.ALL.stream())
          .toArray(Field[]::new);

  private static final Param<Long> PARAMETER = param("id", Long.class);

  /** The parameters are the token's id, the ticket's name and the attachment's id. */
  private static final Map<TicketKey.Kind, String> SQL =
      Map.of(
          TicketKey.Kind.NUMBER,
          render(TicketKey.Kind.NUMBER, PARAMETER, PARAMETER, PARAMETER),
          TicketKey.Kind.ID,
          render(TicketKey.Kind.ID, PARAMETER, PARAMETER, PARAMETER));

  public AccessFacts execute(DSLContext dsl) {
    return read(fetch(dsl));
  }

  /** The row of {@link #COLUMNS}. */
  Record fetch(DSLContext dsl) {
    return dsl.connectionResult(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql())) {
            statement.setLong(1, token.id());
            statement.setObject(2, ticket.value(), Types.BIGINT);
            statement.setObject(3, attachmentId, Types.BIGINT);
            return dsl.fetchSingle(statement.executeQuery(), COLUMNS);
          }
        });
  }

  /** What the row of this question says. */
  AccessFacts read(Record row) {
    return new AccessFacts(
        tokenFacts(row),
        row.get(TICKETS.ID) == null
            ? null
            : new TicketFacts(row.get(TICKETS.ID), row.get(QUEUE_VISIBLE)),
        row.get(RESPONSE_ATTACHMENTS.ID) == null ? null : AttachmentColumns.read(row));
  }

  /** The statement, its parameters as question marks. */
  String sql() {
    return Objects.requireNonNull(SQL.get(ticket.kind()));
  }

  /** The query for what the three fields name. */
  static String render(
      TicketKey.Kind kind, Field<Long> token, Field<Long> ticketName, Field<Long> attachment) {
    Field<Long> ticketColumn = kind == TicketKey.Kind.NUMBER ? TICKETS.NUMBER : TICKETS.ID;
    return DSL.using(SQLDialect.POSTGRES, Database.SETTINGS)
        .render(
            select(COLUMNS)
                .from(values(row(inline(1))).as("request"))
                .leftJoin(API_TOKENS)
                .on(API_TOKENS.ID.eq(token))
                .leftJoin(USERS)
                .on(USERS.ID.eq(coalesce(API_TOKENS.USER_ID, inline(NOBODY))))
                .leftJoin(TICKETS)
                .on(ticketColumn.eq(ticketName))
                .leftJoin(QUEUE_PERMISSIONS)
                .on(QUEUE_PERMISSIONS.USER_ID.eq(coalesce(USERS.ID, inline(NOBODY))))
                .and(QUEUE_PERMISSIONS.QUEUE_ID.eq(coalesce(TICKETS.QUEUE_ID, inline(NOBODY))))
                .leftJoin(
                    RESPONSE_ATTACHMENTS
                        .join(RESPONSES)
                        .on(RESPONSES.ID.eq(RESPONSE_ATTACHMENTS.RESPONSE_ID)))
                .on(RESPONSE_ATTACHMENTS.ID.eq(attachment))
                // guard: the attachment belongs to the ticket
                .and(RESPONSES.TICKET_ID.eq(TICKETS.ID))
                .leftJoin(BLOBS)
                .on(BLOBS.SHA256.eq(RESPONSE_ATTACHMENTS.SHA256))
                .leftJoin(NAME_RULE)
                .on(NAME_RULE.EXTENSION.eq(RESPONSE_ATTACHMENTS.EXTENSION)));
  }

  private @Nullable TokenFacts tokenFacts(Record row) {
    TokenFacts facts =
        new TokenFacts(
            token.id(),
            token.matches(row.get(SECRET)),
            row.get(LIVE),
            Arrays.stream(row.get(ABILITIES)).collect(Collectors.toSet()),
            row.get(OWNER),
            row.get(OWNER_IS_STAFF));
    return row.get(API_TOKENS.ID) == null ? null : facts;
  }
}
