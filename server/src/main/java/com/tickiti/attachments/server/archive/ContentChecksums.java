package com.tickiti.attachments.server.archive;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.VerifiedContent;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The CRC-32 of contents, which a zip archive has before each of them. Where it is not recorded the
 * content is read once, each byte checked. Thread-safe; blocks on the database and the blob store.
 */
final class ContentChecksums {

  private static final int MAX_REMEMBERED = 20_000;

  private final Checksums recorded;
  private final VerifiedBlobs blobs;
  private final Cache<Digest, Long> remembered =
      CacheBuilder.newBuilder().maximumSize(MAX_REMEMBERED).build();

  ContentChecksums(Checksums recorded, VerifiedBlobs blobs) {
    this.recorded = recorded;
    this.blobs = blobs;
  }

  /** Of each content, the checksum. */
  Map<Digest, Long> of(Collection<AttachmentFacts> attachments) throws IOException {
    Map<Digest, Long> known = new HashMap<>();
    Set<Digest> unknown = new HashSet<>();
    for (AttachmentFacts attachment : attachments) {
      Long crc32 = remembered.getIfPresent(attachment.digest());
      if (crc32 == null) {
        unknown.add(attachment.digest());
      } else {
        known.put(attachment.digest(), crc32);
      }
    }
    if (!unknown.isEmpty()) {
      known.putAll(recorded.recorded(unknown));
    }
    for (AttachmentFacts attachment : attachments) {
      if (!known.containsKey(attachment.digest())) {
        known.put(attachment.digest(), compute(attachment));
      }
    }
    remembered.putAll(known);
    return known;
  }

  private long compute(AttachmentFacts attachment) throws IOException {
    AttachmentFacts.BlobFacts blob = attachment.blob();
    long size = blob == null ? 0 : blob.size();
    CRC32 crc32 = new CRC32();
    try (VerifiedContent content = blobs.open(attachment.digest(), size, ServedRange.whole(size))) {
      while (content.hasNext()) {
        crc32.update(content.next());
      }
    }
    recorded.record(attachment.digest(), crc32.getValue());
    return crc32.getValue();
  }
}
