package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Status;
import java.util.Locale;

/**
 * How a call ended, in a word: {@code ok}, {@code cancelled} where the caller left, the error's
 * name in the contract, or the name of a gRPC status that no error of the contract stands behind.
 */
final class Outcomes {

  static final String OK = "ok";

  private Outcomes() {}

  static String of(CallSummary summary, Status.Code code) {
    ErrorReason error = summary.error();
    if (error != null) {
      return of(error);
    }
    return code == Status.Code.OK ? OK : code.name().toLowerCase(Locale.ROOT);
  }

  static String of(ErrorReason error) {
    return ErrorCatalogue.spec(error).getWireName();
  }
}
