package com.tickiti.attachments.client.internal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Describes the connection failures that a retry would meet again. */
final class SetupFailures {

  private SetupFailures() {}

  /** A sentence for a person; empty where the failure may be temporary. */
  static Optional<String> describe(StatusRuntimeException thrown) {
    Status.Code code = thrown.getStatus().getCode();
    if (isHttpWithoutGrpc(code, String.valueOf(thrown.getMessage()))) {
      return Optional.of("The peer speaks HTTP, but not gRPC: check the port");
    }
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
      if (detail.contains("ALPN")) {
        return Optional.of("The peer does not speak HTTP/2 over TLS: check the port");
      }
      if (detail.contains("First received frame was not SETTINGS")) {
        return Optional.of(
            "The peer does not speak HTTP/2 without TLS: check the port, or use TLS");
      }
    }
    return Optional.empty();
  }

  /** Not UNAVAILABLE, which is what a proxy's 502 and 503 become. */
  private static boolean isHttpWithoutGrpc(Status.Code code, String message) {
    return message.contains("invalid content-type")
        && (code == Status.Code.UNIMPLEMENTED
            || code == Status.Code.UNKNOWN
            || code == Status.Code.INTERNAL);
  }

  private static String tls(Throwable cause, String detail) {
    // By name, since the transport's own class may be shaded or absent.
    return cause.getClass().getSimpleName().equals("NotSslRecordException")
        ? "The peer does not speak TLS: check the port, or use plaintext"
        : "The TLS handshake failed: " + detail;
  }
}
