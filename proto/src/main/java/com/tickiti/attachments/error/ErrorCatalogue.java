package com.tickiti.attachments.error;

import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.ErrorReasonProto;
import com.tickiti.attachments.v1.ErrorSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks up what the options in {@code error_reason.proto} say of each {@link ErrorReason}. */
public final class ErrorCatalogue {

  /** The domain of every {@code google.rpc.ErrorInfo} that this service sends. */
  public static final String DOMAIN = "attachments.tickiti.com";

  private static final Map<ErrorReason, ErrorSpec> SPECS =
      Arrays.stream(ErrorReason.values())
          .filter(reason -> reason != ErrorReason.UNRECOGNIZED)
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  reason ->
                      reason
                          .getValueDescriptor()
                          .getOptions()
                          .getExtension(ErrorReasonProto.errorSpec),
                  (a, b) -> a,
                  () -> new EnumMap<>(ErrorReason.class)));

  private static final Map<String, ErrorReason> BY_WIRE_NAME =
      SPECS.entrySet().stream()
          .collect(Collectors.toMap(entry -> entry.getValue().getWireName(), Map.Entry::getKey));

  private ErrorCatalogue() {}

  /** The entry of {@code reason}; an empty one for the unspecified and for unrecognised reasons. */
  public static ErrorSpec spec(ErrorReason reason) {
    return SPECS.getOrDefault(reason, ErrorSpec.getDefaultInstance());
  }

  /** The reason spelled {@code wireName}; unspecified where this build does not know it. */
  public static ErrorReason ofWireName(String wireName) {
    return BY_WIRE_NAME.getOrDefault(wireName, ErrorReason.ERROR_REASON_UNSPECIFIED);
  }
}
