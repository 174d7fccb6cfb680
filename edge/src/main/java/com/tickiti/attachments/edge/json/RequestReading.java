package com.tickiti.attachments.edge.json;

import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import java.util.List;
import java.util.Map;

/** What came of reading a request body. Immutable. */
public sealed interface RequestReading {

  /**
   * The body is well formed; whether it names anything is for the service to say.
   *
   * @param request what to ask of the service
   */
  record Valid(DownloadAttachmentRequest request) implements RequestReading {}

  /**
   * The body is at fault.
   *
   * @param violations field name to what is wrong with it, in the order of the contract's fields
   */
  record Invalid(Map<String, List<String>> violations) implements RequestReading {}
}
