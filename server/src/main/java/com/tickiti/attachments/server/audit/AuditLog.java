package com.tickiti.attachments.server.audit;

import java.io.IOException;

/** Where audit records go, only ever to be added to. Thread-safe; the owner closes it. */
public interface AuditLog extends AutoCloseable {

  /** Keeps nothing. */
  AuditLog OFF =
      new AuditLog() {
        @Override
        public void require(AuditRecord record) {}

        @Override
        public void add(AuditRecord record) {}
      };

  /**
   * Adds a record of what is about to happen; once this returns, no end of this process loses it.
   *
   * @throws AuditUnavailableException where it cannot be added, so that it must not happen
   */
  void require(AuditRecord record) throws AuditUnavailableException;

  /** Adds a record of what has happened: now or, while that cannot be, as soon as it can. */
  void add(AuditRecord record);

  /** Throws where it can be seen that no record could be added. */
  default void check() {}

  /** Throws where no record can be added now, which it may find out by trying. */
  default void probe() throws IOException {
    check();
  }

  /** Adds what is still to be added. */
  @Override
  default void close() {}
}
