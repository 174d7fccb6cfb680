package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is recorded of who asks and what for. Implementations are thread-safe. */
@FunctionalInterface
public interface AccessMetadata {

  /**
   * All facts for one decision, of one instant, read from the database anew.
   *
   * @param attachmentId {@code null} where no attachment is asked for
   * @param cancelled whether the caller has gone away; then nothing need be read
   * @throws MetadataUnavailableException where they cannot be read within two seconds
   * @throws java.util.concurrent.CancellationException where nothing was read, since the caller has
   *     gone away
   */
  AccessFacts facts(
      Credential credential,
      TicketKey ticket,
      @Nullable Long attachmentId,
      BooleanSupplier cancelled);
}
