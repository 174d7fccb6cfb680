package com.tickiti.attachments.server;

import com.tickiti.attachments.server.database.DatabaseFaults;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which failures end a start: a wrong setting at once, and a database that knows neither us nor the
 * database that we ask for, once it has said so for a while. One that is away may come back. For
 * one thread.
 */
final class StartFailures implements Predicate<Exception> {

  /** Long enough for whoever is just creating the role, the password or the database. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private @Nullable Long refusedSince;

  StartFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean test(Exception failure) {
    if (failure instanceof CommandFailure) {
      return true;
    }
    if (!DatabaseFaults.isRefusal(failure)) {
      refusedSince = null;
      return false;
    }
    long now = nanoTime.getAsLong();
    if (refusedSince == null) {
      refusedSince = now;
    }
    return now - refusedSince >= PATIENCE.toNanos();
  }
}
