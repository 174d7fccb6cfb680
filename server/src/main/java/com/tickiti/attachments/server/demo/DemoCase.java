package com.tickiti.attachments.server.demo;

import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ErrorSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the demo and the answer to expect; a member of {@code demo.json}.
 *
 * @param name says what it shows
 * @param token which of the demo's tokens it bears; {@code null} for none
 * @param body the request
 * @param status of the answer
 * @param error code of the answer; {@code null} for a download
 * @param sha256 of the whole file that the answer is about; {@code null} for a refusal
 */
record DemoCase(
    String name,
    @Nullable String token,
    Map<String, Object> body,
    int status,
    @Nullable String error,
    @Nullable String sha256) {

  static DemoCase served(String name, String token, Map<String, Object> body, String sha256) {
    return new DemoCase(name, token, body, 200, null, sha256);
  }

  static DemoCase refused(
      String name, @Nullable String token, Map<String, Object> body, ErrorReason reason) {
    ErrorSpec spec = ErrorCatalogue.spec(reason);
    return new DemoCase(name, token, body, spec.getHttpStatus(), spec.getWireName(), null);
  }
}
