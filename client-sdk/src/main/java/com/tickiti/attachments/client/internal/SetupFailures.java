package com.tickiti.attachments.client.internal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Tells why a connection could not be set up where another attempt would fail alike. */
final class SetupFailures {

  private SetupFailures() {}

  /** A sentence for a person; empty where the failure may be temporary. */
  static Optional<String> describe(StatusRuntimeException thrown) {
    Status.Code code = thrown.getStatus().getCode();
    if (code != Status.Code.UNAVAILABLE && code != Status.Code.INTERNAL) {
      return Optional.empty();
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String detail = String.valueOf(cause.getMessage());
      if (cause instanceof UnknownHostException) {
        return Optional.of("The host name is unknown: " + detail);
      }
      if (cause instanceof SSLException && !detail.contains("closed")) {
        return Optional.of(tls(cause, detail));
      }
      // The transport's own class, whose name depends on whether it is shaded.
      if (detail.contains("First received frame was not SETTINGS")) {
        return Optional.of("The peer does not speak HTTP/2 without TLS: check port and TLS");
      }
    }
    return Optional.empty();
  }

  private static String tls(Throwable cause, String detail) {
    return cause.getClass().getSimpleName().equals("NotSslRecordException")
        ? "The peer does not speak TLS: check the port, or ask for plaintext"
        : "The TLS handshake failed: " + detail;
  }
}
