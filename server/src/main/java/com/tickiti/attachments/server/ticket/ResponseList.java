package com.tickiti.attachments.server.ticket;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A ticket's responses, or a page of them, read batch by batch as they are taken: each batch goes
 * on behind the last response of the one before, so that none comes twice and none is left out
 * whatever is added meanwhile, and no database connection is held in between. The first batch has
 * been read when it comes into being. Not thread-safe; {@link #hasNext} blocks on the database.
 */
public final class ResponseList {

  /** The most text, in bytes, that a batch of more than one response has. */
  public static final int BATCH_TEXT_BYTES = 128 * 1024;

  private static final int BATCH_RESPONSES = 100;

  private final Ticket ticket;
  private final ResponsesRequest request;
  private final TicketMetadata metadata;
  private final Queue<Response> batch = new ArrayDeque<>();
  private @Nullable ResponsePosition last;
  private long taken;
  private boolean exhausted;

  ResponseList(Ticket ticket, ResponsesRequest request, TicketMetadata metadata) {
    this.ticket = ticket;
    this.request = request;
    this.metadata = metadata;
    this.last = request.after();
    fill();
  }

  /** The ticket that they belong to. */
  public Ticket ticket() {
    return ticket;
  }

  /** Whether there is another response on this page. */
  public boolean hasNext() {
    if (isPageFull()) {
      return false;
    }
    fill();
    return !batch.isEmpty();
  }

  /** The next response; only while {@link #hasNext}. */
  public Response next() {
    Response next = batch.poll();
    if (next == null) {
      throw new NoSuchElementException();
    }
    taken++;
    last = next.position();
    return next;
  }

  /**
   * Where the next page begins, once {@link #hasNext} is false: after this response; {@code null}
   * where there is none.
   */
  public @Nullable ResponsePosition nextPage() {
    if (!isPageFull()) {
      return null;
    }
    fill();
    return batch.isEmpty() ? null : last;
  }

  private boolean isPageFull() {
    return request.pageSize() > 0 && taken >= request.pageSize();
  }

  private void fill() {
    if (!batch.isEmpty() || exhausted) {
      return;
    }
    batch.addAll(metadata.responses(ticket.id(), last, batchSize(), request.selection()));
    exhausted = batch.isEmpty();
  }

  /** One more than the page has left tells whether another page follows. */
  private int batchSize() {
    return request.pageSize() == 0
        ? BATCH_RESPONSES
        : (int) Math.min(BATCH_RESPONSES, request.pageSize() - taken + 1);
  }
}
