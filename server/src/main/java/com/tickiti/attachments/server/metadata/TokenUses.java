package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.API_TOKENS;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.tickiti.attachments.server.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When tokens were last used, written behind and all at once every few seconds: a request neither
 * waits for it nor needs it to succeed, so that a database that grants SELECT alone will do. Where
 * {@code api_tokens} is a view without that column, nothing is noted. Thread-safe.
 */
public final class TokenUses implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenUses.class);
  private static final long PERIOD_SECONDS = 5;

  private final DSLContext dsl;
  private final Set<Long> used = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("token-uses").build());
  private boolean complained;

  /** Set for good where there is nothing to write to. */
  private volatile boolean off;

  public TokenUses(Database database) {
    this.dsl = database.forRequests();
    var unused =
        timer.scheduleWithFixedDelay(this::write, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /** Notes that a token has just been used. */
  void note(long tokenId) {
    if (!off) {
      used.add(tokenId);
    }
  }

  /** Writes what has been noted. */
  @Override
  public void close() {
    timer.shutdown();
    write();
  }

  private synchronized void write() {
    List<Long> ids = new ArrayList<>(used);
    if (ids.isEmpty()) {
      return;
    }
    used.removeAll(ids);
    try {
      switch (new SelectLastUseColumn().execute(dsl)) {
        case WRITABLE -> update(ids);
        case CLOSED -> complain("the database's role lacks UPDATE on api_tokens.last_used_at");
        case ABSENT -> {
          off = true;
          used.clear();
          timer.shutdown();
        }
      }
    } catch (DataAccessException e) {
      complain(String.valueOf(e.getCause()));
    }
  }

  private void update(List<Long> ids) {
    dsl.update(API_TOKENS)
        .set(API_TOKENS.LAST_USED_AT, DSL.currentOffsetDateTime())
        .where(API_TOKENS.ID.in(ids))
        .execute();
  }

  private void complain(String reason) {
    if (!complained) {
      log.warn("the last use of tokens cannot be recorded: {}", reason);
      complained = true;
    }
  }
}
