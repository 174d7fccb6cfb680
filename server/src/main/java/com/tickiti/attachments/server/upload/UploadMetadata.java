package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upload asks and records. Every method throws {@link
 * com.tickiti.attachments.server.access.MetadataUnavailableException} where the database cannot be
 * used within two seconds.
 */
public interface UploadMetadata {

  /** Whether the ticket has the response. */
  boolean hasResponse(long ticketId, long responseId);

  /** The rules for a file of this name whose detected type has these extensions. */
  Rules rules(String name, List<String> detectedExtensions);

  /**
   * Records an attachment and its content, all or nothing.
   *
   * @param content asked while nobody can remove the content, and before anybody can see the
   *     attachment
   * @throws IOException where {@code content} throws it; then nothing is recorded
   */
  Recorded record(NewAttachment attachment, ContentCheck content) throws IOException;

  /**
   * The rules that apply to a file.
   *
   * @param name for its name's extension; {@code null} where there is none
   * @param detected {@link FileTypeOutcome#BLOCKED} where any extension of its detected type is;
   *     else {@code null}
   */
  record Rules(@Nullable FileTypeOutcome name, @Nullable FileTypeOutcome detected) {}

  /** Makes sure that a content is stored. */
  @FunctionalInterface
  interface ContentCheck {
    void ensureStored() throws IOException;
  }

  /** What recording came to. */
  sealed interface Recorded {

    /**
     * It is recorded.
     *
     * @param attachmentId its id
     * @param already whether an earlier upload with the same request id recorded it
     */
    record As(long attachmentId, boolean already) implements Recorded {}

    /** The request id stands for an upload of something else. */
    record RequestIdTaken() implements Recorded {}
  }
}
