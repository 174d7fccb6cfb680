package com.tickiti.attachments.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.edge.EdgeConfig.HttpLimits;
import com.tickiti.attachments.edge.EdgeConfig.Shutdown;
import com.tickiti.attachments.edge.EdgeConfig.TlsIdentity;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.settings.InvalidSettingException;
import com.tickiti.attachments.edge.settings.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeConfigTest {

  @Test
  void nothingGiven_isTheDefaults() {
    EdgeConfig defaults = of();

    assertThat(defaults.bindAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(defaults.httpPort()).isEqualTo(8080);
    assertThat(defaults.tls()).isNull();
    assertThat(defaults.trustedProxies().ranges()).isEmpty();
    assertThat(defaults.memoryBudgetBytes()).isPositive();
    assertThat(defaults.limits().pace()).isEqualTo(DownloadPace.defaults());
  }

  @Test
  void everyOption_reachesItsComponent() {
    assertThat(
            of(
                "--bind=127.0.0.2",
                "--http-port=1",
                "--http-max-connections=2",
                "--http-idle-timeout=3s",
                "--http-max-line-bytes=4KiB",
                "--http-max-header-bytes=5",
                "--http-max-streams=6",
                "--http-max-resets=7",
                "--http-reset-window=8s",
                "--http-request-timeout=9ms",
                "--http-stall-timeout=10m",
                "--http-min-rate=11K",
                "--http-max-duration=12h",
                "--drain-delay=15s",
                "--quiet-period=13s",
                "--grace-period=14d",
                "--trusted-proxies=10.0.0.0/8,::1",
                "--cors-origins=https://app.example,http://localhost:3000",
                "--developer-page=false",
                "--memory-budget-bytes=15MiB"))
        .isEqualTo(
            new EdgeConfig(
                1,
                "127.0.0.2",
                List.of("10.0.0.0/8", "::1"),
                List.of("https://app.example", "http://localhost:3000"),
                false,
                15L << 20,
                new TlsIdentity(null, null),
                new HttpLimits(
                    2,
                    Duration.ofSeconds(3),
                    4096,
                    5,
                    6,
                    7,
                    Duration.ofSeconds(8),
                    Duration.ofMillis(9),
                    Duration.ofMinutes(10),
                    11 << 10,
                    Duration.ofHours(12)),
                new Shutdown(Duration.ofSeconds(15), Duration.ofSeconds(13), Duration.ofDays(14))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --http-port=65536 | --http-port: 65536 (expected: 0 to 65535)
          --http-port=80a | --http-port: 80a (expected: a whole number)
          --bind=no.such.host.invalid | --bind: no.such.host.invalid (expected: an address of this machine)
          --http-max-streams=0 | --http-max-streams: 0 (expected: 1 or more)
          --http-max-header-bytes=2GiB | --http-max-header-bytes: 2GiB (expected: at most 2147483647)
          --http-idle-timeout=0s | --http-idle-timeout: 0s (expected: more than 0)
          --http-reset-window=500ms | --http-reset-window: 500ms (expected: 1s or more)
          --quiet-period=31s | --quiet-period: 31000 ms (expected: at most --grace-period, 30000 ms)
          --quiet-period=0ms | --quiet-period: 0ms (expected: more than 0)
          --cors-origins=https://app.example/ | --cors-origins: https://app.example/ (expected: an origin such as https://app.example or http://localhost:3000, or *)
          --developer-page=no | --developer-page: no (expected: true or false)
          --trusted-proxies=10.0.0.0/33 | --trusted-proxies: 10.0.0.0/33 (expected: an IP address, or one with a prefix length such as 10.0.0.0/8)
          --memory-budget-bytes=0 | --memory-budget-bytes: 0 (expected: 1 or more)
          """)
  void wrongValue_isOneLineThatNamesTheOption(String option, String message) {
    assertThatThrownBy(() -> of(option))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  private static EdgeConfig of(String... options) {
    return Settings.of(EdgeConfig.class, options);
  }
}
