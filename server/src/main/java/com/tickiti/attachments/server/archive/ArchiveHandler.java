package com.tickiti.attachments.server.archive;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Admission;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.archive.ArchivePlan.Member;
import com.tickiti.attachments.server.archive.ZipFormat.Entry;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.DownloadDecision;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadPolicy;
import com.tickiti.attachments.server.download.DownloadRequest;
import com.tickiti.attachments.server.download.TicketNumbers;
import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.server.model.TicketKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Makes a ticket's attachments one archive. What {@link DownloadPolicy} does not let the caller
 * have, or is not stored, is left out and named in an entry of its own. Thread-safe; blocks on the
 * database and the blob store, and ends in the same exceptions as a download.
 */
public final class ArchiveHandler {

  private static final int PAGE = 1000;

  private final Gate gate;
  private final AttachmentMetadata metadata;
  private final TicketNumbers numbers;
  private final VerifiedBlobs blobs;
  private final ContentChecksums checksums;
  private final AuditLog audit;

  public ArchiveHandler(
      Gate gate,
      AttachmentMetadata metadata,
      TicketNumbers numbers,
      Checksums recorded,
      VerifiedBlobs blobs,
      AuditLog audit) {
    this.gate = gate;
    this.metadata = metadata;
    this.numbers = numbers;
    this.blobs = blobs;
    this.checksums = new ContentChecksums(recorded, blobs);
    this.audit = audit;
  }

  /** Opens an archive, or a part of one; the caller closes it. */
  public Archive open(Caller caller, ArchiveRequest request) throws IOException {
    Admission admission =
        gate.admit(
            caller, AccessRequest.ofTicket(Purpose.READ, request.ticket(), request.violations()));
    long ticketId = admission.ticket().id();
    ArchivePlan plan = plan(ticketId, request.reviewConfirmed());
    ServedRange slice = slice(request, plan.size());
    caller.limits().claimForDownload(request.headerOnly() ? 0 : slice.length());
    return new Archive(
        plan,
        number(request.ticket(), ticketId) + "-attachments.zip",
        slice,
        request.headerOnly(),
        blobs,
        audit,
        admission.auditedAs(caller),
        caller.summary());
  }

  private static ServedRange slice(ArchiveRequest request, long size) {
    ByteRange range = request.range();
    if (range == null) {
      return ServedRange.whole(size);
    }
    if (range.offset() > size) {
      String message = "must not be beyond the archive's end, " + size;
      throw new RefusalException(AttachmentError.invalid(Map.of("range.offset", List.of(message))));
    }
    return range.within(size);
  }

  private ArchivePlan plan(long ticketId, boolean reviewConfirmed) throws IOException {
    DownloadRequest each =
        new DownloadRequest(TicketKey.NONE, null, reviewConfirmed, null, true, false, Map.of());
    EntryNames names = new EntryNames();
    LeftOut leftOut = new LeftOut();
    List<Member> members = new ArrayList<>();
    List<AttachmentFacts> page = metadata.attachments(ticketId, 0, PAGE);
    while (!page.isEmpty()) {
      List<AttachmentFacts> included = new ArrayList<>();
      for (AttachmentFacts attachment : page) {
        DownloadDecision decision = DownloadPolicy.decide(attachment, each);
        if (decision instanceof Refuse refuse) {
          leftOut.add(attachment, refuse.error().reason());
        } else if (blobs.contains(attachment.digest())) {
          included.add(attachment);
        } else {
          leftOut.addMissing(attachment);
        }
      }
      members.addAll(members(included, names));
      page = metadata.attachments(ticketId, page.get(page.size() - 1).id(), PAGE);
    }
    if (!leftOut.isEmpty()) {
      members.add(text(names.next(LeftOut.ENTRY_NAME), leftOut.text()));
    }
    return new ArchivePlan(members);
  }

  private List<Member> members(List<AttachmentFacts> included, EntryNames names)
      throws IOException {
    Map<Digest, Long> crc32s = checksums.of(included);
    List<Member> members = new ArrayList<>();
    for (AttachmentFacts attachment : included) {
      AttachmentFacts.BlobFacts blob = attachment.blob();
      Long crc32 = crc32s.get(attachment.digest());
      if (blob != null && crc32 != null) {
        String name = names.next(attachment.name());
        members.add(Member.of(new Entry(name, blob.size(), crc32), attachment));
      }
    }
    return members;
  }

  private static Member text(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CRC32 crc32 = new CRC32();
    crc32.update(bytes);
    return new Member(new Entry(name, bytes.length, crc32.getValue()), null, text);
  }

  private long number(TicketKey named, long ticketId) {
    Long value = named.value();
    return named.kind() == TicketKey.Kind.NUMBER && value != null
        ? value
        : numbers.ofTicket(ticketId);
  }
}
