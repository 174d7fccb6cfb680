package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;

/**
 * The attachments that refer to each of {@code digests}, with their tickets; no more than {@code
 * limit} of one content, which may be in many.
 */
record SelectAttachmentUses(Collection<Digest> digests, int limit) {

  private static final Field<Integer> TOTAL =
      count().over().partitionBy(RESPONSE_ATTACHMENTS.SHA256).as("total");
  private static final Field<Integer> PLACE =
      rowNumber()
          .over()
          .partitionBy(RESPONSE_ATTACHMENTS.SHA256)
          .orderBy(RESPONSE_ATTACHMENTS.ID)
          .as("place");

  /** What is referred to by none is not in it. */
  Map<Digest, AttachmentUses> execute(DSLContext dsl) {
    String[] hex = digests.stream().map(Digest::hex).toArray(String[]::new);
    Table<?> placed =
        select(
                RESPONSE_ATTACHMENTS.ID,
                RESPONSE_ATTACHMENTS.NAME,
                RESPONSE_ATTACHMENTS.SHA256,
                RESPONSE_ATTACHMENTS.RESPONSE_ID,
                TOTAL,
                PLACE)
            .from(RESPONSE_ATTACHMENTS)
            .where(RESPONSE_ATTACHMENTS.SHA256.eq(any(hex)))
            .asTable("placed");
    Field<Long> id = of(placed, RESPONSE_ATTACHMENTS.ID);
    Field<String> sha256 = of(placed, RESPONSE_ATTACHMENTS.SHA256);
    Field<Integer> total = of(placed, TOTAL);
    Map<String, ? extends Result<? extends Record>> bySha256 =
        dsl.select(id, of(placed, RESPONSE_ATTACHMENTS.NAME), TICKETS.NUMBER, sha256, total)
            .from(placed)
            .leftJoin(RESPONSES)
            .on(RESPONSES.ID.eq(of(placed, RESPONSE_ATTACHMENTS.RESPONSE_ID)))
            .leftJoin(TICKETS)
            .on(TICKETS.ID.eq(RESPONSES.TICKET_ID))
            .where(of(placed, PLACE).le(limit))
            .orderBy(id)
            .fetchGroups(sha256);
    Map<Digest, AttachmentUses> uses = new HashMap<>();
    bySha256.forEach((key, rows) -> uses.put(new Digest(key), uses(rows, total)));
    return uses;
  }

  private static AttachmentUses uses(List<? extends Record> rows, Field<Integer> total) {
    return new AttachmentUses(
        rows.stream()
            .map(
                row ->
                    new AttachmentUse(
                        row.get(0, Long.class), row.get(1, String.class), row.get(2, Long.class)))
            .toList(),
        rows.get(0).get(total));
  }

  private static <T> Field<T> of(Table<?> placed, Field<T> field) {
    return Objects.requireNonNull(placed.field(field), field.getName());
  }
}
