package com.tickiti.attachments.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.common.net.InetAddresses;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuthenticationFailuresTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AuthenticationFailures.class);
  private final AuthenticationFailures failures = new AuthenticationFailures();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    failures.close();
    logger.detachAppender(lines);
  }

  @Test
  void many_areOneLineThatNamesTheAddressWithMost() {
    for (int i = 0; i < 30; i++) {
      failures.failed(InetAddresses.forString("192.0.2.7"));
    }
    failures.failed(InetAddresses.forString("2001:db8::1"));
    failures.limited(InetAddresses.forString("2001:db8::1"));

    failures.report();

    assertThat(fields())
        .containsExactly(
            Map.of(
                "unauthenticated",
                31L,
                "rate_limited",
                1L,
                "addresses",
                2,
                "most_from",
                "192.0.2.7",
                "most",
                30));
  }

  @Test
  void none_areNoLine_andWhatWasReportedIsNotReportedAgain() {
    failures.report();
    failures.failed(InetAddresses.forString("192.0.2.7"));
    failures.report();
    failures.report();

    assertThat(lines.list).hasSize(1);
  }

  @Test
  void moreAddressesThanAreRemembered_areStillCounted() {
    for (int i = 0; i < AuthenticationFailures.MAX_ADDRESSES + 500; i++) {
      failures.failed(InetAddresses.fromInteger(i));
    }

    failures.report();

    assertThat(fields().get(0))
        .containsEntry("unauthenticated", AuthenticationFailures.MAX_ADDRESSES + 500L)
        .containsEntry("addresses", AuthenticationFailures.MAX_ADDRESSES);
  }

  @Test
  void close_reportsWhatIsLeft() {
    failures.failed(InetAddresses.forString("192.0.2.7"));

    failures.close();

    assertThat(lines.list).hasSize(1);
  }

  private List<Map<String, Object>> fields() {
    return lines.list.stream()
        .map(
            event ->
                event.getKeyValuePairs().stream()
                    .collect(Collectors.toMap(field -> field.key, field -> field.value)))
        .toList();
  }
}
