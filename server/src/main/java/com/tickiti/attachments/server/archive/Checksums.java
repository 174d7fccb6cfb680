package com.tickiti.attachments.server.archive;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Map;

/** The CRC-32 of contents, as far as it is recorded. Implementations are thread-safe. */
public interface Checksums {

  /** Those of {@code digests} that are recorded; the values are unsigned 32-bit numbers. */
  Map<Digest, Long> recorded(Collection<Digest> digests);

  /** Records one that was computed, where that can be; without, it is computed again next time. */
  void record(Digest digest, long crc32);
}
