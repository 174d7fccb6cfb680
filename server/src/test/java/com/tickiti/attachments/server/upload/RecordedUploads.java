package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a database would know of uploads, in memory: response 42 of ticket 1, rules, attachments.
 */
final class RecordedUploads implements UploadMetadata {

  static final long TICKET_ID = 1;
  static final long RESPONSE_ID = 42;

  final Map<String, FileTypeOutcome> rules = new HashMap<>();
  final List<NewAttachment> attachments = new ArrayList<>();

  /** What others do once a content is stored. */
  Action beforeRecording = () -> {};

  @Override
  public boolean hasResponse(long ticketId, long responseId) {
    return ticketId == TICKET_ID && responseId == RESPONSE_ID;
  }

  @Override
  public Rules rules(String name, List<String> detectedExtensions) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean blocked =
        detectedExtensions.stream().anyMatch(e -> rules.get(e) == FileTypeOutcome.BLOCKED);
    return new Rules(rules.get(extension), blocked ? FileTypeOutcome.BLOCKED : null);
  }

  @Override
  public Recorded record(NewAttachment attachment, ContentCheck content) throws IOException {
    beforeRecording.run();
    content.ensureStored();
    for (int i = 0; i < attachments.size(); i++) {
      NewAttachment earlier = attachments.get(i);
      if (attachment.requestId() != null && attachment.requestId().equals(earlier.requestId())) {
        return sameUpload(attachment, earlier)
            ? new Recorded.As(i + 1, true)
            : new Recorded.RequestIdTaken();
      }
    }
    attachments.add(attachment);
    return new Recorded.As(attachments.size(), false);
  }

  /** Something on the disk. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private static boolean sameUpload(NewAttachment one, NewAttachment other) {
    return one.responseId() == other.responseId()
        && one.name().equals(other.name())
        && one.inline() == other.inline()
        && one.blob().digest().equals(other.blob().digest());
  }
}
