package com.tickiti.attachments.client;

import static com.tickiti.attachments.client.ServiceExtension.ATTACHMENT;
import static com.tickiti.attachments.client.ServiceExtension.TICKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.error.ErrorCatalogue;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AttachmentExceptionTest {

  @RegisterExtension private final ServiceExtension fixture = new ServiceExtension();

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of(ErrorReason.ERROR_REASON_UNAUTHENTICATED, UnauthenticatedException.class),
        Arguments.of(ErrorReason.ERROR_REASON_FORBIDDEN, ForbiddenException.class),
        Arguments.of(ErrorReason.ERROR_REASON_VALIDATION_FAILED, InvalidRequestException.class),
        Arguments.of(ErrorReason.ERROR_REASON_NOT_FOUND, NotFoundException.class),
        Arguments.of(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED, AttachmentBlockedException.class),
        Arguments.of(
            ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED, ReviewRequiredException.class),
        Arguments.of(
            ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE, AttachmentTooLargeException.class),
        Arguments.of(ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE, UploadTooLargeException.class),
        Arguments.of(ErrorReason.ERROR_REASON_RATE_LIMITED, RateLimitedException.class),
        Arguments.of(ErrorReason.ERROR_REASON_UNAVAILABLE, UnavailableException.class),
        Arguments.of(ErrorReason.ERROR_REASON_INTERNAL, InternalException.class));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void everyCall_refused_throwsTheReasonsExceptionWithRequestId(
      ErrorReason reason, Class<? extends AttachmentException> type) throws IOException {
    AttachmentClient client = fixture.inProcess(RetryPolicy.none());

    fixture.service.refuses(reason);
    AttachmentException unary = catchThrowableOfType(type, () -> client.get(TICKET, ATTACHMENT));
    fixture.service.refuses(reason);
    AttachmentException streamed =
        catchThrowableOfType(type, () -> client.download(TICKET, ATTACHMENT));

    for (AttachmentException thrown : List.of(unary, streamed)) {
      assertThat(thrown.reason()).isEqualTo(reason);
      assertThat(thrown.description()).isEqualTo(ErrorCatalogue.spec(reason).getMessage());
      assertThat(thrown.requestId()).startsWith("logged-");
      assertThat(thrown)
          .hasMessageContaining(ErrorCatalogue.spec(reason).getWireName())
          .hasMessageContaining(thrown.requestId());
    }
  }

  @Test
  void get_invalid_tellsEachField() throws IOException {
    Map<String, List<String>> violations = Map.of("ticket_number", List.of("is required"));
    fixture.service.refusals.add(AttachmentError.invalid(violations).toException());

    assertThat(
            catchThrowableOfType(
                InvalidRequestException.class,
                () -> fixture.inProcess(RetryPolicy.none()).get(TICKET, ATTACHMENT)))
        .extracting(InvalidRequestException::violations)
        .isEqualTo(violations);
  }

  @Test
  void get_rateLimited_tellsWhenToComeBack() throws IOException {
    fixture.service.refusals.add(
        AttachmentError.of(ErrorReason.ERROR_REASON_RATE_LIMITED)
            .withRetryAfterSeconds(7)
            .toException());

    assertThat(
            catchThrowableOfType(
                RateLimitedException.class,
                () -> fixture.inProcess(RetryPolicy.none()).get(TICKET, ATTACHMENT)))
        .extracting(RateLimitedException::retryAfter)
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void get_failureWithoutDetails_tellsWhatTheTransportSaid() throws IOException {
    fixture.service.refusals.add(Status.UNKNOWN.withDescription("odd").asRuntimeException());

    assertThat(
            catchThrowableOfType(
                InternalException.class,
                () -> fixture.inProcess(RetryPolicy.none()).get(TICKET, ATTACHMENT)))
        .hasMessageContaining("UNKNOWN: odd");
  }
}
