package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.charLength;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.left;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.octetLength;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.ticket.Response;
import com.tickiti.attachments.server.ticket.ResponseList;
import com.tickiti.attachments.server.ticket.ResponsePosition;
import com.tickiti.attachments.server.ticket.ResponseSelection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a ticket's responses. PostgreSQL adds up the texts' lengths, which it knows without
 * reading them, and the batch ends before they are too much for the memory of a call; also texts
 * are cut there, so that what is not wanted never comes here.
 */
record SelectResponses(
    long ticketId, @Nullable ResponsePosition after, int limit, ResponseSelection selection) {

  /** UTF-8 has no longer character. */
  private static final int MAX_CHAR_BYTES = 4;

  private static final Field<Boolean> UNPINNED = field(not(RESPONSES.IS_PINNED));

  private static final List<OrderField<?>> ORDER =
      List.of(UNPINNED, RESPONSES.CREATED_AT, RESPONSES.ID);

  private static final Field<String> CREATED_BY = coalesce(RESPONSES.CREATED_BY_EMAIL, inline(""));

  List<Response> execute(DSLContext dsl) {
    List<Response> responses = responses(dsl);
    if (!selection.attachments() || responses.isEmpty()) {
      return responses;
    }
    List<Long> ids = responses.stream().map(response -> response.position().id()).toList();
    Map<Long, List<AttachmentFacts>> attachments = new SelectAttachmentsOf(ids).execute(dsl);
    return responses.stream()
        .map(
            response ->
                response.with(attachments.getOrDefault(response.position().id(), List.of())))
        .toList();
  }

  private List<Response> responses(DSLContext dsl) {
    Body html = body(RESPONSES.HTML, selection.html(), "html");
    Body plainText = body(RESPONSES.PLAIN_TEXT, selection.plainText(), "plain_text");
    Table<?> sized = sized();
    Field<Long> id = sized.field("id", Long.class);
    Field<Integer> number = sized.field("number", Integer.class);
    Field<BigDecimal> bytes = sized.field("total_bytes", BigDecimal.class);
    return dsl.select(
            RESPONSES.ID,
            RESPONSES.IS_PINNED,
            RESPONSES.CREATED_AT,
            RESPONSES.IS_INTERNAL,
            RESPONSES.STAFF_RESPONSE,
            CREATED_BY,
            RESPONSES.UPDATED_AT,
            RESPONSES.IS_EMAIL_SOURCED,
            html.text(),
            html.truncated(),
            plainText.text(),
            plainText.truncated())
        .from(sized)
        .join(RESPONSES)
        .on(RESPONSES.ID.eq(id))
        .where(number.eq(1).or(bytes.le(BigDecimal.valueOf(ResponseList.BATCH_TEXT_BYTES))))
        .orderBy(ORDER)
        .fetch(row -> read(row, html, plainText));
  }

  /** The candidates, each with the length of its texts and of all before it. */
  private Table<?> sized() {
    Field<Integer> bytes =
        bytes(RESPONSES.HTML, selection.html())
            .plus(bytes(RESPONSES.PLAIN_TEXT, selection.plainText()))
            .as("bytes");
    Table<?> next =
        select(RESPONSES.ID, RESPONSES.CREATED_AT, UNPINNED.as("unpinned"), bytes)
            .from(RESPONSES)
            .where(RESPONSES.TICKET_ID.eq(ticketId))
            .and(afterLast())
            .orderBy(ORDER)
            .limit(limit)
            .asTable("next");
    List<OrderField<?>> order =
        List.of(next.field("unpinned"), next.field(RESPONSES.CREATED_AT), next.field(RESPONSES.ID));
    return select(
            next.field(RESPONSES.ID).as("id"),
            rowNumber().over().orderBy(order).as("number"),
            sum(next.field(bytes)).over().orderBy(order).rowsUnboundedPreceding().as("total_bytes"))
        .from(next)
        .asTable("sized");
  }

  private Condition afterLast() {
    return after == null
        ? noCondition()
        : row(UNPINNED, RESPONSES.CREATED_AT, RESPONSES.ID)
            .gt(!after.pinned(), after.createdAt(), after.id());
  }

  private Field<Integer> bytes(Field<String> text, boolean wanted) {
    if (!wanted) {
      return inline(0);
    }
    Field<Integer> whole = coalesce(octetLength(text), inline(0));
    Integer max = selection.maxBodyChars();
    return max == null
        ? whole
        : least(whole, val((int) Math.min(Integer.MAX_VALUE / 2, (long) MAX_CHAR_BYTES * max)));
  }

  private Body body(Field<String> text, boolean wanted, String name) {
    Integer max = selection.maxBodyChars();
    Field<String> sent =
        wanted ? (max == null ? text : left(text, max)) : castNull(SQLDataType.CLOB);
    Condition truncated = wanted && max != null ? charLength(text).gt(max) : null;
    return new Body(
        coalesce(sent, inline("")).as(name),
        (truncated == null ? inline(false) : coalesce(field(truncated), inline(false)))
            .as(name + "_truncated"));
  }

  private static Response read(Record row, Body html, Body plainText) {
    return new Response(
        new ResponsePosition(
            row.get(RESPONSES.IS_PINNED), row.get(RESPONSES.CREATED_AT), row.get(RESPONSES.ID)),
        row.get(RESPONSES.IS_INTERNAL),
        row.get(RESPONSES.STAFF_RESPONSE),
        row.get(CREATED_BY),
        row.get(RESPONSES.UPDATED_AT),
        row.get(RESPONSES.IS_EMAIL_SOURCED),
        html.read(row),
        plainText.read(row),
        List.of());
  }

  /** The two columns that a text is read from. */
  private record Body(Field<String> text, Field<Boolean> truncated) {
    Response.Body read(Record row) {
      return new Response.Body(row.get(text), row.get(truncated));
    }
  }
}
