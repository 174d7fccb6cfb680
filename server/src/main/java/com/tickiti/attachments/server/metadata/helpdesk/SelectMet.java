package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.QUEUES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;
import static com.tickiti.attachments.server.metadata.generated.Tables.USERS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;

import java.util.Collection;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;

/** Those of {@code values} for which a kind of requirement is met. */
record SelectMet(Requirement.Kind kind, Collection<Long> values) {

  Set<Long> execute(DSLContext dsl) {
    return switch (kind) {
      case USER -> existing(dsl, USERS, USERS.ID);
      case QUEUE -> existing(dsl, QUEUES, QUEUES.ID);
      case TICKET -> existing(dsl, TICKETS, TICKETS.ID);
      case RESPONSE -> existing(dsl, RESPONSES, RESPONSES.ID);
      case TICKET_NUMBER ->
          dsl.select(TICKETS.NUMBER)
              .from(TICKETS)
              .where(TICKETS.NUMBER.eq(any(array())))
              .groupBy(TICKETS.NUMBER)
              .having(count().eq(1))
              .fetchSet(TICKETS.NUMBER);
    };
  }

  private Set<Long> existing(DSLContext dsl, Table<?> table, Field<Long> id) {
    return dsl.select(id).from(table).where(id.eq(any(array()))).fetchSet(id);
  }

  private Long[] array() {
    return values.toArray(Long[]::new);
  }
}
