package com.tickiti.attachments.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttachmentErrorTest {

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ERROR_REASON_UNSPECIFIED", "UNRECOGNIZED"})
  void toException_andBack_isTheSameError(ErrorReason reason) {
    AttachmentError error =
        new AttachmentError(
            reason,
            "A sentence.",
            Map.of("ticket_number", List.of("is required", "is odd")),
            Map.of("file_size", "26214401"),
            7);

    assertThat(AttachmentError.fromThrowable(error.toException())).isEqualTo(error);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ERROR_REASON_UNSPECIFIED", "UNRECOGNIZED"})
  void catalogue_everyReason_isComplete(ErrorReason reason) {
    var spec = ErrorCatalogue.spec(reason);

    assertThat(spec.getWireName()).isEqualTo(wireNameOf(reason));
    assertThat(spec.getHttpStatus()).isBetween(400, 599);
    assertThat(spec.getGrpcCodeValue()).isPositive();
    assertThat(spec.getMessage()).endsWith(".");
    assertThat(ErrorCatalogue.ofWireName(spec.getWireName())).isEqualTo(reason);
  }

  @Test
  void ofWireName_unknown_isUnspecified() {
    assertThat(ErrorCatalogue.ofWireName("from_the_future"))
        .isEqualTo(ErrorReason.ERROR_REASON_UNSPECIFIED);
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void fromThrowable_withoutDetails_isImpliedByTheCode(Status.Code code) {
    Set<Status.Code> away =
        EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    AttachmentError error = AttachmentError.fromThrowable(code.toStatus().asRuntimeException());

    assertThat(error.reason())
        .isEqualTo(
            away.contains(code)
                ? ErrorReason.ERROR_REASON_UNAVAILABLE
                : switch (code) {
                  case UNAUTHENTICATED -> ErrorReason.ERROR_REASON_UNAUTHENTICATED;
                  case PERMISSION_DENIED -> ErrorReason.ERROR_REASON_FORBIDDEN;
                  default -> ErrorReason.ERROR_REASON_INTERNAL;
                });
    assertThat(error.retryAfterSeconds() > 0).isEqualTo(away.contains(code));
  }

  @Test
  void fromThrowable_unreadableDetail_isImpliedByTheCode() {
    Any broken =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.rpc.ErrorInfo")
            .setValue(ByteString.copyFromUtf8("\u00ff\u00ff"))
            .build();
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAVAILABLE.value())
            .addDetails(broken)
            .build();

    assertThat(AttachmentError.fromThrowable(StatusProto.toStatusRuntimeException(status)).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_UNAVAILABLE);
  }

  @Test
  void constructor_unspecifiedReason_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachmentError.of(ErrorReason.ERROR_REASON_UNSPECIFIED));
  }

  private static String wireNameOf(ErrorReason reason) {
    return reason.name().substring("ERROR_REASON_".length()).toLowerCase(Locale.ROOT);
  }
}
